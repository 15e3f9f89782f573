"""Which partner is meant: the one in use, or the one that a job was made for.

A job belongs for good to the partner it was recorded for. While it is moved on, everything that
asks "the partner" asks that one, whatever is in use by now (`pinned`); pages and scripts ask the
one in use. So an exchange loses nothing, and nothing goes to the wrong place.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, cast

from models.job import Job
from services.circuit import Circuit
from services.clock import Clock
from services.i18n import _
from services.settings import SANDBOX
from services.upstream.client import PartnerClient
from services.upstream.port import Partner

Connect = Callable[[str], PartnerClient | None]
"""Opens a client for an address; None where nobody knows how to reach it."""

Pinned = Callable[[str | None], AbstractContextManager[bool]]
"""Inside, the partner at that address is meant; False where it cannot be reached."""

_meant: ContextVar["Connection | None"] = ContextVar("partner", default=None)


@dataclass(frozen=True)
class Connection:
    """One partner: how it is reached, and whether it is there."""

    address: str
    client: PartnerClient
    circuit: Circuit


class Partners:
    """`current` is the address of the partner in use, or the word `sandbox`."""

    def __init__(self, connect: Connect, clock: Clock, current: str) -> None:
        self._connect = connect
        self._clock = clock
        self._known: dict[str, Connection] = {}
        self.current = current
        # Handed to whoever asks "the partner", without having to know that there are several.
        self.client = cast("Partner", Routed(lambda: self.here.client))
        self.circuit = cast("Circuit", Routed(lambda: self.here.circuit))

    @property
    def here(self) -> Connection:
        """The partner that is meant where this is called."""
        return _meant.get() or self.in_use

    @property
    def in_use(self) -> Connection:
        found = self.at(self.current)
        assert found is not None  # noqa: S101 - only what can be reached is taken into use
        return found

    def at(self, address: str) -> Connection | None:
        """The partner at this address; None where nobody knows how to reach it."""
        if address not in self._known:
            client = self._connect(address)
            if client is None:
                return None
            self._known[address] = Connection(address, client, Circuit(self._clock))
        return self._known[address]

    def circuit_of(self, job: Job) -> Circuit | None:
        """The circuit of the job's own partner."""
        mine = self.at(job.partner or self.current)
        return mine.circuit if mine else None

    @contextmanager
    def pinned(self, address: str | None) -> Iterator[bool]:
        """Inside, the partner at `address` is meant; False where it cannot be reached."""
        meant = self.at(address or self.current)
        token = _meant.set(meant)
        try:
            yield meant is not None
        finally:
            _meant.reset(token)

    @property
    def open(self) -> list[Connection]:
        """Every partner that has been asked for something."""
        return list(self._known.values())

    async def aclose(self) -> None:
        for connection in self._known.values():
            await connection.client.aclose()


def partner_name(address: str) -> str:
    """A partner as people call it."""
    return _("the built-in sandbox") if address == SANDBOX else address


def anywhere(_address: str | None) -> AbstractContextManager[bool]:
    """A `Pinned` where there is one partner only."""
    return nullcontext(True)  # noqa: FBT003 - the value that `with` gives


class Routed:
    """Stands for whatever `find` returns at that moment."""

    def __init__(self, find: Callable[[], object]) -> None:
        object.__setattr__(self, "_find", find)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._find(), name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._find(), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._find(), name)
