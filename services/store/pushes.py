"""The rows of Web Push. A message belongs to whoever claims its row first, in any process."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from models.job import Job, Phase
from models.push import PushKey, PushSubscription, PushWish
from services.store.away import away_said
from services.store.store import Store

_STALE = timedelta(hours=1)  # a claim that old is a dead process's; sent or not, it is over
_AT_ONCE = 50


class Message(NamedTuple):
    """A claimed message: this process is the one that sends it."""

    job_id: str
    subscription: PushSubscription
    words: Mapping[str, str]
    tries: int
    asks: bool  # that the job needs a decision; else that it has ended


class PushRows:
    def __init__(self, store: Store) -> None:
        self._store = store

    def has(self, subscription_id: str) -> bool:
        with away_said(), Session(self._store.engine) as session:
            return session.get(PushSubscription, subscription_id) is not None

    async def subscribe(self, subscription: PushSubscription) -> None:
        """Keep it; one that is there already stays as it is, keys and all."""
        values = subscription.model_dump()

        def work(session: Session) -> None:
            if session.get(PushSubscription, subscription.id) is None:
                session.execute(insert(PushSubscription).values(**values))

        await self._store.write(work)

    async def unsubscribe(self, subscription_id: str) -> None:
        """Forget it and everything it waits for."""

        def work(session: Session) -> None:
            wishes = col(PushWish.subscription_id) == subscription_id
            session.execute(delete(PushWish).where(wishes))
            same = col(PushSubscription.id) == subscription_id
            session.execute(delete(PushSubscription).where(same))

        await self._store.write(work)

    async def wish(self, job_id: str, subscription_id: str, words: Mapping[str, str]) -> None:
        """Once for a job and a subscription, however often it is said."""
        values = {"job_id": job_id, "subscription_id": subscription_id, "words": dict(words)}

        def work(session: Session) -> None:
            known = session.get(PushSubscription, subscription_id) is not None
            if known and session.get(PushWish, (job_id, subscription_id)) is None:
                session.execute(insert(PushWish).values(tries=0, **values))

        await self._store.write(work)

    async def unwish(self, job_id: str, subscription_id: str) -> None:
        """Take a wish back, or the row away when its message is over."""
        await self._store.write(
            lambda session: session.execute(delete(PushWish).where(*_row(job_id, subscription_id)))
        )

    def due(self, now: datetime) -> list[tuple[str, str]]:
        """(job, subscription) of the messages whose time has come and that nobody has claimed.

        A job is told of when it has ended, and once before if it needs a person's decision.
        """
        ready = or_(col(PushWish.not_before).is_(None), col(PushWish.not_before) <= now)
        waiting = (
            select(col(PushWish.job_id), col(PushWish.subscription_id))
            .join(Job, col(Job.id) == col(PushWish.job_id))
            .where(or_(col(Job.phase) == Phase.SETTLED, _unasked()))
            .where(col(PushWish.claimed_at).is_(None), ready)
            .limit(_AT_ONCE)
        )
        with away_said(), Session(self._store.engine) as session:
            return [(job_id, name) for job_id, name in session.execute(waiting)]

    async def claim(self, job_id: str, subscription_id: str, now: datetime) -> Message | None:
        """The message, for whoever is the first to ask; None for everybody else."""

        def work(session: Session) -> Message | None:
            job = session.get_one(Job, job_id)
            asks = job.phase is not Phase.SETTLED
            if asks and not job.asks:
                return None  # somebody has decided meanwhile
            free = [*_row(job_id, subscription_id), col(PushWish.claimed_at).is_(None)]
            if asks:
                free.append(col(PushWish.asked_at).is_(None))
            mine = {"asked_at" if asks else "claimed_at": now}
            claimed = session.execute(update(PushWish).where(*free).values(**mine))
            if cast("CursorResult[Any]", claimed).rowcount != 1:
                return None
            wish = session.get_one(PushWish, (job_id, subscription_id))
            to = session.get_one(PushSubscription, subscription_id)
            return Message(job_id, to, dict(wish.words), wish.tries, asks)

        return await self._store.write(work)

    async def again(self, message: Message, at: datetime) -> None:
        """Give the claim back: it was certainly not delivered, and is tried again at `at`."""
        claim = "asked_at" if message.asks else "claimed_at"
        await self._set(message, **{claim: None}, not_before=at, tries=message.tries + 1)

    async def over(self, message: Message) -> None:
        """It was delivered or never will be; of a question its end is still to be told."""
        if message.asks:
            await self._set(message, not_before=None, tries=0)
        else:
            await self.unwish(message.job_id, message.subscription.id)

    async def _set(self, message: Message, **values: Any) -> None:
        row = _row(message.job_id, message.subscription.id)
        await self._store.write(
            lambda session: session.execute(update(PushWish).where(*row).values(**values))
        )

    async def sweep(self, now: datetime) -> None:
        """Forget what a process claimed and then died with: it may have been sent."""
        old = col(PushWish.claimed_at) < now - _STALE
        await self._store.write(lambda session: session.execute(delete(PushWish).where(old)))

    async def key(self, fresh: str) -> str:
        """The private key that all processes share; `fresh` where there is none yet."""

        def work(session: Session) -> str:
            kept = session.get(PushKey, 1)
            if kept is None:
                session.execute(insert(PushKey).values(id=1, private=fresh))
                return fresh
            return kept.private

        return await self._store.write(work)


def _unasked() -> Any:
    return and_(col(Job.asks), col(PushWish.asked_at).is_(None))


def _row(job_id: str, subscription_id: str) -> tuple[Any, Any]:
    same = col(PushWish.subscription_id) == subscription_id
    return col(PushWish.job_id) == job_id, same
