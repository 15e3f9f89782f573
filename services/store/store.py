"""The job store: every write of a job goes through here, row and event in one transaction."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from models.bulk import Bulk
from models.evidence import Evidence
from models.job import MAKES_PROGRAM, Job, JobEvent, in_the_way
from models.listed import Business, ListedProgram, ListingState
from models.plain import put
from models.schedule import Schedule
from models.transition import born, storable, transition
from services.bus import Bus, JobChanged
from services.clock import Clock
from services.errors import DatabaseAway, ProgramBusy
from services.store.database import open_engine, upgrade
from services.store.keys import check_twin
from services.store.lives import say
from services.store.postgres import alone_with, sweep_jobs
from services.store.queries import Queries, of_program
from services.store.rows import by_id, by_key, connection_of, insert_job, link_row, move_job
from services.store.steps import Step
from services.store.writer import Writer

T = TypeVar("T")
_TRIES = 5
_AWAY = 0.5  # seconds between tries to reach a database that is away


class Enlist(Protocol):
    """An engine's hook: called inside the transaction that records a job."""

    def __call__(self, session: Session, job: Job) -> None: ...


@dataclass(frozen=True)
class Moved:
    """The row as it is now, and whether this piece of evidence is what moved it.

    `steps` are the events that were written with it.
    """

    job: Job
    moved: bool
    steps: tuple[Step, ...] = ()


class Store(Queries):
    """Writes are awaited until they are durable; reads are in `Queries`."""

    def __init__(self, engine: Engine, bus: Bus, clock: Clock) -> None:
        super().__init__(engine)
        self._writer = Writer(engine, _steps, clock)
        self._bus = bus
        self._clock = clock
        self.partner: Callable[[], str | None] = lambda: None  # whose a new job is

    @classmethod
    def open(cls, url: str, bus: Bus, clock: Clock) -> "Store":
        """Open the database and bring its schema up to date; raises StoreUnavailable."""
        engine = open_engine(url)
        upgrade(engine)
        return cls(engine, bus, clock)

    async def record(self, job: Job, enlist: Enlist) -> Moved:
        """Write down an intent; the same idempotency key gives the job that has it already.

        Raises IdempotencyConflict when the key belongs to another request, and ProgramBusy when
        another unfinished job changes the same program.
        """
        if job.partner is None:
            put(job, partner=self.partner())

        def work(session: Session) -> Moved:
            if (twin := _with_key(session, job.idempotency_key)) is not None:
                check_twin(twin, job.request_hash, job.partner)
                return Moved(twin, moved=False)
            return Moved(job, moved=True, steps=(bear(session, job, enlist),))

        return await self._write(work)

    async def move(self, job_id: str, evidence: Evidence, seen: Job | None = None) -> Moved:
        """Let `evidence` move the job, whatever row it finds; KeyError for an unknown job.

        `seen`, the row as the caller read it, saves reading it again. What would not move it is
        not written at all, so the answer is then `seen` itself, and may be older than the store.
        """
        if seen is not None:
            event = transition(seen, evidence, self._clock.now())
            if event is None:
                return Moved(seen, moved=False)
            moved = await self._write(lambda session: _put(session, seen, event))
            if moved is not None:
                return moved
        for _ in range(_TRIES):
            moved = await self._write(lambda session: self._try_move(session, job_id, evidence))
            if moved is not None:
                return moved
        raise RuntimeError(f"job {job_id} changed under {_TRIES} attempts to move it")

    async def insist(self, job_id: str, evidence: Evidence, seen: Job | None = None) -> Moved:
        """Like `move`, but waits for a database that is away.

        For what cannot be asked again: the partner's answer to a submission.
        """
        while True:
            try:
                return await self.move(job_id, evidence, seen)
            except DatabaseAway:
                await asyncio.sleep(_AWAY)

    async def claim(self, job_id: str, evidence: Evidence, program_id: str) -> Moved:
        """Like `move`, but only while no other job has this program as its own."""
        program_id = storable(program_id)

        def work(session: Session) -> Moved | None:
            alone_with(session, program_id)
            taken = select(col(Job.id)).where(
                col(Job.program_id) == program_id,
                col(Job.kind).in_(MAKES_PROGRAM),
                col(Job.id) != job_id,
            )
            if session.execute(taken).first():
                return Moved(_row(session, job_id), moved=False)
            return self._try_move(session, job_id, evidence)

        while (moved := await self._write(work)) is None:
            pass
        return moved

    async def replace(self, old_id: str, evidence: Evidence, new: Job, enlist: Enlist) -> Moved:
        """Record `new` and move the job that it replaces, both or neither."""
        if new.partner is None:
            put(new, partner=self.partner())

        def work(session: Session) -> Moved:
            if (twin := _with_key(session, new.idempotency_key)) is not None:
                check_twin(twin, new.request_hash, new.partner)
                return Moved(twin, moved=True)
            moved = self._try_move(session, old_id, evidence)
            if moved is None or not moved.moved:
                return Moved(_row(session, old_id), moved=False)
            return Moved(new, moved=True, steps=(*moved.steps, bear(session, new, enlist)))

        return await self._write(work)

    def changed(self, some_id: str) -> None:
        """Tell this process's pages that something else than a job changed."""
        self._bus.publish(JobChanged(some_id))

    async def write(self, work: Callable[[Session], T]) -> T:
        """For the other tables: run `work` in the next transaction.

        What its result has in `steps` is told to others after the commit.
        """
        return await self._write(work)

    def adopt_jobs(self, partner: str | None) -> None:
        """Give what is of the time when there was one partner only to `partner`."""
        adopted = 0
        with self.engine.begin() as connection:
            for table in (Job, Bulk, Schedule):
                nobodys = col(table.partner).is_(None)
                done = connection.execute(update(table).where(nobodys).values(partner=partner))
                adopted += done.rowcount
            for kept in (ListedProgram, ListingState, Business):
                unowned = update(kept).where(col(kept.partner) == "")
                connection.execute(unowned.values(partner=partner or ""))
        if adopted:
            sweep_jobs(self.engine)

    def close(self) -> None:
        """Commit what is queued and let go of the file."""
        self._writer.close()
        self.engine.dispose()

    def on_commit(self, listener: Callable[[float], object]) -> None:
        """Tell `listener` how many seconds each commit took, in the writer's thread."""
        self._writer.on_commit = listener

    @property
    def commits(self) -> int:
        return self._writer.commits

    async def _write(self, work: Callable[[Session], T]) -> T:
        def committed(result: T) -> None:
            for step in _steps(result):
                self._bus.publish(JobChanged(step.job_id, step.version))

        return await self._writer.write(work, committed)

    def _try_move(self, session: Session, job_id: str, evidence: Evidence) -> Moved | None:
        """`None` when somebody else moved the job between the read and the write."""
        job = _row(session, job_id)
        event = transition(job, evidence, self._clock.now())
        return Moved(job, moved=False) if event is None else _put(session, job, event)


def _steps(result: object) -> Sequence[Step]:
    return getattr(result, "steps", ())


def _put(session: Session, job: Job, event: JobEvent) -> Moved | None:
    """`None` when the row is not `job` any more."""
    after = move_job(session, job, event)
    if after is None:
        return None
    say(job, after)
    return Moved(after, moved=True, steps=(Step.of(event),))


def bear(session: Session, job: Job, enlist: Enlist, detail: str | None = None) -> Step:
    """Inside a transaction: add a job and its first event. Raises ProgramBusy."""
    if job.program_id is not None:
        alone_with(session, job.program_id)
        if busy := _in_the_way(session, job, job.program_id):
            raise ProgramBusy(job.program_id, busy)
    event = born(job)
    event.detail = detail or event.detail
    insert_job(session, job, event)
    if job.bulk_id is not None:
        link_row(session, job)
    enlist(session, job)
    return Step.of(event)


def _row(session: Session, job_id: str) -> Job:
    job = by_id(connection_of(session), job_id)
    if job is None:
        raise KeyError(job_id)
    return job


def _with_key(session: Session, key: str | None) -> Job | None:
    return None if key is None else by_key(connection_of(session), key)


def _in_the_way(session: Session, job: Job, program_id: str) -> str | None:
    of_it = of_program(program_id, job.partner)
    others = select(col(Job.id)).where(of_it, col(Job.phase).in_(in_the_way(job.kind)))
    return session.execute(others).scalars().first()
