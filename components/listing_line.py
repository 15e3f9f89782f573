"""How long and how fresh the list of programs is: whether it is being read, what went wrong."""

from nicegui import ui

from components.amounts import count
from components.basics import button, row, text
from components.moments import Moment
from components.parts import parts
from services.i18n import _
from services.program_list import failure


class ListingLine:
    """Its button reads the list again, for everybody; `doing` is the place for others."""

    def __init__(self) -> None:
        with row("between ad-asof ad-listing"):
            with row("ad-listing-state"):
                with ui.element("div").classes("ad-muted"):
                    self._count = ui.label().classes("ad-num").props('role="status"')
                    self._said = ui.element("div").classes("ad-small ad-num")
                    self._said.props('role="status"')
                self._refresh = button(
                    _("Refresh"), parts().program_list.refresh, "small", "refresh"
                ).props("data-refresh")
            self.doing = row("ad-end")
        self._problem = ui.label().classes("ad-note").props('role="alert"')
        self.show()

    def call(self, words: str) -> None:
        """How many there are; "" where there is no list."""
        self._count.set_text(words)
        self._count.set_visibility(bool(words))

    def show(self) -> None:
        state = parts().program_list.rows.state()
        busy = state.busy_until is not None and state.busy_until > parts().clock.now()
        self._refresh.set_enabled(not busy)
        self._said.clear()
        with self._said:
            if state.read_at is not None:
                text("span", _("As of") + " ")
                Moment(state.read_at)
            if busy:
                words = _("Reading the partner's list…")
                if state.total and state.read_so_far:
                    words = _("Reading the partner's list: {} of {}").format(
                        count(state.read_so_far), count(state.total)
                    )
                text("span", f" · {words}" if state.read_at else words)
        said = failure(state)
        self._problem.set_visibility(said is not None and not busy)
        self._problem.set_text(_("Not up to date: {}").format(said) if said else "")
