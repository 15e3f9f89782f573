"""API tokens: made for one's own account, shown once, kept as a hash."""

import re
import secrets
from typing import NamedTuple

from models.people import Account, AccountEvent, ApiToken, Role
from services.clock import Clock
from services.errors import FieldError, Invalid, NotFound, NotPermitted, SignedOut
from services.i18n import N_, _
from services.people.acting import NOBODY, Person, needs, required
from services.people.signing import Signing, digest, way_in
from services.store.people import NameTaken, PeopleRows
from services.store.ways_in import NoWayIn

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_PREFIX = "adt_"  # by which scanners find one that was published

_BAD_NAME = N_("A token's name has 1 to 40 letters from a to z, digits, or . _ - after the first.")
_TAKEN = N_("You have a token of this name already.")
_TOO_MUCH = N_("A token may not do more than its account.")
_UNKNOWN = N_("There is no such token.")
_ACCOUNTS_ONLY = N_("Tokens belong to accounts; sign in first.")
_BY_A_TOKEN = N_(
    "A token makes no tokens: sign in with a name and a password, or make it at /settings/people."
)
_ITSELF = N_("A token revokes itself alone, unless it is an administrator's.")


class NewToken(NamedTuple):
    token: ApiToken
    secret: str
    """The token itself, which nobody can see again."""


class Tokens:
    def __init__(self, rows: PeopleRows, clock: Clock, signing: Signing) -> None:
        self._rows = rows
        self._clock = clock
        self._signing = signing

    @needs(Role.VIEWER)
    async def of(self, account_id: str) -> list[ApiToken]:
        """Those that are in force, of oneself or, for an administrator, of anybody."""
        _own(account_id)
        every = await self._rows.tokens()
        return [one for one in every if one.account_id == account_id and not one.revoked_at]

    @needs(Role.VIEWER)
    async def make(self, name: str, role: Role, *, actor: str = "local") -> NewToken:
        """A token makes none: one that got lost would live on in others.

        Raises Invalid, NotPermitted and SignedOut.
        """
        person, name = required(Role.VIEWER), name.strip()
        if person.account_id is None:
            raise NotPermitted(_(_ACCOUNTS_ONLY))
        if person.is_token:
            raise NotPermitted(_(_BY_A_TOKEN))
        if not person.may(role):
            raise NotPermitted(_(_TOO_MUCH))
        if not _NAME.fullmatch(name):
            raise Invalid([FieldError("name", _(_BAD_NAME))])
        secret = f"{_PREFIX}{secrets.token_urlsafe(32)}"
        token = ApiToken(
            id=f"tok_{secrets.token_hex(8)}",
            digest=digest(secret),
            account_id=person.account_id,
            name=name,
            role=role,
            created_at=self._clock.now(),
        )
        about = f"{person.account}/{name}"
        event = self._event(actor, "token_made", about, role.value)
        await self._keep(token, event, person)
        return NewToken(token, secret)

    @needs(Role.VIEWER)
    async def accounts_made(self, token_id: str) -> list[str]:
        """The names of the accounts that were added through it: they outlive it. Raises NotFound.

        A token's name may be used again after it: what others of that name did is not its doing.
        """
        token, account = self._known(token_id)
        _own(account.id)
        since, until = token.created_at, token.revoked_at
        return await self._rows.added_by(f"{account.name}/{token.name}", since, until)

    @needs(Role.VIEWER)
    async def revoke(self, token_id: str, *, actor: str = "local") -> None:
        """Again and again is the same.

        Raises NotFound, and NotPermitted for somebody else's and, to a token, for the others.
        """
        token, account = self._known(token_id)
        _own(token.account_id)
        person, name = required(Role.VIEWER), f"{account.name}/{token.name}"
        if person.is_token and person.name != name and not person.may(Role.ADMIN):
            raise NotPermitted(_(_ITSELF))
        if token.revoked_at is not None:
            return
        event = self._event(actor, "token_revoked", name)
        await self._rows.change(token, {"revoked_at": self._clock.now()}, event)
        self._signing.changed()

    def _known(self, token_id: str) -> tuple[ApiToken, Account]:
        token = self._rows.token(token_id)
        account = self._rows.account(token.account_id) if token else None
        if token is None or account is None:
            raise NotFound(_(_UNKNOWN))
        return token, account

    async def _keep(self, token: ApiToken, event: AccountEvent, person: Person) -> None:
        try:
            await self._rows.add_token(token, event, way_in(token.account_id, person))
        except NameTaken:
            raise Invalid([FieldError("name", _(_TAKEN))]) from None
        except NoWayIn:
            raise SignedOut(_(NOBODY)) from None

    def _event(self, actor: str, kind: str, about: str, detail: str | None = None) -> AccountEvent:
        return AccountEvent(
            at=self._clock.now(), actor=actor, kind=kind, about=about, detail=detail
        )


def _own(account_id: str) -> None:
    if required(Role.VIEWER).account_id != account_id:
        required(Role.ADMIN)
