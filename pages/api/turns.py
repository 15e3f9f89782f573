"""A crowd of requests is let in a few at a time, so that the loop stays free for everybody else.

All that are ready in one turn of the event loop run in it, one after the other: sixty scripts at
once kept pages and the partner's answers waiting for as long as all sixty took.
"""

import asyncio
from collections import deque

from starlette.types import ASGIApp, Receive, Scope, Send

_AT_ONCE = 4  # begun in one turn of the loop


class Turns:
    """Nobody is refused, and nobody waits for another's end: only for the loop to come round."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._turn()
        await self._app(scope, receive, send)

    async def _turn(self) -> None:
        loop = asyncio.get_running_loop()
        mine = loop.create_future()
        self._waiting.append(mine)
        if len(self._waiting) == 1:
            loop.call_soon(self._let_in)
        await mine

    def _let_in(self) -> None:
        for _ in range(min(_AT_ONCE, len(self._waiting))):
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._let_in)
