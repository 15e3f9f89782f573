"""The rows of the partner's list as we know it: read by pages, written by whoever refreshes it."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import CursorResult, and_, case, func, insert, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from models.job import Job, Phase
from models.listed import (
    Business,
    ListedProgram,
    ListingState,
    Standing,
    columns_of,
    searched,
)
from models.listed_order import ProgramFilter, ProgramOrder
from models.program import OVER_WORDS, Life
from models.program_type import ProgramType
from models.transition import storable
from services.store.away import away_said
from services.store.bulk_queries import chunks
from services.store.postgres import alone_with
from services.store.store import Store

T = TypeVar("T")
_BUSY = timedelta(seconds=60)  # without a word for so long, whoever was reading is dead
_key = col(ListedProgram.program_id)
_SEEN = col(ListedProgram.seen_at).is_not(None)
_GONE = col(ListedProgram.vanished_at).is_not(None)


class Found(NamedTuple):
    programs: list[ListedProgram]
    total: int


class OfBusiness(NamedTuple):
    business_id: str
    programs: int
    active: int


class Listing:
    """Of the partner that is meant where it is asked: each has its own list and labels."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def whose(self) -> str:
        return self._store.partner() or ""

    async def page(
        self, which: ProgramFilter, order: ProgramOrder, today: date, limit: int, offset: int = 0
    ) -> Found:
        """Programs of the filter, and how many there are; rows are read for those shown alone."""
        mine = _of(self.whose)
        wanted = [mine, *_conditions(which, today)]
        ids = select(_key).where(*wanted).order_by(*_ordered(order)).limit(limit).offset(offset)
        counted = select(func.count()).select_from(ListedProgram).where(*wanted)

        def work(session: Session) -> Found:
            here = list(session.execute(ids).scalars())
            rows = session.execute(select(ListedProgram).where(mine, _key.in_(here))).scalars()
            by_id = {row.program_id: row for row in rows}
            total = int(session.execute(counted).scalar_one())
            return Found([by_id[one] for one in here if one in by_id], total)

        return await self._read(work)

    async def some(self, program_ids: Collection[str]) -> list[ListedProgram]:
        rows = select(ListedProgram).where(_of(self.whose), _key.in_(program_ids), _SEEN)
        return await self._read(lambda session: list(session.execute(rows).scalars()))

    def standing(self, program_ids: Iterable[str], today: date) -> dict[str, Standing]:
        """Of thousands at once: without their objects, and for a thread of the caller's own."""
        over = _life(today) == Life.ENDED.value
        seen = select(_key, col(ListedProgram.type_word), over, _GONE).where(_of(self.whose), _SEEN)
        found: dict[str, Standing] = {}
        with away_said(), Session(self._store.engine) as session:
            for some in chunks(dict.fromkeys(program_ids)):
                for key, word, ended, gone in session.execute(seen.where(_key.in_(some))):
                    kind = ProgramType(word) if word in set(ProgramType) else None
                    found[key] = Standing(kind, over=bool(ended) and not gone, gone=bool(gone))
        return found

    def state(self) -> ListingState:
        with away_said(), Session(self._store.engine) as session:
            return session.get(ListingState, self.whose) or ListingState()

    async def types(self) -> list[str]:
        found = select(col(ListedProgram.type_word)).where(_of(self.whose), _SEEN).distinct()
        return await self._read(lambda session: sorted(session.execute(found).scalars()))

    async def businesses(self, today: date) -> list[OfBusiness]:
        """Every business of a listed program, with its programs and those that are not over."""
        business = col(ListedProgram.business_id)
        active = case((_life(today) != Life.ENDED.value, 1), else_=0)
        grouped = (
            select(business, func.count(), func.sum(active))
            .where(_of(self.whose), _SEEN, business.is_not(None))
            .group_by(business)
            .order_by(business)
        )
        return await self._read(
            lambda session: [OfBusiness(*row) for row in session.execute(grouped)]
        )

    async def claim(self, now: datetime, *, alone: bool) -> bool:
        """Whether this process is the one that reads the list now. `alone`: there is no other."""
        whose = self.whose

        def work(session: Session) -> bool:
            alone_with(session, f"listing {whose}")
            if session.get(ListingState, whose) is None:
                session.execute(insert(ListingState).values(partner=whose, version=0))
            free = or_(col(ListingState.busy_until).is_(None), col(ListingState.busy_until) < now)
            begun = {"busy_until": now + _BUSY, "read_so_far": 0, "total": None}
            claimed = session.execute(_state(whose, **begun).where(*([] if alone else [free])))
            return cast("CursorResult[Any]", claimed).rowcount == 1

        return await self._store.write(work)

    async def put(self, raws: Iterable[Mapping[str, Any]], seen_at: datetime) -> set[str]:
        """Write down what the partner showed; the ids of the programs that are new or changed."""
        given = [columns_of(raw) for raw in raws]
        rows = {row["program_id"]: row for row in given if row["program_id"]}
        whose = self.whose
        return await self._store.write(lambda session: _put(session, whose, rows, seen_at))

    async def progress(self, now: datetime, read: int, total: int) -> None:
        told = _state(self.whose, busy_until=now + _BUSY, read_so_far=read, total=total)
        await self._store.write(lambda session: session.execute(told))

    async def unseen_since(self, moment: datetime) -> list[str]:
        """Programs that were there before and were not shown since `moment`."""
        gone = select(_key).where(
            _of(self.whose),
            col(ListedProgram.seen_at) < moment,
            col(ListedProgram.vanished_at).is_(None),
        )
        return await self._read(lambda session: list(session.execute(gone).scalars()))

    async def vanish(self, program_ids: Collection[str], at: datetime) -> set[str]:
        """Mark programs that the partner has no longer; which of them were still there."""
        mine = _of(self.whose)
        here = select(_key).where(
            mine, _key.in_(program_ids), _SEEN, col(ListedProgram.vanished_at).is_(None)
        )

        def work(session: Session) -> set[str]:
            going = set(session.execute(here).scalars())
            mark = update(ListedProgram).where(mine, _key.in_(going)).values(vanished_at=at)
            session.execute(mark.execution_options(synchronize_session=False))
            return going

        return await self._store.write(work)

    async def done(self, read_at: datetime) -> None:
        clear = {"busy_until": None, "read_so_far": None, "failed_at": None, "failed_http": None}
        told = _state(self.whose, read_at=read_at, **clear)
        await self._store.write(lambda session: session.execute(told))

    async def failed(self, at: datetime, http: int | None) -> None:
        """The reading ended early; what was read before stays."""
        said = _state(self.whose, busy_until=None, read_so_far=None, failed_at=at, failed_http=http)
        await self._store.write(lambda session: session.execute(said))

    async def label(self, program_id: str, label: str) -> bool:
        """Give a program a name of one's own, or take it away; False if it is not known here."""
        whose = self.whose

        def work(session: Session) -> bool:
            row = session.get(ListedProgram, (whose, program_id))
            if row is None:
                return False
            business = session.get(Business, (whose, row.business_id)) if row.business_id else None
            name = business.name if business else ""
            found_by = _words(program_id, row.business_id, label, name)
            words = {"label": label, "searched": found_by}
            own = update(ListedProgram).where(_of(whose), _key == program_id)
            session.execute(own.values(**words))
            session.expunge_all()
            return True

        return await self._store.write(work)

    async def ended_jobs(self, job_ids: Collection[str]) -> dict[str, dict[str, str]]:
        """Of these jobs the settled ones about a program, by partner: program -> the last job."""
        rows = (
            select(col(Job.partner), col(Job.program_id), col(Job.id))
            .where(
                col(Job.id).in_(job_ids),
                col(Job.phase) == Phase.SETTLED,
                col(Job.program_id).is_not(None),
            )
            .order_by(col(Job.completed_at))
        )
        found: dict[str, dict[str, str]] = {}
        for row in await self._read(lambda session: session.execute(rows).all()):
            found.setdefault(row[0] or "", {})[str(row[1])] = row[2]
        return found

    async def claim_jobs(self, ended: Mapping[str, str]) -> list[str]:
        """The programs that this process reads again after these jobs: each job is one's alone."""
        whose = self.whose

        def work(session: Session) -> list[str]:
            mine = []
            for program_id, job_id in ended.items():
                alone_with(session, program_id)
                row = session.get(ListedProgram, (whose, program_id))
                if row is None:
                    fresh = ListedProgram(partner=whose, program_id=program_id, read_for=job_id)
                    session.execute(insert(ListedProgram).values(**fresh.model_dump()))
                elif row.read_for == job_id:
                    continue
                else:
                    own = update(ListedProgram).where(_of(whose), _key == program_id)
                    session.execute(own.values(read_for=job_id))
                mine.append(program_id)
            session.expunge_all()
            return mine

        return await self._store.write(work)

    async def _read(self, work: Callable[[Session], T]) -> T:
        def inside() -> T:
            with away_said(), Session(self._store.engine, expire_on_commit=False) as session:
                return work(session)

        return await asyncio.to_thread(inside)


def _of(partner: str) -> Any:
    return col(ListedProgram.partner) == partner


def _state(partner: str, **values: Any) -> Any:
    version = col(ListingState.version) + 1
    changed = update(ListingState).where(col(ListingState.partner) == partner)
    return changed.values(version=version, **values).execution_options(synchronize_session=False)


def _put(
    session: Session, whose: str, rows: Mapping[str, dict[str, Any]], seen_at: datetime
) -> set[str]:
    theirs = select(ListedProgram).where(_of(whose), _key.in_(rows))
    known = {row.program_id: row for row in session.execute(theirs).scalars()}
    session.expunge_all()
    names = _names(session, whose, {row["business_id"] for row in rows.values()})
    changed: set[str] = set()
    for program_id, row in rows.items():
        before = known.get(program_id)
        if before is not None and before.vanished_at is None and before.raw == row["raw"]:
            continue
        changed.add(program_id)
        label = before.label if before is not None else ""
        name = names.get(row["business_id"], "")
        told: dict[str, Any] = {"seen_at": seen_at, "vanished_at": None}
        told["searched"] = _words(program_id, row["business_id"], label, name)
        if before is None:
            fresh = ListedProgram(partner=whose, program_id=program_id).model_dump()
            session.execute(insert(ListedProgram).values(**fresh | row | told))
        else:
            own = update(ListedProgram).where(_of(whose), _key == program_id)
            session.execute(own.values(**row | told))
    same = update(ListedProgram).where(_of(whose), _key.in_(set(rows) - changed))
    same = same.values(seen_at=seen_at)
    session.execute(same.execution_options(synchronize_session=False))
    return changed


def _names(session: Session, whose: str, ids: Collection[str]) -> dict[str, str]:
    here = col(Business.partner) == whose, col(Business.business_id).in_(ids)
    rows = session.execute(select(col(Business.business_id), col(Business.name)).where(*here))
    return {row[0]: row[1] for row in rows}


def _words(program_id: str, business_id: str | None, *more: str) -> str:
    return str(storable(searched(program_id, business_id, *more)))


def _life(today: date) -> Any:
    """`Program.life` in the database's words; what has vanished is over."""
    word = col(ListedProgram.status_word)
    return case(
        (_GONE, Life.ENDED.value),
        (col(ListedProgram.end) < today, Life.ENDED.value),
        (word.in_(OVER_WORDS), Life.ENDED.value),
        (col(ListedProgram.start) > today, Life.FUTURE.value),
        (word == "INACTIVE", Life.ENDED.value),
        (or_(col(ListedProgram.paused), word == "PAUSED"), Life.PAUSED.value),
        else_=Life.RUNNING.value,
    )


def _conditions(which: ProgramFilter, today: date) -> list[Any]:
    said: list[Any] = [_SEEN]
    if which.life is not None:
        said.append(_is(which.life, today))
    if which.type_word:
        said.append(col(ListedProgram.type_word) == which.type_word)
    if which.business_id:
        said.append(col(ListedProgram.business_id) == which.business_id)
    if which.text:
        said.append(col(ListedProgram.searched).contains(which.text.casefold(), autoescape=True))
    return said


def _is(life: Life, today: date) -> Any:
    """Paused is also what is to begin paused, as in the partner's own filter."""
    if life is not Life.PAUSED:
        return _life(today) == life.value
    waiting = and_(_life(today) == Life.FUTURE.value, col(ListedProgram.paused))
    return or_(_life(today) == life.value, waiting)


def _ordered(order: ProgramOrder) -> tuple[Any, ...]:
    begin = col(ListedProgram.start)
    first = {
        ProgramOrder.LATEST: begin.desc().nulls_last(),
        ProgramOrder.EARLIEST: begin.nulls_last(),
        ProgramOrder.BUDGET: col(ListedProgram.budget).desc().nulls_last(),
        ProgramOrder.SPENT: col(ListedProgram.ad_cost).desc().nulls_last(),
        ProgramOrder.LABEL: func.nullif(func.lower(col(ListedProgram.label)), "").nulls_last(),
    }[order]
    return first, _key
