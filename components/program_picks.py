"""Programs that are ticked in a list, over its pages and filters, and what to do with them."""

from collections.abc import Callable, Iterable

from nicegui import ui
from nicegui.element import Element

from components.address import address
from components.amounts import count
from components.basics import button, named, row, text
from models.job import JobKind
from services.i18n import _, ngettext

_MOST = 500  # their ids stand in the address of the next page


class ProgramPicks(Element):
    """A bar that stands while something is ticked; `changed()` after every change of it."""

    def __init__(self) -> None:
        super().__init__("div")
        self.classes("ad-picked")
        named(self.props('role="region"'), _("Picked programs"))
        self.changed: Callable[[], None] = lambda: None
        self._ids: dict[str, None] = {}
        with self:
            self._said = text("span", "", "ad-strong ad-num").props('role="status"')
            with row("ad-end"):
                words = _("Edit")
                self._edit = button(words, lambda: self._go(JobKind.EDIT), "small primary", "edit")
                words = _("Terminate")
                self._end = button(
                    words, lambda: self._go(JobKind.TERMINATE), "small danger", "block"
                )
                button(_("Clear"), self.clear_all, "small", "close")
        self._show()

    def __contains__(self, program_id: object) -> bool:
        return program_id in self._ids

    def pick(self, program_ids: Iterable[str], *, chosen: bool = True) -> None:
        for program_id in program_ids:
            if chosen:
                self._ids[program_id] = None
            else:
                self._ids.pop(program_id, None)
        self._show()

    def clear_all(self) -> None:
        self._ids.clear()
        self._show()

    def _show(self) -> None:
        number = len(self._ids)
        words = ngettext("{} program picked", "{} programs picked", number).format(count(number))
        if number > _MOST:
            words = f"{words}. " + _("At most {} can go on at once.").format(count(_MOST))
        self._said.set_text(words)
        for go_on in (self._edit, self._end):
            go_on.set_enabled(number <= _MOST)
        self.set_visibility(number > 0)
        self.changed()

    def _go(self, kind: JobKind) -> None:
        query = {"kind": kind.value, "programs": ",".join(self._ids)}
        ui.navigate.to(address("/bulk", query))


class Tick(Element):
    """The box of one program: the browser's own, so that keys and readers know it."""

    def __init__(self, picks: ProgramPicks, program_id: str) -> None:
        super().__init__("input")
        self.classes("ad-tick").props('type="checkbox"')
        self._picks = picks
        self._id = program_id
        self._props["data-tick"] = program_id
        self.on(
            "change",
            lambda event: picks.pick([program_id], chosen=bool(event.args)),
            js_handler="(event) => emit(event.target.checked)",
        )
        self.tell()

    def call(self, name: str) -> None:
        """Say which program it is for, by the name that people see."""
        named(self, _("Pick {}").format(name))
        self.update()

    def tell(self) -> None:
        """Show whether the program is picked."""
        chosen = self._id in self._picks
        if self._props.get("checked") is not chosen:
            self._props["checked"] = chosen
            self.update()
