"""Changing what is set while everything runs: tried first, then kept, then taken into use.

Nothing in flight is lost by it: a request under way ends as it began, and a job stays with the
partner it was made for (`partners`).
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import SecretStr

from models.people import Role
from models.setting import PartnerAccess, SettingChange
from services.clock import Clock
from services.credentials import Credentials, Verdict, fit
from services.engines.port import GRACE, Engine
from services.errors import DatabaseAway, FieldError, Invalid, NotAllowed
from services.i18n import N_, _
from services.kept import ADDRESS, CHOICES, OFF, ON, RATE, Kept
from services.pace import Pace
from services.partners import Partners
from services.people.acting import needs
from services.sealing import FILE, CannotSeal, Pair, Sealer
from services.settings import PREFIX, SANDBOX, partner_address
from services.store.settings import SettingRows
from services.store.store import Store
from services.tasks import Tasks

CREDENTIALS, FEATURES = "credentials", "features_credentials"
SETTINGS = "settings"
"""What pages listen for, in place of a job's id, to hear that something is set differently."""
LEAST_RATE, MOST_RATE = 0.01, 1000.0
_LOOK = 2.0  # seconds between looks for a change that another process made
_GIVEN = N_("{} is set in the environment, which wins. Change it there.")
_SHARED = N_(
    "Several processes share this database and have to mean the same partner: set {} for each."
)
_NO_ADDRESS = N_(
    "Enter an address that begins with http:// or https:// and names a host, without a username, ? "
    "and #."
)
_NEEDED = N_("This partner's username and password are needed, both.")
_NO_KEY = N_("The file {} in the data folder cannot be used ({}).")
_NO_RATE = N_("Enter 0 (unlimited), or a number from 0.01 to 1000.")
_NO_CHOICE = N_("Choose true or false.")


@dataclass(frozen=True, kw_only=True)
class Changing:
    """Every change is written down with who made it; of credentials, that they were changed."""

    kept: Kept
    rows: SettingRows
    sealer: Sealer
    credentials: Credentials
    partners: Partners
    pace: Pace
    engine: Engine
    store: Store
    clock: Clock
    tasks: Tasks
    exchanged: Callable[[], object]  # called when another partner is in use
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def start(self) -> None:
        """With PostgreSQL another process may be the one that a change is made in."""
        if self.kept.shared:
            self.tasks.start(self._follow(), "settings of other processes")

    async def stop(self) -> None:
        """A look that is under way ends by itself: cut off, it would open what is being closed."""
        self.stopping.set()
        await self.tasks.drain(GRACE)
        await self.tasks.stop()

    @needs(Role.ADMIN)
    async def partner(
        self, address: str, pair: Pair | None = None, *, actor: str = "local"
    ) -> Verdict | None:
        """Take the partner at `address` into use, with this pair or the one kept for it.

        Nothing changes unless it takes the pair; None where there was nothing to try. Raises
        Invalid, NotAllowed and PartnerProblem.
        """
        address = self._allowed(address)
        if pair is not None and self.kept.pair_given(address):
            raise NotAllowed(_(_GIVEN).format(f"{PREFIX}UPSTREAM_USERNAME"))
        tried = pair or self.kept.pair(address)
        if tried is None and address != SANDBOX:
            raise Invalid([FieldError("username", _(_NEEDED))])
        verdict = await self.credentials.check(*tried, address) if tried else None
        if verdict is not None and not verdict.valid:
            return verdict
        async with self.one_at_a_time:
            changes, values = self._exchange(address, actor)
            access = None
            if pair is not None:
                access = self.kept.row(address)
                access.pair = self._sealed(pair)
                changes.append(self._change(CREDENTIALS, actor, about=address))
            await self._keep(changes, values, access)
        return verdict

    @needs(Role.ADMIN)
    async def features_pair(self, pair: Pair | None, *, actor: str = "local") -> None:
        """Another pair for the features calls of the partner in use; None: the same one again.

        It is not tried: only a call for a program's features would show. Raises NotAllowed.
        """
        address = self.partners.current
        if self.kept.pair_given(address, "features"):
            raise NotAllowed(_(_GIVEN).format(f"{PREFIX}FEATURES_USERNAME"))
        if pair is not None:
            fit(*pair)
        async with self.one_at_a_time:
            access = self.kept.row(address)
            access.features_pair = self._sealed(pair) if pair else None
            await self._keep([self._change(FEATURES, actor, about=address)], {}, access)

    @needs(Role.ADMIN)
    async def rate(self, rate: float, *, actor: str = "local") -> None:
        """Requests a second; 0 is no limit. Raises Invalid and NotAllowed."""
        await self.values({RATE: rate}, actor=actor)

    @needs(Role.ADMIN)
    async def choice(self, name: str, *, on: bool, actor: str = "local") -> None:
        """What browsers do in which nothing was chosen; `name` is one of CHOICES."""
        await self.values({name: on}, actor=actor)

    @needs(Role.ADMIN)
    async def values(self, values: Mapping[str, Any], *, actor: str = "local") -> None:
        """The rate and CHOICES by their names: all that are given, or none.

        Raises Invalid and NotAllowed.
        """
        if RATE in values and self.kept.given(RATE):
            raise NotAllowed(_(_GIVEN).format(f"{PREFIX}UPSTREAM_RATE"))
        wanted = written(values)
        async with self.one_at_a_time:
            before = self.kept.written()
            after = {name: value for name, value in wanted.items() if value != before[name]}
            changes = [
                self._change(name, actor, before=before[name], after=value)
                for name, value in after.items()
            ]
            await self._keep(changes, after)

    def changes(self, limit: int, start: int = 0) -> list[SettingChange]:
        """The newest first, without the first `start` of them."""
        return self.rows.changes(limit, start)

    def _allowed(self, address: str) -> str:
        try:
            address = partner_address(address.strip())
        except ValueError:
            raise Invalid([FieldError(ADDRESS, _(_NO_ADDRESS))]) from None
        if address != self.kept.address and (self.kept.given(ADDRESS) or self.kept.shared):
            said = _GIVEN if self.kept.given(ADDRESS) else _SHARED
            raise NotAllowed(_(said).format(f"{PREFIX}UPSTREAM_URL"))
        return address

    def _sealed(self, pair: Pair) -> str:
        try:
            return self.sealer.seal(pair)
        except CannotSeal as error:
            raise NotAllowed(_(_NO_KEY).format(FILE, error)) from None

    def _exchange(self, address: str, actor: str) -> tuple[list[SettingChange], dict[str, str]]:
        before = self.kept.address
        if address == before:
            return [], {}
        change = self._change(ADDRESS, actor, before=before, after=address)
        return [change], {ADDRESS: address}

    def _change(
        self,
        name: str,
        actor: str,
        *,
        about: str | None = None,
        before: str | None = None,
        after: str | None = None,
    ) -> SettingChange:
        return SettingChange(
            at=self.clock.now(), actor=actor, name=name, about=about, before=before, after=after
        )

    async def _keep(
        self,
        changes: list[SettingChange],
        values: dict[str, str],
        access: PartnerAccess | None = None,
    ) -> None:
        if changes:
            await self.rows.change(changes, values, access)
            await asyncio.to_thread(self.kept.reload)
            self._take_into_use()

    def _take_into_use(self) -> None:
        """From the next request on; jobs that had to wait for this are looked at now."""
        self.pace.rate = self.kept.rate
        before, self.partners.current = self.partners.current, self.kept.address
        for connection in self.partners.open:
            connection.client.set_credentials(*_or_none(self.kept.pair(connection.address)))
            features = self.kept.features_pair(connection.address)
            connection.client.set_features_credentials(*_or_none(features))
        self.partners.in_use.circuit.succeeded()
        for job_id in self.store.troubled():
            self.engine.nudge(job_id)
        self.store.changed(SETTINGS)
        if self.partners.current != before:
            self.exchanged()

    async def _follow(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), _LOOK)
                return
            with suppress(DatabaseAway):
                if await asyncio.to_thread(self.rows.version) != self.kept.version:
                    await asyncio.to_thread(self.kept.reload)
                    self._take_into_use()


def written(values: Mapping[str, Any]) -> dict[str, str]:
    """As they are kept. Raises Invalid."""
    wrong = []
    for name, value in values.items():
        yes_or_no = isinstance(value, bool)
        if name in CHOICES and not yes_or_no:
            wrong.append(FieldError(name, _(_NO_CHOICE)))
        elif name == RATE and (yes_or_no or not _is_rate(value)):
            wrong.append(FieldError(name, _(_NO_RATE)))
    if wrong:
        raise Invalid(wrong)
    return {
        n: f"{float(value):g}" if n == RATE else ON if value else OFF for n, value in values.items()
    }


def _is_rate(value: Any) -> bool:
    number = isinstance(value, int | float | Decimal)
    return number and (value == 0 or LEAST_RATE <= value <= MOST_RATE)


def _or_none(pair: Pair | None) -> tuple[str | None, SecretStr | None]:
    return pair or (None, None)
