"""Signing in and out, and finding out who somebody is: by a cookie, a token or a name and password.

What is found is remembered for a moment, so that a page's every click and a client that asks every
two seconds cost nothing; what another process changes is noticed after that moment.
"""

import asyncio
import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Generic, TypeVar

import structlog

from models.people import Account, AccountEvent, SignIn
from services.bus import Bus, JobChanged
from services.clock import Clock
from services.errors import SignedOut, TooManyTries
from services.i18n import N_, _
from services.people.acting import Person
from services.people.passwords import Passwords
from services.people.throttle import Throttle
from services.store.people import PeopleRows
from services.store.ways_in import NoWayIn, WayIn

log = structlog.get_logger(__name__)

PEOPLE = "people"
"""What pages listen for, in place of a job's id, to hear that somebody may be signed out."""
LASTS = timedelta(days=14)  # a session, at most
_IDLE = timedelta(hours=12)  # without an open page
_NOTED = timedelta(minutes=5)  # how exactly it is kept when somebody was there last
_MOMENT = 2.0  # seconds
_PAIR_MOMENT = 600.0  # seconds that a right pair need not be hashed again
_MOST = 1000
_WRONG = N_("The name or the password is wrong.")
_NO_TOKEN = N_("This token is not known, or not any more.")

K = TypeVar("K")


class Signing:
    """`required` is False where there is one local person who need not sign in."""

    def __init__(
        self, rows: PeopleRows, clock: Clock, bus: Bus, passwords: Passwords, *, required: bool
    ) -> None:
        self.required = required
        self.throttle = Throttle(clock)
        self._rows = rows
        self._clock = clock
        self._bus = bus
        self._passwords = passwords
        self._found: _Moment[Person | None] = _Moment(clock, _MOMENT)
        self._pairs: _Moment[tuple[str, str]] = _Moment(clock, _PAIR_MOMENT)
        self._first: dict[str, asyncio.Lock] = {}
        self._salt = secrets.token_bytes(32)

    async def sign_in(self, name: str, password: str, address: str, agent: str) -> str:
        """The secret of a new session. Raises SignedOut and TooManyTries."""
        account = await self._checked(name, password, address)
        secret, now = secrets.token_urlsafe(32), self._clock.now()
        await self._rows.sweep(now - LASTS, now - _IDLE)
        session = SignIn(
            id=digest(secret),
            account_id=account.id,
            created_at=now,
            seen_at=now,
            agent=agent[:200],
            address=address[:60],
        )
        event = self._event(account.name, "signed_in", account.name, address)
        try:
            await self._rows.add_session(session, event, account.password_hash)
        except NoWayIn:  # the password was reset, or the account disabled, at this moment
            raise SignedOut(_(_WRONG)) from None
        return secret

    async def sign_out(self, person: Person) -> None:
        if person.sign_in is not None:
            event = self._event(person.name, "signed_out", person.name)
            await self._rows.sign_out(person.sign_in, event)
            self.changed()

    def by_session(self, sign_in_id: str) -> Person | None:
        """Who is signed in there; None when that has ended."""
        return self._found.get(sign_in_id, lambda: self._look(sign_in_id))

    def by_cookie(self, secret: str) -> Person | None:
        return self.by_session(digest(secret))

    async def by_token(self, token: str) -> Person:
        """Raises SignedOut."""
        key = digest(token)
        person = self._by_digest(key)
        if person is None:
            raise SignedOut(_(_NO_TOKEN))
        await self._note_use(key)
        return person

    async def by_pair(self, name: str, password: str, address: str) -> Person:
        """For clients that send them with every call. Raises SignedOut and TooManyTries."""
        key = hmac.digest(self._salt, f"{name}\0{password}".encode(), "sha256").hex()
        async with self._first.setdefault(key, asyncio.Lock()):  # one of many at once is tried
            try:
                account = await self._by_pair(key, name, password, address)
            finally:
                self._first.pop(key, None)
        person = self._by_kept(account.id, digest(account.password_hash))
        if person is None:
            raise SignedOut(_(_WRONG))
        return person

    async def _by_pair(self, key: str, name: str, password: str, address: str) -> Account:
        known = self._pairs.peek(key)
        account = self._rows.account(known[0]) if known else None
        if account is None or known is None or account.password_hash != known[1]:
            account = await self._checked(name, password, address)
            self._pairs.put(key, (account.id, account.password_hash))
        return account

    def lets_in(self, person: Person | None) -> bool:
        """Whether what let somebody in is good still: the session, the token, or the password."""
        if person is None or not self.required:
            return not self.required
        return person.now() is not None

    async def seen(self, sign_in_id: str) -> None:
        """Somebody is still there."""
        session, now = self._rows.signed_in(sign_in_id), self._clock.now()
        if session is not None and now - session.seen_at > _NOTED:
            await self._rows.change(session, {"seen_at": now})

    def changed(self) -> None:
        """Look again at who everybody is, and let the open pages look, too."""
        self._found.clear()
        self._bus.publish(JobChanged(PEOPLE))

    async def _checked(self, name: str, password: str, address: str) -> Account:
        name = name.strip().lower()
        if wait := self.throttle.wait(name, address):
            raise TooManyTries(wait)
        self.throttle.wrong(name, address)  # before it is known: many at once are many tries
        account = self._rows.named(name)
        kept = account.password_hash if account is not None else None
        right = await self._passwords.fits(kept, password)
        if account is None or not right or account.disabled_at is not None:
            log.warning("a wrong name or password", address=address)
            raise SignedOut(_(_WRONG))
        self.throttle.right(name, address)
        return account

    def _look(self, sign_in_id: str) -> Person | None:
        session, now = self._rows.signed_in(sign_in_id), self._clock.now()
        if session is None or now - session.created_at > LASTS or now - session.seen_at > _IDLE:
            return None
        account = self._rows.account(session.account_id)
        if account is None or account.disabled_at is not None:
            return None
        ask = partial(self.by_session, sign_in_id)
        return Person(account.name, account.role, account.id, sign_in_id, ask=ask)

    def _by_digest(self, key: str) -> Person | None:
        return self._found.get(key, lambda: self._look_token(key))

    def _look_token(self, key: str) -> Person | None:
        token = self._rows.token_of(key)
        account = self._rows.account(token.account_id) if token else None
        if token is None or account is None or token.revoked_at or account.disabled_at:
            return None
        role = token.role if account.role.allows(token.role) else account.role
        name, ask = f"{account.name}/{token.name}", partial(self._by_digest, key)
        return Person(name, role, account.id, key=key, ask=ask)

    def _by_kept(self, account_id: str, kept: str) -> Person | None:
        """`kept` is a digest of what is kept of the password that somebody knew."""
        return self._found.get(kept, lambda: self._look_kept(account_id, kept))

    def _look_kept(self, account_id: str, kept: str) -> Person | None:
        account = self._rows.account(account_id)
        if account is None or account.disabled_at or digest(account.password_hash) != kept:
            return None
        ask = partial(self._by_kept, account_id, kept)
        return Person(account.name, account.role, account_id, key=kept, ask=ask)

    async def _note_use(self, key: str) -> None:
        token, now = self._rows.token_of(key), self._clock.now()
        if token is not None and (token.used_at is None or now - token.used_at > _NOTED):
            await self._rows.change(token, {"used_at": now})

    def _event(self, actor: str, kind: str, about: str, detail: str | None = None) -> AccountEvent:
        return AccountEvent(
            at=self._clock.now(), actor=actor, kind=kind, about=about, detail=detail
        )


def way_in(account_id: str, person: Person) -> WayIn:
    """What let the person in; that of a token is good for nothing that is kept."""
    return WayIn(account_id, person.sign_in, lambda kept: digest(kept) == person.key)


def digest(secret: str) -> str:
    """Secrets of ours are long and random: a plain hash tells nobody what they are."""
    return hashlib.sha256(secret.encode()).hexdigest()


class _Moment(Generic[K]):
    """Remembers answers for some seconds, the latest thousand of them."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._kept: OrderedDict[str, tuple[float, K]] = OrderedDict()

    def get(self, key: str, look: Callable[[], K]) -> K:
        kept = self._kept.get(key)
        if kept is not None and self._clock.monotonic() - kept[0] < self._seconds:
            return kept[1]
        found = look()
        self.put(key, found)
        return found

    def peek(self, key: str) -> K | None:
        kept = self._kept.get(key)
        fresh = kept is not None and self._clock.monotonic() - kept[0] < self._seconds
        return kept[1] if kept is not None and fresh else None

    def put(self, key: str, value: K) -> None:
        self._kept[key] = self._clock.monotonic(), value
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)

    def clear(self) -> None:
        self._kept.clear()
