"""What takes long to draw, drawn in pieces: the loop belongs to everybody between two of them."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from typing import ClassVar, TypeVar
from weakref import WeakKeyDictionary

from nicegui import app

from components.parts import parts

T = TypeVar("T")
STANDS = 0.1  # seconds after which the answer to a press is on the screen: what is left can follow
_HELD = 0.01  # seconds; a row takes a few milliseconds, a card ten
_ON_ITS_WAY = 5  # turns of the loop from what is drawn to what is sent
_PATIENCE = 0.1  # seconds after which what follows gets a piece of a turn, whatever comes first


async def in_turns(items: Iterable[T]) -> AsyncIterator[T]:
    """Each item; the loop is handed on whenever this has held it for a while.

    Whatever is drawn may be gone or out of date after a turn: the caller looks each time.
    """
    clock = parts().clock
    began = clock.monotonic()
    for item in items:
        if clock.monotonic() - began >= _HELD:
            await asyncio.sleep(0)
            began = clock.monotonic()
        yield item


class Turns:
    """What pages have to draw anew: what changed first, on all of them, and then what follows.

    A job may end before two hundred pages at once. Each is told the state before any of them is
    given what takes longer, the words of an error or the buttons; and the loop is handed on in
    between, so that what is drawn is sent, and others get their answers.
    """

    _by_loop: ClassVar[WeakKeyDictionary[asyncio.AbstractEventLoop, "Turns"]] = WeakKeyDictionary()

    def __init__(self) -> None:
        self._first: deque[Callable[[], None]] = deque()
        self._then: deque[Callable[[], None]] = deque()
        self._left = 0  # turns until what was drawn first is sent
        self._waits_since = 0.0  # by the loop's clock; what follows has had no piece since

    @classmethod
    def here(cls) -> "Turns":
        return cls._by_loop.setdefault(asyncio.get_running_loop(), cls())

    def soon(self, draw: Callable[[], None]) -> None:
        """Before everything that only follows; in the order in which it was asked for."""
        self._add(self._first, draw)

    def then(self, draw: Callable[[], None]) -> None:
        """When nothing waits that has to be said first."""
        if not self._then:
            self._waits_since = _now()
        self._add(self._then, draw)

    def _add(self, waiting: deque[Callable[[], None]], draw: Callable[[], None]) -> None:
        if not self._first and not self._then:
            asyncio.get_running_loop().call_soon(self._turn)
        waiting.append(draw)

    def _turn(self) -> None:
        if not app.is_started:  # it stops: whoever looked is gone, and what is drawn stays behind
            self._first.clear()
            self._then.clear()
            return
        if self._first:
            self._left = _ON_ITS_WAY
            self._draw(self._first)
        else:
            self._left -= 1
        if self._left <= 0 or _now() - self._waits_since > _PATIENCE:
            self._draw(self._then)
            self._waits_since = _now()
        if self._first or self._then:
            asyncio.get_running_loop().call_soon(self._turn)

    def _draw(self, waiting: deque[Callable[[], None]]) -> None:
        """As many as fit into a turn, at least one."""
        until = _now() + _HELD
        for draw in tuple(waiting):
            try:
                draw()
            except Exception as error:  # noqa: BLE001 - one page's fault is not the next one's
                app.handle_exception(error)
            waiting.popleft()
            if _now() >= until:
                return


def _now() -> float:
    """Seconds, by the loop's clock."""
    return asyncio.get_running_loop().time()
