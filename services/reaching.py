"""How each partner is reached: over HTTP with its own credentials, the sandbox in this process."""

import httpx
from pydantic import SecretStr

from services.bus import Bus
from services.clock import Clock
from services.kept import Kept
from services.sandbox_memory import SandboxMemory
from services.settings import SANDBOX, Settings
from services.upstream.client import Asked, PartnerClient
from services.upstream.fusion import FusionClient
from services.upstream.sandbox import Sandbox, SandboxTransport, create_sandbox

_SANDBOX_ADDRESS = "http://sandbox"
_SANDBOX_KEY = SecretStr("sandbox")  # it takes any


class Reach:
    """`transport` replaces the network, for tests. `asked` is told of every request."""

    def __init__(  # noqa: PLR0917 - one call, in the composition root
        self,
        settings: Settings,
        kept: Kept,
        clock: Clock,
        bus: Bus,
        asked: Asked,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self._settings = settings
        self._kept = kept
        self._clock = clock
        self._bus = bus
        self._asked = asked
        self._transport = transport
        self.sandbox: Sandbox | None = None
        self.memory: SandboxMemory | None = None

    def client(self, address: str) -> PartnerClient | None:
        """A client for the jobs of this partner; None where it cannot be reached from here."""
        reached = self.has_sandbox if address == SANDBOX else self._kept.knows(address)
        if not reached:
            return None
        client = self.open(address, *(self._kept.pair(address) or (None, None)))
        if (features := self._kept.features_pair(address)) is not None:
            client.set_features_credentials(*features)
        client.on_asked = self._asked
        return client

    def open(self, address: str, username: str | None, password: SecretStr | None) -> PartnerClient:
        """A client with this pair, which nobody has tried yet."""
        return PartnerClient.open(
            _SANDBOX_ADDRESS if address == SANDBOX else address,
            username,
            password,
            self._settings.upstream_timeout,
            self._transport or (self._play() if address == SANDBOX else None),
            self._clock,
        )

    def lookup(self, address: str) -> FusionClient | None:
        """The look-up beside this partner: the sandbox has its own, others take a key."""
        key, where, wire = self._settings.fusion_key, self._settings.fusion_url, self._transport
        if address == SANDBOX and self.has_sandbox:
            key, where, wire = key or _SANDBOX_KEY, _SANDBOX_ADDRESS, wire or self._play()
        if key is None:
            return None
        return FusionClient.open(where, key, self._settings.upstream_timeout, wire, self._clock)

    @property
    def has_sandbox(self) -> bool:
        """With PostgreSQL one process at most plays the partner, as settled at its start."""
        return self._settings.postgres is None or self._settings.sandboxed

    def _play(self) -> SandboxTransport:
        """The sandbox of this process, made when it is first asked for something."""
        if self.sandbox is None:
            settings = self._settings
            pair = settings.credentials if settings.sandboxed else None
            self.sandbox = create_sandbox(self._clock, settings.sandbox_seconds, credentials=pair)
            self.memory = SandboxMemory(self.sandbox, settings.data_dir, self._bus)
            self.memory.start()
        return SandboxTransport(self.sandbox)
