"""`advance`: the next thing for a job, whatever state it is found in.

All state is in the row and every move is a compare-and-set, so this can die anywhere and be
called again anywhere. Four rooms do the work: submission, reconciliation,
watching, duplication.
"""

import structlog

from models.duplication import Plan
from models.evidence import Troubled
from models.job import Job, JobKind, Phase
from services.tracking.context import Tracking
from services.tracking.duplication import Duplication
from services.tracking.reconciliation import Reconciliation
from services.tracking.submission import Submission
from services.tracking.troubles import OTHER_PARTNER
from services.tracking.watching import Watching

log = structlog.get_logger(__name__)

_ELSEWHERE = 60.0  # seconds; whoever takes its partner into use nudges it as well


class Tracker:
    def __init__(self, tracking: Tracking) -> None:
        self._tracking = tracking
        self._reconciliation = Reconciliation(tracking)
        self._submission = Submission(tracking)
        self._watching = Watching(tracking, self._reconciliation)
        self._duplication = Duplication(tracking, self._reconciliation)

    async def advance(self, job_id: str) -> float | None:
        """Do the next thing; seconds until the next call, `None` when nothing is left to do."""
        job = self._tracking.store.get(job_id)
        if job is None:
            return None
        with self._tracking.pinned(job.partner) as reached:
            delay = await (self._step(job) if reached else self._elsewhere(job))
        if delay is None:
            self._tracking.observations.forget(job_id)
            self._tell_copies(job)
        else:
            self._tracking.due_in(job_id, delay)
        return delay

    def _tell_copies(self, job: Job) -> None:
        """A duplicate may be waiting for minutes with a feature of a program that is over now."""
        if job.kind is JobKind.TERMINATE and job.program_id is not None:
            for copying in self._tracking.store.copying_to(job.program_id, job.partner):
                self._tracking.nudge(copying)

    async def _elsewhere(self, job: Job) -> float | None:
        """Its partner cannot be reached from here: it waits, and no other one is asked."""
        if job.terminal:
            return None
        trouble = {"kind": OTHER_PARTNER, "http": None, "code": None, "message": job.partner}
        await self._tracking.store.move(job.id, Troubled(trouble=trouble))
        return _ELSEWHERE

    async def _step(self, job: Job) -> float | None:  # noqa: PLR0911 - one a state
        match job.phase:
            case Phase.RECORDED if not job.order and (plan := Plan.of(job.plan)):
                return await self._duplication.read(job, plan)
            case Phase.COPYING:
                return await self._duplication.write(job)
            case Phase.RECORDED:
                return await self._submission.submit(job)
            case Phase.SUBMITTING:
                return await self._submission.take_over(job)
            case Phase.UNCONFIRMED:
                return await self._reconciliation.look(job)
            case Phase.ACCEPTED | Phase.PROCESSING:
                return await self._watching.look(job)
            case Phase.SETTLED:
                return await self._reconciliation.name_program(job)
