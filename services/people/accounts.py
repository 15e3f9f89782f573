"""Accounts: made, changed and disabled by administrators; everybody changes their own password.

The account `admin` is always there and always an administrator, and its password is the one that
Adtrail is started with: the way in if all else is lost.
"""

import re
import secrets
from functools import partial

from models.people import Account, AccountEvent, GoingOn, Role, SignIn
from services.clock import Clock
from services.errors import (
    FieldError,
    Invalid,
    NotAllowed,
    NotFound,
    NotPermitted,
    TooManyTries,
    together,
)
from services.i18n import N_, _
from services.people.acting import Person, may, needs, required
from services.people.passwords import Passwords, check_password, fits, hashed
from services.people.signing import Signing
from services.settings import PREFIX
from services.store.people import ACCOUNT_ADDED, PeopleRows

ADMIN = "admin"
RESERVED = frozenset({"adtrail", "local", "rest"})  # they stand for something else in the history
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,59}")

_BAD_NAME = N_(
    "A name has 1 to 60 characters: letters from a to z, digits, and . _ @ + - after the first."
)
_TAKEN = N_("There is an account of this name already.")
_RESERVED = N_("This name means something else here; choose another.")
_UNKNOWN = N_("There is no such account.")
_OF_START = N_("The account admin belongs to whoever starts Adtrail; it stays as it is.")
_ITS_PASSWORD = N_("The password of admin is {}. Change it there, and start Adtrail again.")
_NOT_YOUR_OWN = N_("Nobody changes the role of their own account or disables it.")
_WRONG = N_("This is not your password.")
_BY_A_TOKEN = N_("A token may not do this: sign in with a name and a password.")


class Accounts:
    def __init__(
        self, rows: PeopleRows, clock: Clock, passwords: Passwords, signing: Signing
    ) -> None:
        self._rows = rows
        self._clock = clock
        self._passwords = passwords
        self._signing = signing

    def open_with(self, password: str) -> None:
        """At the start: `admin` has this password.

        With another one than before its sessions end and its tokens are revoked.
        """
        known = self._rows.named(ADMIN)
        same = known is not None and fits(known.password_hash, password)
        if known and same and known.role is Role.ADMIN and known.disabled_at is None:
            return
        account = Account(
            id=known.id if known else _new_id(),
            name=ADMIN,
            role=Role.ADMIN,
            password_hash=known.password_hash if known and same else hashed(password),
            created_at=known.created_at if known else self._clock.now(),
        )
        self._rows.settle(account, self._clock.now(), known=known is not None)

    @needs(Role.ADMIN)
    async def all(self) -> list[Account]:
        """By name."""
        return await self._rows.accounts()

    @needs(Role.VIEWER)
    async def names(self) -> list[str]:
        """Of all accounts, those that are disabled too; none where nobody signs in."""
        return [one.name for one in await self._rows.accounts()] if self._signing.required else []

    @needs(Role.ADMIN)
    async def get(self, account_id: str) -> Account:
        """Raises NotFound."""
        return self._known(account_id)

    @needs(Role.ADMIN)
    async def add(self, name: str, password: str, role: Role, *, actor: str = "local") -> Account:
        """Raises Invalid."""
        name = name.strip().lower()
        together(partial(check_name, name), partial(check_password, password))
        account = Account(
            id=_new_id(),
            name=name,
            role=role,
            password_hash=await self._passwords.hashed(password),
            created_at=self._clock.now(),
        )
        event = self._event(actor, ACCOUNT_ADDED, account, role.value)
        if not await self._rows.add_account(account, event):
            raise Invalid([FieldError("name", _(_TAKEN))])
        return account

    @needs(Role.ADMIN)
    async def change_role(self, account_id: str, role: Role, *, actor: str = "local") -> None:
        account = self._changeable(account_id)
        event = self._event(actor, "role_changed", account, f"{account.role} -> {role}")
        await self._rows.change(account, {"role": role}, event)
        self._signing.changed()

    @needs(Role.ADMIN)
    async def going_on(self, account_id: str) -> GoingOn:
        """What is not ended by disabling the account: it keeps the name of who ordered it."""
        return await self._rows.going_on(self._known(account_id).name)

    @needs(Role.ADMIN)
    async def disable(self, account_id: str, *, actor: str = "local") -> None:
        """Its sessions end; its tokens do nothing until it is enabled again."""
        account = self._changeable(account_id)
        event = self._event(actor, "account_disabled", account)
        values = {"disabled_at": self._clock.now()}
        while not await self._rows.shut(account, values, event):
            account = self._changeable(account_id)  # with another password since
        self._signing.changed()

    @needs(Role.ADMIN)
    async def enable(self, account_id: str, *, actor: str = "local") -> None:
        account = self._changeable(account_id)
        event = self._event(actor, "account_enabled", account)
        await self._rows.change(account, {"disabled_at": None}, event)
        self._signing.changed()

    @needs(Role.ADMIN)
    async def reset_password(self, account_id: str, password: str, *, actor: str = "local") -> None:
        """Its sessions end and its tokens are revoked. Raises Invalid, NotAllowed and NotFound."""
        account, values = self._changeable(account_id), await self._new(password)
        event, now = self._event(actor, "password_reset", account), self._clock.now()
        while not await self._rows.shut(account, values, event, revoked_at=now):
            account = self._changeable(account_id)  # with another password since
        self._signing.changed()

    @needs(Role.VIEWER)
    async def change_own_password(self, old: str, new: str, *, actor: str = "local") -> None:
        """The other sessions of the account end.

        Raises Invalid, NotAllowed, NotPermitted, and TooManyTries: who got hold of a session shall
        not find the password out.
        """
        person = _in_person()
        account = self._known(person.account_id or "")
        if account.name == ADMIN:
            raise NotAllowed(_(_ITS_PASSWORD).format(f"{PREFIX}PASSWORD"))
        tries = f"the own password of {account.id}"  # apart from signing in, which goes on
        if wait := self._signing.throttle.wait(tries, tries):
            raise TooManyTries(wait)
        self._signing.throttle.wrong(tries, tries)
        if not await self._passwords.fits(account.password_hash, old):
            raise Invalid([FieldError("old", _(_WRONG))])
        self._signing.throttle.right(tries, tries)
        event, values = self._event(actor, "password_changed", account), await self._new(new)
        if not await self._rows.shut(account, values, event, but=person.sign_in):
            raise Invalid([FieldError("old", _(_WRONG))])  # it was reset meanwhile
        self._signing.changed()

    @needs(Role.VIEWER)
    async def sessions(self, account_id: str) -> list[SignIn]:
        """Of oneself or, for an administrator, of anybody; the latest first."""
        _own(account_id)
        return [one for one in await self._rows.sign_ins() if one.account_id == account_id]

    @needs(Role.VIEWER)
    async def end_session(self, sign_in_id: str, *, actor: str = "local") -> bool:
        """Of oneself or, for an administrator, of anybody; False where there was none."""
        session = self._rows.signed_in(sign_in_id)
        if session is None:
            return False
        _own(session.account_id)
        if not may(Role.ADMIN):
            _in_person()
        event = self._event(actor, "session_ended", self._known(session.account_id))
        await self._rows.sign_out(sign_in_id, event)
        self._signing.changed()
        return True

    @needs(Role.VIEWER)
    async def end_other_sessions(self, *, actor: str = "local") -> None:
        """All of oneself but the one that asks. Raises NotPermitted."""
        person = _in_person()
        account = self._known(person.account_id or "")
        event = self._event(actor, "sessions_ended", account)
        await self._rows.sign_out_others(account.id, person.sign_in, event)
        self._signing.changed()

    async def _new(self, password: str) -> dict[str, str]:
        """Raises Invalid."""
        check_password(password)
        return {"password_hash": await self._passwords.hashed(password)}

    def _known(self, account_id: str) -> Account:
        account = self._rows.account(account_id)
        if account is None:
            raise NotFound(_(_UNKNOWN))
        return account

    def _changeable(self, account_id: str) -> Account:
        account = self._known(account_id)
        if account.name == ADMIN:
            raise NotAllowed(_(_OF_START))
        if account.id == required(Role.ADMIN).account_id:
            raise NotAllowed(_(_NOT_YOUR_OWN))
        return account

    def _event(
        self, actor: str, kind: str, account: Account, detail: str | None = None
    ) -> AccountEvent:
        return AccountEvent(
            at=self._clock.now(), actor=actor, kind=kind, about=account.name, detail=detail
        )


def _own(account_id: str) -> None:
    """Raises NotPermitted for somebody else's, except for an administrator."""
    if required(Role.VIEWER).account_id != account_id:
        required(Role.ADMIN)


def _in_person() -> Person:
    """Who acts, by a session or a password: a token that got lost must not be good for more."""
    person = required(Role.VIEWER)
    if person.is_token:
        raise NotPermitted(_(_BY_A_TOKEN))
    return person


def check_name(name: str) -> None:
    """Raises Invalid for one that no new account can have."""
    said = name.strip().lower()
    if not _NAME.fullmatch(said):
        raise Invalid([FieldError("name", _(_BAD_NAME))])
    if said in RESERVED:
        raise Invalid([FieldError("name", _(_RESERVED))])


def _new_id() -> str:
    return f"acc_{secrets.token_hex(8)}"
