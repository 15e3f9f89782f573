"""Slowing down who guesses: after a few wrong passwords, longer and longer pauses.

Counted for each name and for each address. Kept in memory: a restart forgets it, and with several
processes each counts for itself.
"""

import ipaddress
import math
from collections import OrderedDict
from dataclasses import dataclass

from services.clock import Clock

_FREE_NAME, _FREE_ADDRESS = 5, 20  # wrong ones before the first pause
_FIRST, _LONGEST = 15.0, 900.0  # seconds
_FORGET = 3600.0  # seconds without a wrong one
_MOST = 10_000  # names and addresses that are remembered
_V6 = 64  # bits that one household has


@dataclass
class _Wrong:
    times: int = 0
    last: float = 0.0
    until: float = 0.0


class Throttle:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, _Wrong] = OrderedDict()

    def wait(self, name: str, address: str) -> int:
        """Whole seconds until the next try; 0 for now."""
        now = self._clock.monotonic()
        known = (self._wrong.get(key) for key, _free in _keys(name, address))
        return math.ceil(max(0.0, *(wrong.until - now for wrong in known if wrong), 0.0))

    def wrong(self, name: str, address: str) -> None:
        """A wrong try, or one of which nobody knows yet: `right` takes that back."""
        now = self._clock.monotonic()
        for key, free in _keys(name, address):
            wrong = self._wrong.setdefault(key, _Wrong())
            if now - wrong.last > _FORGET:
                wrong.times = 0
            wrong.times += 1
            wrong.last = now
            over = wrong.times - free
            if over >= 0:
                wrong.until = now + min(_FIRST * 2.0 ** min(over, 10), _LONGEST)
            self._wrong.move_to_end(key)
        while len(self._wrong) > _MOST:
            self._wrong.popitem(last=False)

    def right(self, name: str, address: str) -> None:
        """The address goes on counting: one right password does not excuse a hundred wrong ones."""
        (named, _free), (place, free) = _keys(name, address)
        self._wrong.pop(named, None)
        if (known := self._wrong.get(place)) is not None:
            known.times -= 1
            if known.times < free:
                known.until = 0.0


def _keys(name: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
    return (_name_key(name), _FREE_NAME), (f"address {_household(address)}", _FREE_ADDRESS)


def _name_key(name: str) -> str:
    return f"name {name[:100]}"


def _household(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:100]
    if known.version == 4:  # noqa: PLR2004 - IPv4
        return address
    return str(ipaddress.ip_network((known, _V6), strict=False))
