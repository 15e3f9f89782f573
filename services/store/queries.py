"""Reading the job store. One row is read directly; what may be long goes through a thread."""

import asyncio
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    ColumnElement,
    Engine,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session
from sqlmodel import col

from models.bulk import Bulk, BulkState
from models.daily import Day
from models.job import MAKES_PROGRAM, OPEN_PHASES, Job, JobEvent, JobKind, Phase
from models.job_status import JobStatus
from services.store.away import away_said
from services.store.days import as_days, days_of
from services.store.filtering import JobFilter, Order, filtered, ordered
from services.store.form import latest_of_form, newest_first
from services.store.rows import by_id, by_key

T = TypeVar("T")
_FAILED_FOR, _DONE_FOR = timedelta(days=1), timedelta(minutes=2)


class KnownBusiness(NamedTuple):
    """A business as our jobs know it: programs they made or changed, and those not ended since."""

    business_id: str
    programs: int
    active: int


class Queries:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def get(self, job_id: str) -> Job | None:
        with away_said(), self.engine.connect() as connection:
            return by_id(connection, job_id)

    def by_key(self, key: str) -> Job | None:
        with away_said(), self.engine.connect() as connection:
            return by_key(connection, key)

    def events(self, job_id: str) -> list[JobEvent]:
        """The job's life, oldest first."""
        of_job = select(JobEvent).where(col(JobEvent.job_id) == job_id)
        with self._session() as session:
            return list(session.execute(of_job.order_by(col(JobEvent.version))).scalars())

    def unfinished(self) -> list[str]:
        """Ids of every job and batch that has not ended; what an engine takes up at start.

        Oldest first, and batches last: what they have released goes before what waits.
        """
        open_jobs = select(col(Job.id)).where(col(Job.phase).in_(OPEN_PHASES))
        batches = select(col(Bulk.id)).where(col(Bulk.state) != BulkState.FINISHED)
        with self._session() as session:
            ids = list(session.execute(open_jobs.order_by(col(Job.created_at))).scalars())
            return ids + list(session.execute(batches.order_by(col(Bulk.created_at))).scalars())

    def troubled(self) -> list[str]:
        """Ids of the unfinished jobs that could not be asked about."""
        waits = col(Job.phase).in_(OPEN_PHASES), col(Job.trouble).is_not(None)
        with self._session() as session:
            return list(session.execute(select(col(Job.id)).where(*waits)).scalars())

    def busy_with(self, program_id: str, partner: str | None) -> Job | None:
        """The unfinished job that changes this program of that partner, if there is one."""
        with self._session() as session:
            of_it = of_program(program_id, partner)
            found = select(Job).where(of_it, col(Job.phase).in_(OPEN_PHASES))
            return session.execute(found).scalars().first()

    def last_ended(self, kinds: Collection[JobKind], partner: str | None) -> Job | None:
        """The job of these kinds that ended last at this partner."""
        over = col(Job.kind).in_(kinds), col(Job.completed_at).is_not(None)
        ended = select(Job).where(*over, col(Job.partner).is_not_distinct_from(partner))
        with self._session() as session:
            latest = ended.order_by(col(Job.completed_at).desc()).limit(1)
            return session.execute(latest).scalars().first()

    def ended_by(self, program_id: str, partner: str | None) -> str | None:
        """The job of ours that has ended this program of that partner."""
        with self._session() as session:
            return ended_by(session, program_id, partner)

    def end_of(self, program_id: str, partner: str | None) -> Job | None:
        """The job of ours that ends this program of that partner, or has ended it."""
        ends = col(Job.kind) == JobKind.TERMINATE, col(Job.status) != JobStatus.FAILED
        with self._session() as session:
            found = select(Job).where(of_program(program_id, partner), *ends).limit(1)
            return session.execute(found).scalars().first()

    def copying_to(self, program_id: str, partner: str | None) -> list[str]:
        """Ids of the jobs that write features to this program of that partner."""
        copies = col(Job.phase) == Phase.COPYING
        with self._session() as session:
            found = select(col(Job.id)).where(of_program(program_id, partner), copies)
            return list(session.execute(found).scalars())

    def business_of(self, program_id: str, partner: str | None) -> str | None:
        """The business of a program of that partner, where a job of ours knows it."""
        of_it, said = of_program(program_id, partner), col(Job.business_id).is_not(None)
        known = select(col(Job.business_id)).where(of_it, said)
        with self._session() as session:
            return session.execute(known.limit(1)).scalars().first()

    def rivals(self, job: Job) -> list[Job]:
        """Other creates that might own a program seen at this job's business.

        Jobs whose bytes have left and whose own program is not known.
        """
        unknown = and_(
            col(Job.submitted_at).is_not(None),
            col(Job.program_id).is_(None),
            or_(col(Job.phase).in_(OPEN_PHASES), col(Job.status) == JobStatus.COMPLETED),
        )
        others = select(Job).where(
            col(Job.business_id) == job.business_id,
            col(Job.kind).in_(MAKES_PROGRAM),
            col(Job.id) != job.id,
            col(Job.partner).is_not_distinct_from(job.partner),
            unknown,
        )
        with self._session() as session:
            return list(session.execute(others).scalars())

    def claimed(self, business_id: str) -> set[str]:
        """Programs of this business that a job of ours has as its own, at whatever partner.

        One too many makes us ask a person; one too few would give a job another one's program.
        """
        owned = select(col(Job.program_id)).where(
            col(Job.business_id) == business_id, col(Job.program_id).is_not(None)
        )
        with self._session() as session:
            return {program_id for program_id in session.execute(owned).scalars() if program_id}

    def on_form(
        self,
        kind: JobKind,
        now: datetime,
        program_id: str | None = None,
        *,
        most: int,
        actor: str = "local",
    ) -> list[Job]:
        """The jobs whose cards belong above a form, newest first.

        The latest unfinished ones, at most `most`; and of those that `actor` made there and that
        were not put away the last failures of a day and the successes of a moment ago, so that an
        end during a reload leaves its trace.
        """
        told: dict[str, object] = {"kind": kind, "actor": actor, "program": program_id}
        told |= {"failed_since": now - _FAILED_FOR, "done_since": now - _DONE_FOR}
        with self._session() as session:
            asked = latest_of_form(most, of_program=program_id is not None)
            found = session.execute(asked, told).scalars().all()
        unfinished = {job.id for job in [job for job in found if not job.terminal][:most]}
        return [job for job in found if job.terminal or job.id in unfinished]

    async def active(self, since: datetime) -> list[Job]:
        """Unfinished jobs and those that ended after `since`, newest first."""
        shown = select(Job).where(
            or_(col(Job.phase).in_(OPEN_PHASES), col(Job.completed_at) >= since)
        )
        return await self._read(lambda s: list(s.execute(newest_first(shown)).scalars()))

    async def page(
        self, which: JobFilter, limit: int, offset: int = 0, order: Order = Order.NEWEST
    ) -> list[Job]:
        """Jobs of the filter; the way there leads through an index alone, however long it is."""
        ids = ordered(self._of(select(col(Job.id)), which), order, self._dialect)
        here = ids.limit(limit).offset(offset).subquery()
        rows = ordered(select(Job).join(here, col(Job.id) == here.c.id), order, self._dialect)
        return await self._read(lambda s: list(s.execute(rows).scalars()))

    async def stretch(
        self,
        which: JobFilter,
        limit: int,
        *,
        after: tuple[datetime, str] | None = None,
        oldest_first: bool = False,
    ) -> list[Job]:
        """Jobs of the filter behind `after` (creation, id): a place that new jobs do not move.

        The index is entered at that place and read in its order; nothing is sorted.
        """
        rows = filtered(select(Job), which, self._dialect, in_order=True)
        created, id_ = col(Job.created_at), col(Job.id)
        if after is not None:
            here = tuple_(created, id_)
            rows = rows.where(here > after if oldest_first else here < after)
        rows = rows.order_by(created, id_) if oldest_first else newest_first(rows)
        return await self._read(lambda s: list(s.execute(rows.limit(limit)).scalars()))

    async def ping(self) -> None:
        """Read something; raises when the database cannot be read."""
        await self._read(lambda s: s.execute(select(col(Job.id)).limit(1)).first())

    async def count(self, which: JobFilter) -> int:
        counted = self._of(select(func.count()).select_from(Job), which)
        return await self._read(lambda s: int(s.execute(counted).scalar_one()))

    async def days(self, which: JobFilter) -> list[Day]:
        """What became of the filter's jobs by the day of their creation, in no order."""
        asked = days_of(which, self._dialect)
        return await self._read(lambda s: as_days(s.execute(asked)))

    async def count_by_status(self) -> dict[JobStatus, int]:
        grouped = select(col(Job.status), func.count()).group_by(col(Job.status))
        return await self._read(lambda s: {row[0]: row[1] for row in s.execute(grouped)})

    async def count_by_status_and_kind(self) -> dict[tuple[JobStatus, JobKind], int]:
        """Every job, counted from an index alone."""
        words = (col(Job.status), col(Job.kind))
        grouped = select(*words, func.count()).group_by(*words)
        return await self._read(lambda s: {(row[0], row[1]): row[2] for row in s.execute(grouped)})

    async def businesses(self, partner: str | None) -> list[KnownBusiness]:
        """Every business of a job at that partner, by its id."""
        mine = col(Job.partner).is_not_distinct_from(partner)
        completed, program = col(Job.status) == JobStatus.COMPLETED, col(Job.program_id)
        ended = select(program).where(
            mine, completed, col(Job.kind) == JobKind.TERMINATE, program.is_not(None)
        )
        active = and_(completed, program.not_in(ended))
        grouped = (
            select(
                col(Job.business_id),
                func.count(func.distinct(case((completed, program)))),
                func.count(func.distinct(case((active, program)))),
            )
            .where(mine, col(Job.business_id).is_not(None))
            .group_by(col(Job.business_id))
            .order_by(col(Job.business_id))
        )
        return await self._read(
            lambda s: [KnownBusiness(row[0] or "", row[1], row[2]) for row in s.execute(grouped)]
        )

    async def durations(self, kind: JobKind, limit: int = 200) -> list[float]:
        """Seconds from acceptance to end of the latest jobs of this kind, newest first.

        Only of those that ended with a receipt: what a person or a list settled later says
        nothing about how long the partner took.
        """
        ended = select(col(Job.accepted_at), col(Job.completed_at)).where(
            col(Job.kind) == kind,
            col(Job.accepted_at).is_not(None),
            col(Job.receipt).is_not(None),
            col(Job.phase) == Phase.SETTLED,
        )
        latest = ended.order_by(col(Job.completed_at).desc()).limit(limit)
        rows = await self._read(lambda s: list(s.execute(latest)))
        return [(end - start) / timedelta(seconds=1) for start, end in rows if start and end]

    @property
    def _dialect(self) -> str:
        return self.engine.dialect.name

    def _of(self, statement: Select[Any], which: JobFilter) -> Select[Any]:
        return filtered(statement, which, self._dialect)

    async def _read(self, work: Callable[[Session], T]) -> T:
        return await asyncio.to_thread(self._with_session, work)

    def _with_session(self, work: Callable[[Session], T]) -> T:
        with self._session() as session:
            return work(session)

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with away_said(), Session(self.engine, expire_on_commit=False) as session:
            yield session


def of_program(program_id: str, partner: str | None) -> ColumnElement[bool]:
    """Another partner, the sandbox say, may have another program by the same id."""
    mine = col(Job.partner).is_not_distinct_from(partner)
    return and_(col(Job.program_id) == program_id, mine)


def ended_by(session: Session, program_id: str, partner: str | None) -> str | None:
    """Inside a transaction: the job of ours that has ended this program of that partner."""
    over = select(col(Job.id)).where(
        of_program(program_id, partner),
        col(Job.kind) == JobKind.TERMINATE,
        col(Job.status) == JobStatus.COMPLETED,
    )
    return session.execute(over.limit(1)).scalars().first()
