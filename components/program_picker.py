"""Picks programs from the partner's list, a page at a time; what is ticked stays ticked."""

from collections.abc import Callable

from nicegui import ui

from components.amounts import count, money
from components.basics import button, named, row, text
from components.parts import parts
from components.program_filters import life_words
from models.program import Program
from services.errors import DomainError
from services.i18n import _, ngettext

_SIZE = 40  # the most that the partner lists at once (contract 9)
_FILTERS = ("CURRENT", "FUTURE", "PAUSED")


class ProgramPicker:
    """A dialog that stands open when made; `picked(ids)` in the order in which they were ticked."""

    def __init__(self, picked: Callable[[list[str]], object]) -> None:
        self._picked = picked
        self._chosen: dict[str, None] = {}
        self._status, self._offset = "CURRENT", 0
        title = _("Pick programs")
        with ui.dialog(value=True) as self.dialog, ui.card().classes("ad-panel"):
            text("h2", title)
            self._tabs = named(ui.element("div"), _("Which programs")).classes("ad-tabs")
            self._list = named(ui.element("div"), _("Programs")).props('role="group"')
            self._list.classes("ad-picks")
            with row("between"):
                self._place = text("span", "", "ad-muted ad-num").props('role="status"')
                with row():
                    self._back = self._step(_("Previous"), -_SIZE, "chevron_left")
                    self._next = self._step(_("Next"), _SIZE, "chevron_right")
            with row("ad-end"):
                button(_("Cancel"), self.dialog.close)
                self._take = button("", self._done, "primary", "check")
        named(self.dialog, title)
        self._count()

    async def read(self) -> None:
        """Show the page of the partner's list that was turned to."""
        asked = self._status, self._offset
        self._draw_tabs()
        found: list[Program] = []
        said, total = "", 0
        try:
            page = await parts().catalog.programs(self._offset, _SIZE, self._status)
            found, total = [Program.from_partner(raw) for raw in page.programs], page.total
        except DomainError as error:
            said = str(error)
        if asked != (self._status, self._offset) or self._list.is_deleted:
            return  # somebody turned on meanwhile
        self._list.clear()
        with self._list:
            for program in found:
                self._tick(program)
            if not found:
                text("p", said or _("No program is in this list."), "ad-muted")
        self._place_words(len(found), total)

    def _tick(self, program: Program) -> None:
        name = program.program_id
        label = program.type.label if program.type else program.type_word
        facts = [name, label]
        if program.budget is not None:
            facts.append(money(program.budget, program.currency))
        ui.checkbox(
            " · ".join(facts),
            value=name in self._chosen,
            on_change=lambda event, name=name: self._choose(name, chosen=bool(event.value)),
        ).classes("ad-check")

    def _choose(self, name: str, *, chosen: bool) -> None:
        if chosen:
            self._chosen[name] = None
        else:
            self._chosen.pop(name, None)
        self._count()

    def _count(self) -> None:
        number = len(self._chosen)
        words = ngettext("Take {} program", "Take {} programs", number)
        self._take.set_text(words.format(count(number)))
        self._take.set_enabled(number > 0)

    def _place_words(self, here: int, total: int) -> None:
        first, last = self._offset + 1, self._offset + here
        words = _("{} to {} of {}").format(*map(count, (first, last, total)))
        self._place.set_text(words if here else "")
        self._back.set_enabled(self._offset > 0)
        self._next.set_enabled(last < total)

    def _draw_tabs(self) -> None:
        self._tabs.clear()
        with self._tabs:
            for status in _FILTERS:
                tab = text("button", life_words()[status]).props('type="button"')
                tab.props(f'aria-pressed="{str(status == self._status).lower()}"')
                tab.on("click", lambda _event, status=status: self._turn(status, 0))

    def _step(self, words: str, by: int, icon: str) -> ui.button:
        return button(words, lambda: self._turn(self._status, self._offset + by), "small", icon)

    async def _turn(self, status: str, offset: int) -> None:
        self._status, self._offset = status, max(0, offset)
        await self.read()

    def _done(self) -> None:
        self.dialog.close()
        self._picked(list(self._chosen))
