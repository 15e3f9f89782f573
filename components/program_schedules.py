"""What is scheduled for one program, on its pages: with a countdown, and a way to take it back."""

from collections.abc import Callable
from urllib.parse import quote

from nicegui import ui
from nicegui.element import Element

from components.attention import announce
from components.basics import panel, row, text
from components.follow import Follower
from components.parts import parts
from components.schedule_dialog import ScheduleDialog
from components.schedule_table import ScheduleTable, concerns
from components.schedule_words import what_and_when
from models.job import Job
from models.program import Program
from models.schedule import Schedule
from services.i18n import _


class ProgramSchedules(Element):
    """Empty while nothing is scheduled. What happens while it is looked at stays in sight."""

    def __init__(self, program_id: str, submitted: Callable[[Job], object]) -> None:
        """`submitted(job)` when a change was handed to the partner at once."""
        super().__init__("div")
        self.classes("ad-none")
        self._program_id = program_id
        self._submitted = submitted
        with self:
            with panel() as self._panel:
                with row("between"):
                    text("h2", _("Scheduled changes"))
                    target = f"/schedules?program={quote(program_id, safe='')}"
                    ui.link(_("All schedules"), target).classes("ad-small")
                self._table = ScheduleTable(programs=False)
            self._dialogs = ui.element("div").classes("ad-none")
            Follower(self._heard)
        self._panel.set_visibility(False)

    async def read(self) -> None:
        found = await parts().schedules.upcoming(self._program_id)
        if self.is_deleted:
            return
        self._table.add(found)
        self._panel.set_visibility(len(self._table) > 0)

    def ask(self, program: Program) -> None:
        """Open the dialog for another one; `program` as it is now."""
        with self._dialogs:
            ScheduleDialog(program, self._scheduled)

    def _scheduled(self, schedule: Schedule) -> None:
        announce(what_and_when(schedule))
        if schedule.job_id is not None:
            self._submitted(parts().jobs.get(schedule.job_id).job)

    async def _heard(self, ids: set[str]) -> None:
        self._table.refresh(ids)
        if concerns(ids):
            await self.read()
