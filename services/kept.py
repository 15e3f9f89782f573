"""What is in force: set by the environment, else by a person on /settings, else the default.

The pair of the environment belongs to the environment's address; it is never sent anywhere else.
"""

import structlog
from pydantic import SecretStr

from models.setting import PartnerAccess
from services.sealing import CannotOpen, Pair, Sealer
from services.settings import Settings
from services.store.settings import SettingRows

log = structlog.get_logger(__name__)

ADDRESS, RATE = "upstream_url", "upstream_rate"
OPEN, TAB, SOUND, NOTIFY = "open_when_ready", "tab_shows_jobs", "sound", "notify_each"
CHOICES = {OPEN: True, TAB: True, SOUND: False, NOTIFY: False}
"""What a browser does whose person has chosen nothing, unless it was set otherwise."""
ON, OFF = "on", "off"


class Kept:
    """A copy in memory; `reload` when a row has changed."""

    def __init__(self, settings: Settings, rows: SettingRows, sealer: Sealer) -> None:
        self._settings = settings
        self._rows = rows
        self._sealer = sealer
        self._warned: set[str] = set()
        self.reload()

    def reload(self) -> None:
        version = self._rows.version()  # first: what changes meanwhile is read again
        values, access = self._rows.values(), self._rows.access()
        self.version, self._values, self._access = version, values, access

    @property
    def address(self) -> str:
        """Of the partner in use, or `sandbox`."""
        fixed = self.given(ADDRESS) or self.shared
        return self._settings.upstream_url if fixed else self._value(ADDRESS)

    @property
    def rate(self) -> float:
        return self._settings.upstream_rate if self.given(RATE) else float(self._value(RATE))

    def choice(self, name: str) -> bool:
        """One of CHOICES."""
        return self._values[name] == ON if name in self._values else CHOICES[name]

    def written(self) -> dict[str, str]:
        """The rate and CHOICES, as changes of them are written down."""
        choices = {name: ON if self.choice(name) else OFF for name in CHOICES}
        return {RATE: f"{self.rate:g}"} | choices

    @property
    def shared(self) -> bool:
        """Several processes have to mean the same partner: with PostgreSQL it is set for each."""
        return self._settings.postgres is not None

    def given(self, name: str) -> bool:
        """Whether the environment or a flag says it: then that wins."""
        return name in self._settings.model_fields_set

    def pair_given(self, address: str, name: str = "upstream") -> bool:
        """Whether the environment gives this partner's pair; `name` is upstream or features."""
        return self._given_pair(address, name) is not None

    def row(self, address: str) -> PartnerAccess:
        """A copy of what is kept for a partner, sealed."""
        kept = self._access.get(address)
        return PartnerAccess(**kept.model_dump()) if kept else PartnerAccess(address=address)

    def knows(self, address: str) -> bool:
        """Whether it is known how to reach this partner."""
        return address in {self._settings.upstream_url, self.address, *self._access}

    def pair(self, address: str) -> Pair | None:
        return self._given_pair(address, "upstream") or self._open(self.row(address).pair, address)

    def features_pair(self, address: str) -> Pair | None:
        """None where it is the same as the other."""
        given = self._given_pair(address, "features")
        return given or self._open(self.row(address).features_pair, address)

    def unreadable(self, address: str) -> bool:
        """Something is kept that this process has not the key for."""
        row = self.row(address)
        sealed = row.pair if not self.pair_given(address) else None
        return sealed is not None and self.pair(address) is None

    def _value(self, name: str) -> str:
        return self._values.get(name, str(getattr(self._settings, name)))

    def _given_pair(self, address: str, name: str) -> Pair | None:
        username: str | None = getattr(self._settings, f"{name}_username")
        password: SecretStr | None = getattr(self._settings, f"{name}_password")
        if address != self._settings.upstream_url or username is None or password is None:
            return None
        return username, password

    def _open(self, sealed: str | None, address: str) -> Pair | None:
        if sealed is None:
            return None
        try:
            return self._sealer.open(sealed)
        except CannotOpen:
            if address not in self._warned:
                self._warned.add(address)
                log.warning("the kept credentials need another credentials.key", partner=address)
            return None
