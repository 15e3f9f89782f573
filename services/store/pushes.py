"""The rows of Web Push. A message belongs to whoever claims its row first, in any process."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    and_,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session
from sqlmodel import col

from models.job import Job, Phase
from models.people import Account, SignIn
from models.push import PushKey, PushSubscription, PushWish
from services.store.away import away_said
from services.store.store import Store
from services.store.ways_in import WayIn, check_way_in

_STALE = timedelta(hours=1)  # a claim that old is a dead process's; sent or not, it is over
_AT_ONCE = 50


class Message(NamedTuple):
    """A claimed message: this process is the one that sends it."""

    job_id: str
    subscription: PushSubscription
    words: Mapping[str, str]
    tries: int
    asks: bool  # that the job needs a decision; else that it has ended


class Owner(NamedTuple):
    """Whose a subscription is; both are None where nobody signs in."""

    account_id: str | None = None
    sign_in: str | None = None


class PushRows:
    """Where people sign in, only what belongs to an account that is not disabled is `due`."""

    def __init__(self, store: Store, *, people: bool) -> None:
        self._store = store
        good = select(col(Account.id)).where(col(Account.disabled_at).is_(None))
        owner = col(PushSubscription.account_id)
        self._reaches = owner.in_(good) if people else owner.is_(None)

    def has(self, subscription_id: str, owner: Owner) -> bool:
        with away_said(), Session(self._store.engine) as session:
            own = select(col(PushSubscription.id)).where(*_owned(subscription_id, owner))
            return session.execute(own).first() is not None

    async def subscribe(self, subscription: PushSubscription, way: WayIn | None = None) -> None:
        """Keep it; one that is there already keeps its keys.

        If it was somebody else's, it is no more, and tells nothing of what they waited for.
        Raises NoWayIn.
        """
        values = subscription.model_dump()
        owner = Owner(subscription.account_id, subscription.sign_in)

        def work(session: Session) -> None:
            if way is not None:
                check_way_in(session, way)
            connection = session.connection()
            kept = select(col(PushSubscription.account_id)).where(_same(subscription.id))
            found = connection.execute(kept).first()
            if found is None:
                connection.execute(insert(PushSubscription).values(**values))
                return
            if found[0] != owner.account_id:
                wishes = col(PushWish.subscription_id) == subscription.id
                connection.execute(delete(PushWish).where(wishes))
            mine = update(PushSubscription).where(_same(subscription.id))
            connection.execute(mine.values(**owner._asdict()))

        await self._store.write(work)

    async def unsubscribe(self, subscription_id: str) -> None:
        """Forget it and everything it waits for."""
        which = _same(subscription_id)
        await self._store.write(lambda session: forget(session.connection(), which))

    async def wish(
        self, job_id: str, subscription_id: str, owner: Owner, words: Mapping[str, str]
    ) -> None:
        """Once for a job and a subscription of one's own, however often it is said."""
        values = {"job_id": job_id, "subscription_id": subscription_id, "words": dict(words)}

        def work(session: Session) -> None:
            own = update(PushSubscription).where(*_owned(subscription_id, owner))
            found = session.connection().execute(own.values(sign_in=owner.sign_in))
            if found.rowcount == 1 and session.get(PushWish, (job_id, subscription_id)) is None:
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
            .join(PushSubscription, col(PushSubscription.id) == col(PushWish.subscription_id))
            .where(self._reaches)
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


def forget(connection: Connection, which: ColumnElement[bool]) -> None:
    """These subscriptions are not there any more, nor what they wait for.

    They are held first: what another process adds to one comes before or not at all.
    """
    held = select(col(PushSubscription.id)).where(which).with_for_update()
    ids = list(connection.execute(held).scalars())
    connection.execute(delete(PushWish).where(col(PushWish.subscription_id).in_(ids)))
    connection.execute(delete(PushSubscription).where(col(PushSubscription.id).in_(ids)))


def forget_signed_out(connection: Connection, account_id: str) -> None:
    """Those of an account whose session is over: that browser is told of nothing any more.

    A session that ran out by itself takes nothing along until the person signs out somewhere: its
    browser may have another session since, which nobody can tell, and shall be told no more then.
    """
    own = col(PushSubscription.account_id) == account_id
    sessions = select(col(SignIn.id)).where(col(SignIn.account_id) == account_id)
    theirs = col(PushSubscription.sign_in).is_(None)
    forget(connection, own & (theirs | col(PushSubscription.sign_in).not_in(sessions)))


def _same(subscription_id: str) -> ColumnElement[bool]:
    return col(PushSubscription.id) == subscription_id


def _owned(subscription_id: str, owner: Owner) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    mine = col(PushSubscription.account_id).is_not_distinct_from(owner.account_id)
    return _same(subscription_id), mine


def _unasked() -> Any:
    return and_(col(Job.asks), col(PushWish.asked_at).is_(None))


def _row(job_id: str, subscription_id: str) -> tuple[Any, Any]:
    same = col(PushWish.subscription_id) == subscription_id
    return col(PushWish.job_id) == job_id, same
