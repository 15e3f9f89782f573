"""What a person or a script can ask of Adtrail: the front door of every job.

Everything is checked here before anything is recorded; a recorded job is answered at once and
the engine takes it from there. The partner is never waited for.
"""

from collections.abc import Mapping
from typing import Any

from models.bulk import BulkRow
from models.catalogue import PAUSE_NOT_GRANTED
from models.dates import pacific_today
from models.duplication import Plan, check_duplicate
from models.evidence import Absent, Dismissed, Evidence, Found, Restored, Retried
from models.feature_checks import checked_change
from models.job import MAKES_PROGRAM, SWITCHES, Job, JobKind
from models.job_status import JobStatus
from models.orders import InvalidOrder, check_create, check_edit
from models.people import Role
from models.plain import put
from models.program import Program
from services.clock import Clock
from services.engines.port import Engine
from services.errors import NotAllowed, NotFound
from services.i18n import N_, _
from services.partners import partner_name
from services.people.acting import needs
from services.requests import digest_of, invalid, new_job, reason_kept
from services.store.keys import check_twin
from services.store.store import Store

_AGAIN = N_("Submitted again as another job.")
_WOULD_BUY_TWICE = N_(
    "Job {job} made program {program} although a part of it was refused. Edit that program; "
    "submitted again, it would be bought a second time."
)
_ELSEWHERE = N_(
    "Job {job} was made for {partner}, which is not in use now. Nothing is sent to another "
    "partner: take that one into use again, or make a new job."
)
_IS_OVER = N_("Program {program} was ended by job {job} and cannot be changed any more.")
_SAID_ABSENT = N_("A person found that it never reached the partner.")
_SAID_LINKED = N_("A person linked the program.")


class Programs:
    """`actor` is who asked; `key` makes the same request twice the same job.

    `row` is the row of a batch whose job it is; then NotReleased is raised, too.
    """

    def __init__(self, store: Store, engine: Engine, clock: Clock) -> None:
        self._store = store
        self._engine = engine
        self._clock = clock

    @needs(Role.OPERATOR)
    async def create(
        self,
        values: Mapping[str, Any],
        *,
        key: str | None = None,
        actor: str = "local",
        retry_of: str | None = None,
        row: BulkRow | None = None,
    ) -> Job:
        """Record a create. Raises Invalid, IdempotencyConflict; with `retry_of`, NotAllowed."""
        digest = digest_of(JobKind.CREATE, None, values)
        try:
            order = check_create(values, pacific_today(self._clock.now()))
        except InvalidOrder as error:
            # What was valid when it was first sent stays the same job; recording finds the others.
            if (twin := self._twin(key, digest)) is not None:
                return twin
            raise invalid(error) from None
        job = self._new(JobKind.CREATE, key=key, digest=digest, actor=actor)
        kept = order.model_dump(mode="json", exclude_defaults=True)
        put(job, business_id=order.business_id, program_type=order.program_type, order=kept)
        return await self._record(job, retry_of, row)

    @needs(Role.OPERATOR)
    async def edit(
        self,
        program_id: str,
        values: Mapping[str, Any],
        *,
        program: Program | None = None,
        key: str | None = None,
        actor: str = "local",
        retry_of: str | None = None,
        row: BulkRow | None = None,
    ) -> Job:
        """Record an edit of changed values; `program`, where known, sorts out what has not changed.

        Raises Invalid, IdempotencyConflict, ProgramBusy, and NotAllowed for a program that we
        have ended; with `retry_of`, NotAllowed.
        """
        digest = digest_of(JobKind.EDIT, program_id, values)
        if (twin := self._twin(key, digest)) is not None:
            return twin
        self._refuse_ended(program_id)
        try:
            order = check_edit(values, program, pacific_today(self._clock.now()))
        except InvalidOrder as error:
            raise invalid(error) from None
        job = self._new(JobKind.EDIT, key=key, digest=digest, actor=actor)
        self._about(job, program_id, program)
        job.order = order.model_dump(mode="json", exclude_defaults=True)
        return await self._record(job, retry_of, row)

    @needs(Role.OPERATOR)
    async def end(
        self,
        program_id: str,
        *,
        program: Program | None = None,
        reason: str | None = None,
        key: str | None = None,
        actor: str = "local",
        retry_of: str | None = None,
        row: BulkRow | None = None,
    ) -> Job:
        """Record the end of a program; `reason` is kept with the job and not sent.

        Raises Invalid, IdempotencyConflict, ProgramBusy and NotAllowed.
        """
        said = reason_kept(reason)
        digest = digest_of(JobKind.TERMINATE, program_id, said)
        if (twin := self._twin(key, digest)) is not None:
            return twin
        self._refuse_ended(program_id)
        job = self._new(JobKind.TERMINATE, key=key, digest=digest, actor=actor)
        self._about(job, program_id, program)
        job.order = said
        return await self._record(job, retry_of, row)

    @needs(Role.OPERATOR)
    async def duplicate(
        self,
        program_id: str,
        changes: Mapping[str, Any],
        *,
        source: Program | None = None,
        key: str | None = None,
        actor: str = "local",
    ) -> Job:
        """Record a copy of a program with `changes` (models.duplication.CHANGES, copy_features).

        `source`, where known, lets everything be checked now; else what only it can tell comes to
        light when it is read, and fails the job. Raises Invalid and IdempotencyConflict.
        """
        digest = digest_of(JobKind.DUPLICATE, program_id, changes)
        if (twin := self._twin(key, digest)) is not None:
            return twin
        try:
            plan = check_duplicate(program_id, changes, source, pacific_today(self._clock.now()))
        except InvalidOrder as error:
            raise invalid(error) from None
        job = self._new(JobKind.DUPLICATE, key=key, digest=digest, actor=actor)
        job.plan = plan.kept()
        self._about(job, program_id, source)
        job.program_id = None  # the copy has one when it is there
        return await self._record(job, None)

    @needs(Role.OPERATOR)
    async def switch(
        self,
        program_id: str,
        *,
        pause: bool,
        program: Program | None = None,
        key: str | None = None,
        actor: str = "local",
    ) -> Job:
        """Record a pause or a resume. Raises IdempotencyConflict, ProgramBusy and NotAllowed."""
        kind = JobKind.PAUSE if pause else JobKind.RESUME
        digest = digest_of(kind, program_id, {})
        if (twin := self._twin(key, digest)) is not None:
            return twin
        self._refuse_ended(program_id)
        if program is not None and not program.is_cpc:
            raise NotAllowed(_("Only CPC programs can be paused and resumed."))
        job = self._new(kind, key=key, digest=digest, actor=actor)
        self._about(job, program_id, program)
        return await self._record(job, None)

    @needs(Role.OPERATOR)
    async def features(
        self,
        program_id: str,
        change: Mapping[str, Any],
        *,
        shown: Mapping[str, Any] | None = None,
        key: str | None = None,
        actor: str = "local",
    ) -> Job:
        """Record `{"write": {TYPE: values}}` or `{"remove": [TYPE]}`; `shown` is what GET told.

        Raises Invalid, IdempotencyConflict, ProgramBusy and NotAllowed.
        """
        digest = digest_of(JobKind.FEATURES, program_id, change)
        if (twin := self._twin(key, digest)) is not None:
            return twin
        self._refuse_ended(program_id)
        try:
            order = checked_change(change, shown)
        except InvalidOrder as error:
            raise invalid(error) from None
        job = self._new(JobKind.FEATURES, key=key, digest=digest, actor=actor)
        self._about(job, program_id, None)
        job.order = order.kept()
        return await self._record(job, None)

    @property
    def may_switch(self) -> bool:
        """False when the partner said last that this account has no pause and resume."""
        last = self._store.last_ended(SWITCHES, self._store.partner())
        return last is None or (last.error or {}).get("code") != PAUSE_NOT_GRANTED

    @needs(Role.OPERATOR)
    async def retry(self, job_id: str, *, key: str | None = None, actor: str = "local") -> Job:
        """The same request again as a new job; only after a failure or while unconfirmed."""
        old = self.job(job_id)
        self._refuse_elsewhere(old)
        digest = digest_of(old.kind, old.program_id, {"retry_of": job_id})
        if (twin := self._twin(key, digest)) is not None:
            return twin
        new = self._new(old.kind, key=key, digest=digest, actor=actor)
        new.business_id, new.program_type = old.business_id, old.program_type
        new.program_id = None if old.kind in MAKES_PROGRAM else old.program_id
        plan = Plan.of(old.plan)
        new.order = {} if plan else old.order  # a duplicate reads its source again
        new.plan = plan.afresh().kept() if plan else None
        return await self._record(new, job_id)

    @needs(Role.OPERATOR)
    async def resolve_linked(self, job_id: str, program_id: str, *, actor: str = "local") -> Job:
        """A person says: this is the program. Raises NotAllowed unless the job is in doubt."""
        evidence = Found(program_id=program_id, reason=_SAID_LINKED, actor=actor)
        job = self.job(job_id)
        self._in_doubt(job)
        if job.kind not in MAKES_PROGRAM:  # its program is known, and may be a job's of ours
            if program_id != job.program_id:
                sentence = _("Job {} is about program {}.")
                raise NotAllowed(sentence.format(job_id, job.program_id))
            return await self._settle(job_id, evidence)
        moved = await self._store.claim(job_id, evidence, program_id)
        if not moved.moved:
            if not moved.job.doubtful:
                raise _changed(job_id)
            raise NotAllowed(_("Program {} belongs to another job already.").format(program_id))
        self._engine.nudge(job_id)  # a duplicate's features are written now
        return moved.job

    @needs(Role.OPERATOR)
    async def resolve_absent(self, job_id: str, *, actor: str = "local") -> Job:
        """A person says: it never happened. Raises NotAllowed unless the job is in doubt."""
        self._in_doubt(self.job(job_id))
        return await self._settle(job_id, Absent(reason=_SAID_ABSENT, actor=actor))

    @needs(Role.OPERATOR)
    async def dismiss(self, job_id: str, *, actor: str = "local") -> Job:
        """Put the job's card away; the job itself goes on."""
        return await self._move(job_id, Dismissed(actor=actor))

    @needs(Role.OPERATOR)
    async def restore(self, job_id: str, *, actor: str = "local") -> Job:
        """Undo `dismiss`: the card is back where it belongs."""
        return await self._move(job_id, Restored(actor=actor))

    def check_now(self, job_id: str) -> None:
        """One extra look, shared by everybody who watches this job."""
        self.job(job_id)
        self._engine.nudge(job_id)

    def job(self, job_id: str) -> Job:
        """The job; raises NotFound."""
        job = self._store.get(job_id)
        if job is None:
            raise NotFound(_("There is no job {}.").format(job_id))
        return job

    async def _record(self, job: Job, retry_of: str | None, row: BulkRow | None = None) -> Job:
        if row is not None:
            job.bulk_id, job.bulk_row = row.bulk_id, row.number
        if retry_of is None:
            return (await self._store.record(job, self._engine.enlist)).job
        old = self.job(retry_of)
        self._refuse_elsewhere(old)
        job.retry_of = old.id
        job.bulk_id, job.bulk_row = old.bulk_id, old.bulk_row
        evidence: Evidence
        if old.left_a_program:
            raise NotAllowed(_(_WOULD_BUY_TWICE).format(job=old.id, program=old.program_id))
        if old.status is JobStatus.FAILED:
            evidence = Retried(retried_by=job.id, actor=job.actor)
        else:
            self._in_doubt(old)
            evidence = Absent(reason=_AGAIN, retried_by=job.id, actor=job.actor)
        replaced = await self._store.replace(old.id, evidence, job, self._engine.enlist)
        if not replaced.moved:
            raise _changed(old.id)
        return replaced.job

    async def _settle(self, job_id: str, evidence: Evidence) -> Job:
        """Raises NotAllowed when somebody, or the partner, was quicker."""
        moved = await self._store.move(job_id, evidence)
        if not moved.moved:
            raise _changed(job_id)
        return moved.job

    async def _move(self, job_id: str, evidence: Evidence) -> Job:
        self.job(job_id)
        return (await self._store.move(job_id, evidence)).job

    def _new(self, kind: JobKind, *, key: str | None, digest: str, actor: str) -> Job:
        return new_job(self._clock.now(), kind, key=key, digest=digest, actor=actor)

    def _about(self, job: Job, program_id: str, program: Program | None) -> None:
        job.program_id = program_id
        if program is not None:
            job.business_id, job.program_type = program.business_id, program.type
        else:
            job.business_id = self._store.business_of(program_id, self._store.partner())

    def _twin(self, key: str | None, digest: str) -> Job | None:
        """The job that this key made before; raises IdempotencyConflict for another request."""
        twin = self._store.by_key(key) if key else None
        if twin is not None:
            check_twin(twin, digest, self._store.partner())
        return twin

    def _refuse_ended(self, program_id: str) -> None:
        """An end cannot be undone: what we know to be over is not asked of the partner again."""
        if (ended_by := self._store.ended_by(program_id, self._store.partner())) is not None:
            raise NotAllowed(_(_IS_OVER).format(program=program_id, job=ended_by))

    def _refuse_elsewhere(self, job: Job) -> None:
        """What was meant for one partner is never sent to another, the sandbox least of all."""
        if job.partner is not None and job.partner != self._store.partner():
            raise NotAllowed(_(_ELSEWHERE).format(job=job.id, partner=partner_name(job.partner)))

    def _in_doubt(self, job: Job) -> None:
        if not job.doubtful:
            sentence = _("Job {} is not in doubt: its status is {}.")
            raise NotAllowed(sentence.format(job.id, job.status))


def _changed(job_id: str) -> NotAllowed:
    return NotAllowed(_("Job {} has changed meanwhile; look at it again.").format(job_id))
