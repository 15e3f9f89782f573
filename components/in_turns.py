"""What takes long to draw, drawn in pieces: the loop belongs to everybody between two of them."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

from components.parts import parts

T = TypeVar("T")
STANDS = 0.1  # seconds after which the answer to a press is on the screen: what is left can follow
_HELD = 0.01  # seconds; a row takes a few milliseconds, a card ten


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
