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
    def __init__(self, store: Store) -> None:
        self._store = store

    async def saved(self) -> list[Business]:
        """The person's own list, by name."""
        rows = select(Business).where(col(Business.saved))
        found = await self._read(lambda session: list(session.execute(rows).scalars()))
        return sorted(found, key=lambda one: (one.name.casefold(), one.business_id))

    async def some(self, business_ids: Collection[str]) -> dict[str, Business]:
        rows = select(Business).where(_key.in_(business_ids))
        found = await self._read(lambda session: list(session.execute(rows).scalars()))
        return {one.business_id: one for one in found}

    async def named(self) -> list[Business]:
        """Everything with a name, saved or not."""
        rows = select(Business).where(or_(col(Business.saved), col(Business.name) != ""))
        return await self._read(lambda session: list(session.execute(rows).scalars()))

    async def nameless(self, now: datetime) -> list[str]:
        """Businesses of listed programs that the partner was not asked about for a day."""
        fresh = select(_key).where(col(Business.asked_at) > now - _KNOWN_FOR)
        of_programs = col(ListedProgram.business_id)
        rows = select(of_programs).where(of_programs.is_not(None), of_programs.not_in(fresh))
        return await self._read(
            lambda session: [str(one) for one in session.execute(rows.distinct()).scalars()]
        )

    async def heard(
        self, asked: Collection[str], told: Iterable[BusinessFacts], now: datetime
    ) -> None:
        """What the partner said of those it was asked about; a person's own words stay."""
        facts = {one.business_id: one for one in told if one.business_id in asked}

        def work(session: Session) -> None:
            known = {
                row.business_id: row
                for row in session.execute(select(Business).where(_key.in_(asked))).scalars()
            }
            session.expunge_all()
            for business_id in asked:
                _hear(session, business_id, known.get(business_id), facts.get(business_id), now)

        await self._store.write(work)

    async def save(
        self, business_id: str, name: str, categories: Collection[str], now: datetime
    ) -> None:
        values = {"name": name, "categories": list(categories), "saved": True, "saved_at": now}

        def work(session: Session) -> None:
            known = session.get(Business, business_id)
            session.expunge_all()
            if known is None:
                session.execute(insert(Business).values(business_id=business_id, **values))
            else:
                session.execute(update(Business).where(_key == business_id).values(**values))
            _rename(session, business_id, name)

        await self._store.write(work)

    async def remove(self, business_id: str) -> None:
        """Off the person's list; its name is still shown where its programs are."""
        off = update(Business).where(_key == business_id).values(saved=False)
        await self._store.write(lambda session: session.execute(off))

    async def _read(self, work: Callable[[Session], T]) -> T:
        def inside() -> T:
            with away_said(), Session(self._store.engine, expire_on_commit=False) as session:
                return work(session)

        return await asyncio.to_thread(inside)


def _hear(
    session: Session,
    business_id: str,
    known: Business | None,
    facts: BusinessFacts | None,
    now: datetime,
) -> None:
    values: dict[str, Any] = {"asked_at": now}
    if facts is not None and not (known and known.saved and known.name):
        values |= {"name": facts.name}
    if facts is not None and not (known and known.saved and known.categories):
        values |= {"categories": list(facts.categories or ())}
    if known is None:
        fresh = Business(business_id=business_id).model_dump()
        session.execute(insert(Business).values(**fresh | values))
    else:
        session.execute(update(Business).where(_key == business_id).values(**values))
    if values.get("name"):
        _rename(session, business_id, values["name"])


def _rename(session: Session, business_id: str, name: str) -> None:
    """Programs are found by the name of their business."""
    own = col(ListedProgram.business_id) == business_id
    rows = session.execute(
        select(col(ListedProgram.program_id), col(ListedProgram.label)).where(own)
    ).all()
    for program_id, label in rows:
        words = storable(searched(program_id, business_id, label, name))
        same = col(ListedProgram.program_id) == program_id
        session.execute(update(ListedProgram).where(same).values(searched=words))
