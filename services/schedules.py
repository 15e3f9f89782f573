"""Changes that wait for their moment: asked for here, and let happen here when it has come.

One that happens is an ordinary job from then on, watched by the same tracker. That and the end of
the schedule are one transaction, so no kill makes none of them or two.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from models.dates import pacific_today, rfc3339
from models.job import Job
from models.local_time import format_when
from models.order_fields import present
from models.orders import InvalidOrder
from models.people import Role
from models.program import Life, Program
from models.schedule import (
    HELD_TOO_LONG,
    KINDS,
    IfMissed,
    Schedule,
    State,
    Way,
    schedule_id,
)
from models.schedule_checks import Plan, check_moment, check_schedule
from services.catalog import Catalog
from services.clock import Clock
from services.engines.port import Engine
from services.errors import (
    FieldError,
    Invalid,
    MovedMeanwhile,
    NotAllowed,
    NotFound,
    PartnerProblem,
    ProgramBusy,
)
from services.i18n import N_, _
from services.job_ids import new_job_id
from services.people.acting import needs
from services.settings import Settings
from services.store.keys import check_twin
from services.store.schedules import ScheduleFilter, ScheduleMoved, ScheduleRows
from services.store.store import Store

_LOOK = 60.0  # seconds; a machine that slept meanwhile notices so much later at most
_AGAIN = 5.0  # seconds between tries while another job keeps the program busy
PATIENCE = timedelta(hours=1)
_MOST = 100  # of one program at once on its page
_MOVERS = 50  # of one schedule at one instant; each of them that loses a race tries again
_TURN = 1.0  # seconds between looks while an earlier schedule of the program is due

_IS_OVER = N_("Program {program} was ended by job {job} and cannot be changed any more.")
_HAS_ENDED = N_("Program {} has ended; nothing can be scheduled for it any more.")
_HAPPENED = N_("It has happened already, as job {}.")
_AT_PARTNER = N_(
    "The partner has it already, as job {}, and takes nothing back. To keep today's budget, "
    "change the budget again for that day."
)
_CHANGED = N_("This schedule has changed meanwhile; look at it again.")
_NOT_WAITING = N_("Only what still waits for its moment can be moved to another one.")
_NOT_MISSED = N_("Only a schedule whose moment was missed waits for a decision.")


class Schedules:
    def __init__(
        self,
        store: Store,
        rows: ScheduleRows,
        engine: Engine,
        clock: Clock,
        *,
        catalog: Catalog,
        settings: Settings,
    ) -> None:
        self._store = store
        self.rows = rows
        self._engine = engine
        self._clock = clock
        self._catalog = catalog
        self.if_missed = settings.missed_schedules
        self.missed_after = timedelta(seconds=settings.missed_after)

    def get(self, schedule_id: str) -> Schedule:
        """Raises NotFound."""
        found = self.rows.get(schedule_id)
        if found is None:
            raise NotFound(_("There is no schedule {}.").format(schedule_id))
        return found

    async def upcoming(self, program_id: str) -> list[Schedule]:
        """What is still to happen to a program: what waits for a person, then the soonest."""
        which = ScheduleFilter(program_id=program_id, upcoming=self._clock.now())
        return await self.rows.page(which, _MOST)

    @needs(Role.OPERATOR)
    async def add(
        self,
        program_id: str,
        values: Mapping[str, Any],
        *,
        program: Program | None = None,
        key: str | None = None,
        actor: str = "local",
    ) -> Schedule:
        """Record a schedule (models.schedule_checks); the same key gives the same one.

        A budget for a day goes to the partner at once. `program` is read where it is not given;
        a partner that does not answer is no reason to refuse. Raises Invalid, NotFound,
        NotAllowed, IdempotencyConflict, and ProgramBusy for what goes to the partner.
        """
        digest = _digest(program_id, values)
        if (twin := self._twin(key, digest)) is not None:
            return twin
        partner = self._store.partner()
        if (ended_by := self._store.ended_by(program_id, partner)) is not None:
            raise NotAllowed(_(_IS_OVER).format(program=program_id, job=ended_by))
        program = program or await self._read(program_id)
        now = self._clock.now()
        if program is not None and program.life(pacific_today(now)) is Life.ENDED:
            raise NotAllowed(_(_HAS_ENDED).format(program_id))
        try:
            plan = check_schedule(values, program, now)
        except InvalidOrder as error:
            raise Invalid([FieldError(p.field, p.message) for p in error.problems]) from None
        schedule = _made(program_id, plan, now, actor)
        schedule.idempotency_key, schedule.request_hash = key, digest
        schedule.business_id = (
            program.business_id if program else self._store.business_of(program_id, partner)
        )
        schedule.program_type = program.type if program else None
        done = await self._record(schedule, now)
        if not done.moved:
            check_twin(done.schedule, digest, schedule.partner)
        return done.schedule

    @needs(Role.OPERATOR)
    async def cancel(self, schedule_id: str, *, actor: str = "local") -> Schedule:
        """It will not happen. Raises NotFound, and NotAllowed when it has happened already."""
        schedule = self.get(schedule_id)
        if schedule.state is State.CANCELLED:
            return schedule
        if not schedule.open:
            raise NotAllowed(_why_settled(schedule))
        return await self._decided(
            schedule, _settled(State.CANCELLED, self._clock.now()) | {"settled_by": actor}
        )

    @needs(Role.OPERATOR)
    async def decide(self, schedule_id: str, *, run: bool, actor: str = "local") -> Schedule:
        """What a person says about one that was missed. Raises NotFound, NotAllowed."""
        schedule = self.get(schedule_id)
        if schedule.state is not State.MISSED:
            raise NotAllowed(_(_NOT_MISSED))
        if not run:
            return await self.cancel(schedule_id, actor=actor)
        now = self._clock.now()
        released = {"state": State.WAITING, "released_at": now, "updated_at": now}
        return await self._decided(schedule, released | {"settled_by": actor}, arm=True)

    @needs(Role.OPERATOR)
    async def shift(
        self,
        schedule_id: str,
        values: Mapping[str, Any],
        *,
        seen: datetime | None = None,
        actor: str = "local",
    ) -> Schedule:
        """Give one that waits another moment, by `at` and `zone` (its own where none is said).

        `seen` is the moment that the person knows, to the second; without it, the last one to move
        it wins, whoever else does so at that instant. Raises NotFound, Invalid, MovedMeanwhile, and
        NotAllowed when it has happened, or is about to.
        """
        schedule = self._movable(schedule_id, seen)
        program, now = await self._end_of(schedule), self._clock.now()
        try:
            said = {"zone": schedule.zone} | {k: v for k, v in values.items() if present(v)}
            when = check_moment(said, program, now)
        except InvalidOrder as error:
            raise Invalid([FieldError(p.field, p.message) for p in error.problems]) from None
        changes = {"due_at": when.at, "zone": when.zone, "moved_by": actor, "moved_at": now}
        changes |= {"held_by": None, "held_since": None, "updated_at": now}
        for _try in range(_MOVERS):
            done = await self.rows.move(schedule, changes, self._engine.rearm)
            if done.moved:
                self._engine.nudge(schedule_id)  # who has it in hand sleeps until the old moment
                return done.schedule
            schedule = self._movable(schedule_id, seen)
        raise NotAllowed(_(_CHANGED))

    def _movable(self, schedule_id: str, seen: datetime | None) -> Schedule:
        """As it is now. Raises NotFound, NotAllowed and MovedMeanwhile."""
        schedule = self.get(schedule_id)
        if schedule.state is not State.WAITING or schedule.released_at is not None:
            raise NotAllowed(_(_NOT_WAITING) if schedule.open else _why_settled(schedule))
        if seen is not None and rfc3339(seen) != rfc3339(schedule.due_at):
            raise MovedMeanwhile(format_when(schedule.due_at, schedule.zone))
        return schedule

    async def advance(self, schedule_id: str) -> float | None:
        """Let it happen when its moment has come; seconds until the next call, None for never.

        All state is in the row and every move is a compare-and-set, as with a job.
        """
        schedule = self.rows.get(schedule_id)
        if schedule is None or schedule.state is not State.WAITING:
            return None
        now = self._clock.now()
        left = (schedule.due_at - now).total_seconds()
        if left > 0:
            return min(left, _LOOK)
        if self._is_missed(schedule, now):
            missed = {"state": State.MISSED, "updated_at": now}
            return None if (await self.rows.move(schedule, missed)).moved else 0
        if self.rows.before(schedule) is not None:
            return _TURN
        try:
            fired = await self.rows.fire(schedule, job_of(schedule, now), self._engine.enlist, now)
        except ProgramBusy as busy:
            return await self._hold(schedule, str(busy.job_id), now)
        return None if fired.moved else 0

    def _is_missed(self, schedule: Schedule, now: datetime) -> bool:
        """Whether a person is to be asked: only once, and not for one that was held up here."""
        if schedule.released_at is not None or schedule.held_since is not None:
            return False
        wish = schedule.if_missed or self.if_missed
        return wish is IfMissed.ASK and now - schedule.due_at > self.missed_after

    async def _hold(self, schedule: Schedule, job_id: str, now: datetime) -> float | None:
        """Another job changes the program: try again for a while, and say so."""
        since = schedule.held_since or now
        if now - since > PATIENCE:
            note = HELD_TOO_LONG.format(job_id)
            refused = _settled(State.REFUSED, now) | {"note": note}
            return None if (await self.rows.move(schedule, refused)).moved else 0
        if schedule.held_by != job_id:
            held = {"held_by": job_id, "held_since": since, "updated_at": now}
            await self.rows.move(schedule, held)
        return _AGAIN

    async def _record(self, schedule: Schedule, now: datetime) -> ScheduleMoved:
        if schedule.way is Way.ADTRAIL:
            return await self.rows.record(schedule, self._engine.arm)
        job = job_of(schedule, now)
        schedule.state, schedule.job_id, schedule.settled_at = State.FIRED, job.id, now
        return await self.rows.record(schedule, self._engine.arm, job, self._engine.enlist)

    async def _decided(
        self, schedule: Schedule, changes: dict[str, Any], *, arm: bool = False
    ) -> Schedule:
        done = await self.rows.move(schedule, changes, self._engine.arm if arm else None)
        if not done.moved and done.schedule.state is not changes["state"]:
            if not done.schedule.open:
                raise NotAllowed(_why_settled(done.schedule))
            raise NotAllowed(_(_CHANGED))
        return done.schedule

    async def _end_of(self, schedule: Schedule) -> Program | None:
        """Its program, for when it ends, where the partner in use has it."""
        if schedule.partner in {None, self._store.partner()}:
            with suppress(NotFound):
                return await self._read(schedule.program_id)
        return None

    async def _read(self, program_id: str) -> Program | None:
        try:
            return await self._catalog.program(program_id)
        except PartnerProblem:
            return None

    def _twin(self, key: str | None, digest: str) -> Schedule | None:
        twin = self.rows.by_key(key) if key else None
        if twin is not None:
            check_twin(twin, digest, self._store.partner())
        return twin


def job_of(schedule: Schedule, now: datetime) -> Job:
    """The job that it becomes; its key is the schedule's id, so there is no second one."""
    return Job(
        id=new_job_id(now),
        kind=KINDS[schedule.action],
        partner=schedule.partner,
        program_id=schedule.program_id,
        business_id=schedule.business_id,
        program_type=schedule.program_type,
        order=dict(schedule.order),
        actor=schedule.actor,
        idempotency_key=schedule.id,
        request_hash=schedule.id,
        created_at=now,
        updated_at=now,
    )


def _made(program_id: str, plan: Plan, now: datetime, actor: str) -> Schedule:
    return Schedule(
        id=schedule_id(new_job_id(now)),
        action=plan.action,
        way=plan.way,
        program_id=program_id,
        order=plan.order,
        due_at=plan.when.at,
        zone=plan.when.zone,
        if_missed=plan.if_missed,
        actor=actor,
        created_at=now,
        updated_at=now,
    )


def _settled(state: State, now: datetime) -> dict[str, Any]:
    return {"state": state, "settled_at": now, "updated_at": now, "held_by": None}


def _why_settled(schedule: Schedule) -> str:
    if schedule.state is not State.FIRED:
        return _(_CHANGED)
    words = _(_AT_PARTNER if schedule.way is Way.PARTNER else _HAPPENED)
    return words.format(schedule.job_id)


def _digest(program_id: str, values: Mapping[str, Any]) -> str:
    said = json.dumps([program_id, values], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()
