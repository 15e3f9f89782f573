"""The jobs of one program: a card for each that runs, a row for each that has ended."""

from collections.abc import Callable, Iterable, Sequence

from nicegui import ui
from nicegui.element import Element

from components.basics import panel, text
from components.dismissed import DismissedLine
from components.in_turns import in_turns
from components.job_table import JobTable
from components.job_tracker import JobTracker
from components.parts import parts
from models.job import Job
from services.i18n import N_, _

_NONE = N_("No job of Adtrail's has changed it.")
_RUNNING = N_("The first one is under way, see above.")


class RunningJobs(Element):
    """Cards, newest on top. One that ends while it is looked at stays until it is put away."""

    def __init__(self, dismissed: Callable[[], None] | None = None) -> None:
        super().__init__("div")
        self.classes("ad-stack")
        self._dismissed = dismissed
        self._cards: set[str] = set()
        with self:
            self._away = DismissedLine(self.add)
        self.set_visibility(False)

    async def show(self, jobs: Iterable[Job]) -> None:
        """Add a card for each of these that has none; `jobs` newest first."""
        new = [job for job in jobs if job.id not in self._cards]
        async for job in in_turns(reversed(new)):
            if not self.is_deleted:
                self.add(job)

    def add(self, job: Job) -> JobTracker | None:
        if job.id in self._cards:
            return None
        self._cards.add(job.id)
        self.set_visibility(True)
        with self:
            card = JobTracker(
                job.id, job.kind.value, job.program_id, on_dismiss=lambda: self._put_away(job.id)
            )
        card.move(target_index=0)
        return card

    def __contains__(self, job_id: object) -> bool:
        return job_id in self._cards

    def _put_away(self, job_id: str) -> None:
        self._cards.discard(job_id)
        self._away.show(job_id)
        if self._dismissed is not None:
            self._dismissed()


class ProgramJobs(Element):
    """What was done to a program by jobs of ours, and what was not."""

    def __init__(self) -> None:
        super().__init__("div")
        with self, panel():
            text("h2", _("Jobs of this program"))
            self._none = ui.label().classes("ad-muted")
            self._table = JobTable(programs=False)

    async def show(self, jobs: Sequence[Job]) -> None:
        """Every job of the program, newest first; those that run have a card elsewhere."""
        ended = [job for job in jobs if job.terminal]
        self._table.set_visibility(bool(ended))
        self._none.set_text(_(_RUNNING if jobs else _NONE))
        self._none.set_visibility(not ended)
        await self._table.show(ended)


def of_program(job_ids: Iterable[str], program_id: str) -> list[Job]:
    """Those of the changed jobs that are about this program."""
    found = (parts().store.get(job_id) for job_id in job_ids)
    return [job for job in found if job is not None and job.program_id == program_id]
