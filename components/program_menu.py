"""What can be done with a program from its row; the dialogs are those of the program's page."""

from collections.abc import Callable
from urllib.parse import quote

from nicegui import ui
from nicegui.element import Element

from components.basics import button, named
from components.duplicate_dialog import DuplicateDialog
from components.job_watch import JobWatch
from components.parts import parts
from components.permission import looks_only
from components.schedule_dialog import ScheduleDialog
from components.schedule_words import what_and_when
from components.terminate_dialog import TerminateDialog
from models.job import Job
from models.program import Life, Program
from models.schedule import Schedule
from services.errors import DomainError
from services.i18n import _, pgettext


class ProgramMenu(Element):
    """The menu is made when it is opened: a long list has many rows."""

    def __init__(
        self, program_id: str, edit_label: Callable[[], None], submitted: Callable[[Job], object]
    ) -> None:
        super().__init__("div")
        self._program_id = program_id
        self._edit_label = edit_label
        self._submitted = submitted
        self._program: Program | None = None
        self._life: Life | None = None
        self._menu: ui.menu | None = None
        with self:
            opener = button("⋯", self._open, "small quiet ad-above")
            named(opener, _("Actions for {}").format(program_id)).props('aria-haspopup="menu"')
            self._opener = opener

    def show(self, program: Program, life: Life | None) -> None:
        """`life` is None where the partner has the program no longer."""
        self._program, self._life = program, life

    def _open(self) -> None:
        if self._menu is not None:
            self._menu.delete()
        with self._opener, ui.menu().props("no-parent-event no-refocus") as self._menu:
            self._fill()
        self._menu.open()

    def _fill(self) -> None:
        safe, life, program = quote(self._program_id, safe=""), self._life, self._program
        going = life not in {None, Life.ENDED}
        _item(_("Open"), lambda: ui.navigate.to(f"/program-status/{safe}"))
        if looks_only():
            return
        _item(_("Change label"), self._edit_label)
        if program is None or life is None:
            return
        if going:
            _item(_("Edit"), lambda: ui.navigate.to(f"/edit/{safe}"))
        _item(_("Duplicate"), self._duplicate)
        if program.is_cpc and life is Life.RUNNING:
            _item(pgettext("button", "Pause"), lambda: self._switch(pause=True))
        if program.is_cpc and life is Life.PAUSED:
            _item(pgettext("button", "Resume"), lambda: self._switch(pause=False))
        if going:
            _item(_("Schedule a change"), self._schedule)
            _item(_("Terminate"), self._terminate)

    def _duplicate(self) -> None:
        if self._program is not None:
            with self:
                DuplicateDialog(self._program, self._submitted)

    def _terminate(self) -> None:
        if self._program is not None and self._life is not None:
            with self:
                TerminateDialog(self._program, self._life, self._submitted)

    def _schedule(self) -> None:
        if self._program is not None:
            with self:
                ScheduleDialog(self._program, self._scheduled)

    def _scheduled(self, schedule: Schedule) -> None:
        if schedule.job_id is not None:
            self._submitted(parts().jobs.get(schedule.job_id).job)
        else:
            ui.notify(what_and_when(schedule), icon="event")

    async def _switch(self, *, pause: bool) -> None:
        try:
            job = await parts().programs.switch(
                self._program_id, pause=pause, program=self._program
            )
        except DomainError as error:
            ui.notify(str(error), type="warning")
            return
        JobWatch.here().started(job.id)
        self._submitted(job)


def _item(words: str, act: Callable[[], object]) -> None:
    ui.menu_item(words, act).props('role="menuitem"')  # Quasar calls it an item of a list
