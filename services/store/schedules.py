"""The rows of schedules. One that happens and the job it becomes are written together."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeVar, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    Table,
    and_,
    case,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from models.job import Job
from models.schedule import IS_OVER, OPEN, ORDERED_BY, Action, Schedule, State, Way
from services.store.away import away_said
from services.store.queries import ended_by
from services.store.steps import Step
from services.store.store import Enlist, Store, bear

T = TypeVar("T")
SCHEDULES = cast("Table", Schedule.__table__)  # type: ignore[attr-defined]
_S = SCHEDULES.c


class Arm(Protocol):
    """An engine's hook: called inside the transaction that makes a schedule wait for `at`."""

    def __call__(self, session: Session, schedule_id: str, at: datetime) -> None: ...


@dataclass(frozen=True)
class ScheduleMoved:
    """The row as it is now, and whether this write is what moved it."""

    schedule: Schedule
    moved: bool
    steps: tuple[Step, ...] = ()


class Armed(NamedTuple):
    """A schedule that waits, and the moment it waits for."""

    id: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ScheduleFilter:
    """`upcoming`: what is still to happen, here or at the partner, as seen at that moment."""

    states: frozenset[State] = field(default_factory=frozenset)
    action: Action | None = None
    program_id: str | None = None
    text: str | None = None
    upcoming: datetime | None = None


class ScheduleRows:
    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, schedule_id: str) -> Schedule | None:
        return self._first(_S.id == schedule_id)

    def by_key(self, key: str) -> Schedule | None:
        return self._first(_S.idempotency_key == key)

    def of_job(self, job_id: str) -> Schedule | None:
        """The schedule that became this job."""
        return self._first(_S.job_id == job_id)

    def before(self, schedule: Schedule) -> Schedule | None:
        """One of the same program whose moment came earlier and that is still to happen.

        Of the same partner: one that cannot be reached holds up nothing elsewhere.
        """
        earlier = or_(
            _S.due_at < schedule.due_at,
            and_(_S.due_at == schedule.due_at, _S.id < schedule.id),
        )
        mine = _S.partner.is_not_distinct_from(schedule.partner)
        same = (_S.program_id == schedule.program_id) & mine
        return self._first(same & (_S.state == State.WAITING) & earlier & (_S.id != schedule.id))

    def armed(self) -> list[Armed]:
        """Everything that waits, soonest first; what an engine takes up at start."""
        waiting = select(_S.id, _S.due_at).where(_S.state == State.WAITING).order_by(_S.due_at)
        with away_said(), Session(self._store.engine) as session:
            return [Armed(*row) for row in session.execute(waiting)]

    async def page(self, which: ScheduleFilter, limit: int, offset: int = 0) -> list[Schedule]:
        """What is to happen, soonest first; after it what has happened, latest first."""
        is_open = _S.state.in_(OPEN)
        query = _filtered(select(SCHEDULES), which).order_by(
            case((_S.state == State.MISSED, 0), (is_open, 1), else_=2),
            case((is_open, _S.due_at)),
            _S.settled_at.desc(),
            _S.id.desc(),
        )
        page = query.limit(limit).offset(offset)
        return await self._read(lambda s: [_made(row) for row in s.execute(page).mappings()])

    async def count(self, which: ScheduleFilter) -> int:
        query = _filtered(select(func.count()).select_from(SCHEDULES), which)
        return await self._read(lambda s: int(s.execute(query).scalar_one()))

    async def record(
        self, schedule: Schedule, arm: Arm, job: Job | None = None, enlist: Enlist | None = None
    ) -> ScheduleMoved:
        """Write it down, with its job where it is one already; a key gives what has it already.

        Raises ProgramBusy for a job of a program that another job changes.
        """
        schedule.partner = schedule.partner or self._store.partner()
        if job is not None:
            job.partner = schedule.partner

        def work(session: Session) -> ScheduleMoved:
            key = schedule.idempotency_key
            same = _S.id == schedule.id
            there = _row(session, same if key is None else same | (_S.idempotency_key == key))
            if there is not None:
                return ScheduleMoved(there, moved=False)
            steps = []
            if job is not None and enlist is not None:
                steps.append(bear(session, job, enlist, ORDERED_BY.format(schedule.id)))
            session.execute(insert(SCHEDULES).values(**_values(schedule)))
            if schedule.state is State.WAITING:
                arm(session, schedule.id, schedule.due_at)
            return ScheduleMoved(schedule, moved=True, steps=(*steps, _step(schedule)))

        return await self._store.write(work)

    async def fire(
        self, schedule: Schedule, job: Job, enlist: Enlist, at: datetime
    ) -> ScheduleMoved:
        """Let it happen: `job` is recorded and the schedule is done, both or neither, once.

        A program that was ended meanwhile refuses it. Raises ProgramBusy.
        """

        def work(session: Session) -> ScheduleMoved:
            done: dict[str, Any] = {"settled_at": at, "held_by": None, "updated_at": at}
            over = ended_by(session, schedule.program_id, schedule.partner)
            if over is not None:
                return _move(
                    session,
                    schedule,
                    done | {"state": State.REFUSED, "note": IS_OVER.format(over)},
                )
            moved = _move(session, schedule, done | {"state": State.FIRED, "job_id": job.id})
            if not moved.moved:
                return moved
            # After the row: whoever else lets it happen waits for the row, and then finds it done.
            step = bear(session, job, enlist, ORDERED_BY.format(schedule.id))
            return ScheduleMoved(moved.schedule, moved=True, steps=(step, *moved.steps))

        return await self._store.write(work)

    async def move(
        self, schedule: Schedule, changes: dict[str, Any], arm: Arm | None = None
    ) -> ScheduleMoved:
        """Change the row if it still is `schedule`.

        `arm` makes an engine take it up: at once, or at its moment where that is still to come.
        """

        def work(session: Session) -> ScheduleMoved:
            moved = _move(session, schedule, changes)
            if moved.moved and arm is not None:
                now = moved.schedule
                arm(session, now.id, max(now.updated_at, now.due_at))
            return moved

        return await self._store.write(work)

    def _first(self, where: ColumnElement[bool]) -> Schedule | None:
        with away_said(), Session(self._store.engine) as session:
            return _row(session, where)

    async def _read(self, work: Callable[[Session], T]) -> T:
        def read() -> T:
            with away_said(), Session(self._store.engine) as session:
                return work(session)

        return await asyncio.to_thread(read)


def _move(session: Session, schedule: Schedule, changes: dict[str, Any]) -> ScheduleMoved:
    same = (_S.id == schedule.id) & (_S.version == schedule.version)
    values = changes | {"version": schedule.version + 1}
    done = session.execute(update(SCHEDULES).where(same).values(**values))
    now = _row(session, _S.id == schedule.id)
    if now is None:
        raise KeyError(schedule.id)
    moved = cast("CursorResult[Any]", done).rowcount == 1
    return ScheduleMoved(now, moved=moved, steps=(_step(now),) if moved else ())


def _step(schedule: Schedule) -> Step:
    return Step(schedule.id, schedule.version, "schedule", schedule.updated_at)


def _filtered(query: Select[Any], which: ScheduleFilter) -> Select[Any]:
    if which.states:
        query = query.where(_S.state.in_(which.states))
    if which.action is not None:
        query = query.where(_S.action == which.action)
    if which.program_id is not None:
        query = query.where(_S.program_id == which.program_id)
    if which.upcoming is not None:
        at_partner = (_S.way == Way.PARTNER) & (_S.due_at > which.upcoming)
        query = query.where(_S.state.in_(OPEN) | at_partner)
    if which.text:
        columns = (_S.id, _S.program_id, _S.business_id, _S.job_id)
        query = query.where(or_(*(c.icontains(which.text, autoescape=True) for c in columns)))
    return query


def _row(session: Session, where: ColumnElement[bool]) -> Schedule | None:
    row = session.execute(select(SCHEDULES).where(where).limit(1)).mappings().first()
    return None if row is None else _made(row)


def _made(row: Any) -> Schedule:
    """A schedule that no session knows, under the names of the model."""
    values = dict(row)
    values["order"] = values.pop("order_json")
    return Schedule(**values)


def _values(schedule: Schedule) -> dict[str, Any]:
    values = {name: getattr(schedule, name) for name in Schedule.model_fields}
    values["order_json"] = values.pop("order")
    return values
