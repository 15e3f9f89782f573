"""Programs that are ticked in a list, over its pages and filters, and what to do with them."""

from collections.abc import Callable, Iterable
from datetime import date

from nicegui import ui
from nicegui.element import Element

from components.address import address
from components.amounts import count
from components.basics import button, named, row, text
from components.kept_picks import KeptPicks
from components.parts import parts
from models.job import JobKind
from models.listed import ListedProgram
from models.program import Life
from services.i18n import _, ngettext

_MOST = 500  # their ids stand in the address of the next page


class ProgramPicks(Element):
    """A bar that stands while something is ticked; `changed()` after every change of it.

    What another tab of the browser picked meanwhile comes along with the next change here.
    """

    def __init__(self, pick_page: Callable[[], None]) -> None:
        super().__init__("div")
        self.classes("ad-picked")
        named(self.props('role="region"'), _("Picked programs"))
        self.changed: Callable[[], None] = lambda: None
        self._kept = KeptPicks()
        self._ids = self._kept.read()
        self._gone = 0  # dropped because they can no longer be changed
        with self:
            self._said = text("span", "", "ad-strong ad-num").props('role="status"')
            button(_("All on this page"), pick_page, "small quiet ad-phone")
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
        picked = self._kept.read()
        for program_id in program_ids:
            if chosen:
                picked[program_id] = None
            else:
                picked.pop(program_id, None)
        self._keep(picked)

    def clear_all(self) -> None:
        self._keep({})

    def reopen(self) -> None:
        """Another partner is in use: what is picked there, if anything."""
        self._kept, self._gone = KeptPicks(), 0
        self._ids = self._kept.read()
        self._show()

    async def check(self, today: date) -> None:
        """Drop what has ended or left the list, and say so."""
        listing = parts().program_list.rows
        asked = self._kept.read()
        if not asked or listing.state().read_at is None:
            return
        there = {one.program_id for one in await listing.some(asked) if _changeable(one, today)}
        if self.is_deleted or not (gone := asked.keys() - there):
            return
        left = {one: None for one in self._kept.read() if one not in gone}
        self._keep(left, gone=self._gone + len(gone))

    def _keep(self, picked: dict[str, None], *, gone: int = 0) -> None:
        self._kept.write(picked)
        self._ids, self._gone = picked, gone
        self._show()

    def _show(self) -> None:
        number = len(self._ids)
        words = ngettext("{} program picked", "{} programs picked", number).format(count(number))
        if number > _MOST:
            words = f"{words}. " + _("At most {} can go on at once.").format(count(_MOST))
        left = ngettext(
            "{} picked program has ended or left the list.",
            "{} picked programs have ended or left the list.",
            self._gone,
        ).format(count(self._gone))
        said = [words] * (number > 0) + [left] * (self._gone > 0)
        self._said.set_text(" · ".join(said))
        for go_on in (self._edit, self._end):
            go_on.set_enabled(0 < number <= _MOST)
        self.set_visibility(bool(said))
        self.changed()

    def _go(self, kind: JobKind) -> None:
        query = {"kind": kind.value, "programs": ",".join(self._ids)}
        ui.navigate.to(address("/bulk", query))


def _changeable(listed: ListedProgram, today: date) -> bool:
    return listed.vanished_at is None and listed.program.life(today) is not Life.ENDED


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
