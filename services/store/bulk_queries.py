"""Reading batches and their rows, and what of our jobs stands against a row."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Engine, Select, case, func, or_, select, tuple_
from sqlalchemy.orm import Session
from sqlmodel import col

from models.bulk import Bulk, BulkRow, BulkState, Place, Progress, RowNow, RowState, place_of
from models.job import MAKES_PROGRAM, OPEN_PHASES, Job, JobKind, in_the_way
from models.job_status import TERMINAL, JobStatus
from services.store.away import away_said

T = TypeVar("T")
CHUNK = 500  # rows or ids in one statement
OPEN = (BulkState.RUNNING, BulkState.PAUSED)
_NEWEST = (col(Bulk.created_at).desc(), col(Bulk.id).desc())


class BulkQueries:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, bulk_id: str) -> Bulk | None:
        return self._read(lambda session: session.get(Bulk, bulk_id))

    def by_key(self, key: str) -> Bulk | None:
        """The batch that was recorded with this idempotency key."""
        same = select(Bulk).where(col(Bulk.idempotency_key) == key)
        return self._read(lambda session: session.execute(same).scalars().first())

    async def latest(
        self,
        limit: int,
        *,
        states: Collection[BulkState] = (),
        after: tuple[datetime, str] | None = None,
    ) -> list[Bulk]:
        """Newest first, behind `after` (creation, id): a place that new batches do not move."""
        found = _in(select(Bulk), states)
        if after is not None:
            found = found.where(tuple_(col(Bulk.created_at), col(Bulk.id)) < after)
        return await self._bulks(found.order_by(*_NEWEST).limit(limit))

    async def page(self, limit: int, offset: int = 0) -> list[Bulk]:
        """First what goes on or is paused, then what has finished; each the newest first."""
        over = case((col(Bulk.state).in_(OPEN), 0), else_=1)
        return await self._bulks(select(Bulk).order_by(over, *_NEWEST).limit(limit).offset(offset))

    async def count(self, states: Collection[BulkState] = ()) -> int:
        counted = _in(select(func.count()).select_from(Bulk), states)
        return await self._later(lambda session: int(session.execute(counted).scalar_one()))

    async def progress(self, bulk_ids: Sequence[str]) -> dict[str, Progress]:
        """Each batch's rows, counted by where they stand."""
        words = (col(BulkRow.bulk_id), col(BulkRow.state), col(Job.status), col(Job.asks))
        counted = (
            select(*words, func.count())
            .join(Job, col(Job.id) == col(BulkRow.job_id), isouter=True)
            .where(col(BulkRow.bulk_id).in_(bulk_ids))
            .group_by(*words)
        )
        found: dict[str, dict[str, int]] = {bulk_id: {} for bulk_id in bulk_ids}
        for bulk_id, state, status, asks, number in await self._later(
            lambda s: list(s.execute(counted))
        ):
            place, places = place_of(state, status, asks=bool(asks)).value, found[bulk_id]
            places[place] = places.get(place, 0) + number
        return {bulk_id: Progress(**places) for bulk_id, places in found.items()}

    async def rows(
        self,
        bulk_id: str,
        limit: int,
        *,
        places: Iterable[Place] = (),
        after: int = 0,
        offset: int = 0,
    ) -> list[RowNow]:
        """Rows in their order behind number `after`; of all places when none is named."""
        here = [_at(place) for place in places]
        found = (
            select(BulkRow, Job)
            .join(Job, col(Job.id) == col(BulkRow.job_id), isouter=True)
            .where(col(BulkRow.bulk_id) == bulk_id, col(BulkRow.number) > after)
            .order_by(col(BulkRow.number))
        )
        wanted = found.where(or_(*here)) if here else found
        page = wanted.limit(limit).offset(offset)
        return await self._later(lambda s: [RowNow(row, job) for row, job in s.execute(page)])

    def busy(self, program_ids: Iterable[str], partner: str | None) -> dict[str, str]:
        """The job that keeps each of these programs of that partner from an edit or an end."""
        return self._in_chunks(
            program_ids,
            lambda some: select(col(Job.program_id), col(Job.id)).where(
                col(Job.program_id).in_(some),
                col(Job.partner).is_not_distinct_from(partner),
                col(Job.phase).in_(in_the_way(JobKind.EDIT)),
            ),
        )

    def ended(self, program_ids: Iterable[str], partner: str | None) -> dict[str, str]:
        """The job of ours that has ended each of these programs of that partner, where one has."""
        return self._in_chunks(
            program_ids,
            lambda some: select(col(Job.program_id), col(Job.id)).where(
                col(Job.program_id).in_(some),
                col(Job.partner).is_not_distinct_from(partner),
                col(Job.kind) == JobKind.TERMINATE,
                col(Job.status) == JobStatus.COMPLETED,
            ),
        )

    def creating(self, business_ids: Iterable[str], partner: str | None) -> dict[str, str]:
        """An unfinished create at that partner for each of these businesses that has one."""
        return self._in_chunks(
            business_ids,
            lambda some: select(col(Job.business_id), col(Job.id)).where(
                col(Job.business_id).in_(some),
                col(Job.partner).is_not_distinct_from(partner),
                col(Job.kind).in_(MAKES_PROGRAM),
                col(Job.phase).in_(OPEN_PHASES),
            ),
        )

    def _in_chunks(
        self, ids: Iterable[str], question: Callable[[list[str]], Any]
    ) -> dict[str, str]:
        def ask(session: Session) -> dict[str, str]:
            found: dict[str, str] = {}
            for some in chunks(dict.fromkeys(ids)):
                found |= {row[0]: row[1] for row in session.execute(question(some))}
            return found

        return self._read(ask)

    async def _bulks(self, query: Select[Bulk]) -> list[Bulk]:
        return await self._later(lambda session: list(session.execute(query).scalars()))

    def _read(self, work: Callable[[Session], T]) -> T:
        with away_said(), Session(self._engine, expire_on_commit=False) as session:
            return work(session)

    async def _later(self, work: Callable[[Session], T]) -> T:
        return await asyncio.to_thread(self._read, work)


def chunks(things: Iterable[T]) -> Iterator[list[T]]:
    """As many at once as one statement takes."""
    rest = iter(things)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _in(query: Select[Any], states: Collection[BulkState]) -> Select[Any]:
    """Of these states; of all when none is named."""
    return query.where(col(Bulk.state).in_(states)) if states else query


def _at(place: Place) -> ColumnElement[bool]:
    """The same as a condition."""
    state, status = col(BulkRow.state), col(Job.status)
    if place in (Place.WAITING, Place.REFUSED):
        return state == RowState(place.value)
    released = state == RowState.RELEASED
    if place in (Place.RUNNING, Place.ASKING):
        asks = col(Job.asks).is_(place is Place.ASKING)
        return released & status.not_in(TERMINAL) & asks
    return released & (status == JobStatus(place.value.upper()))
