"""The rows of known businesses: those that a person saved, and the names of all others."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from models.business_info import BusinessFacts
from models.listed import Business, ListedProgram, searched
from models.transition import storable
from services.store.away import away_said
from services.store.store import Store

T = TypeVar("T")
_KNOWN_FOR = timedelta(days=1)  # a name is asked for again after that
_key = col(Business.business_id)


class BusinessRows:
    """Those of the partner that is meant where it is asked."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def whose(self) -> str:
        return self._store.partner() or ""

    async def saved(self) -> list[Business]:
        """The person's own list, by name."""
        rows = select(Business).where(_of(self.whose), col(Business.saved))
        found = await self._read(lambda session: list(session.execute(rows).scalars()))
        return sorted(found, key=lambda one: (one.name.casefold(), one.business_id))

    async def some(self, business_ids: Collection[str]) -> dict[str, Business]:
        rows = select(Business).where(_of(self.whose), _key.in_(business_ids))
        found = await self._read(lambda session: list(session.execute(rows).scalars()))
        return {one.business_id: one for one in found}

    async def named(self) -> list[Business]:
        """Everything with a name, saved or not."""
        called = or_(col(Business.saved), col(Business.name) != "")
        rows = select(Business).where(_of(self.whose), called)
        return await self._read(lambda session: list(session.execute(rows).scalars()))

    async def nameless(self, now: datetime) -> list[str]:
        """Businesses of listed programs that the partner was not asked about for a day."""
        whose = self.whose
        fresh = select(_key).where(_of(whose), col(Business.asked_at) > now - _KNOWN_FOR)
        of_programs = col(ListedProgram.business_id)
        theirs = col(ListedProgram.partner) == whose
        asked_for = of_programs.is_not(None), of_programs.not_in(fresh)
        rows = select(of_programs).where(theirs, *asked_for)
        return await self._read(
            lambda session: [str(one) for one in session.execute(rows.distinct()).scalars()]
        )

    async def heard(
        self, asked: Collection[str], told: Iterable[BusinessFacts], now: datetime
    ) -> None:
        """What the partner said of those it was asked about; a person's own words stay."""
        facts = {one.business_id: one for one in told if one.business_id in asked}
        whose = self.whose
        before = select(Business).where(_of(whose), _key.in_(asked))

        def work(session: Session) -> None:
            known = {row.business_id: row for row in session.execute(before).scalars()}
            session.expunge_all()
            for business_id in asked:
                row = known.get(business_id) or Business(partner=whose, business_id=business_id)
                _hear(session, row, facts.get(business_id), now, known=business_id in known)

        await self._store.write(work)

    async def save(
        self, business_id: str, name: str, categories: Collection[str], now: datetime
    ) -> None:
        values = {"name": name, "categories": list(categories), "saved": True, "saved_at": now}
        own = {"partner": self.whose, "business_id": business_id}

        def work(session: Session) -> None:
            known = session.get(Business, (own["partner"], business_id))
            session.expunge_all()
            if known is None:
                session.execute(insert(Business).values(**own, **values))
            else:
                session.execute(update(Business).filter_by(**own).values(**values))
            _rename(session, own["partner"], business_id, name)

        await self._store.write(work)

    async def remove(self, business_id: str) -> None:
        """Off the person's list; its name is still shown where its programs are."""
        off = update(Business).where(_of(self.whose), _key == business_id).values(saved=False)
        await self._store.write(lambda session: session.execute(off))

    async def _read(self, work: Callable[[Session], T]) -> T:
        def inside() -> T:
            with away_said(), Session(self._store.engine, expire_on_commit=False) as session:
                return work(session)

        return await asyncio.to_thread(inside)


def _of(partner: str) -> Any:
    return col(Business.partner) == partner


def _hear(
    session: Session, row: Business, facts: BusinessFacts | None, now: datetime, *, known: bool
) -> None:
    values: dict[str, Any] = {"asked_at": now}
    if facts is not None and not (row.saved and row.name):
        values |= {"name": facts.name}
    if facts is not None and not (row.saved and row.categories):
        values |= {"categories": list(facts.categories or ())}
    if known:
        own = update(Business).where(_of(row.partner), _key == row.business_id)
        session.execute(own.values(**values))
    else:
        session.execute(insert(Business).values(**row.model_dump() | values))
    if values.get("name"):
        _rename(session, row.partner, row.business_id, values["name"])


def _rename(session: Session, whose: str, business_id: str, name: str) -> None:
    """Programs are found by the name of their business."""
    theirs = col(ListedProgram.partner) == whose
    own = theirs, col(ListedProgram.business_id) == business_id
    rows = session.execute(
        select(col(ListedProgram.program_id), col(ListedProgram.label)).where(*own)
    ).all()
    for program_id, label in rows:
        words = storable(searched(program_id, business_id, label, name))
        same = theirs, col(ListedProgram.program_id) == program_id
        session.execute(update(ListedProgram).where(*same).values(searched=words))
