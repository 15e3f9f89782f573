"""Connections to the partner, each in a pool of its own.

httpcore asks the operating system about every idle connection of a pool whenever a request begins
and whenever one ends: with ten, that was a sixth of what a request costs (`benchmarks/load.py`).

A request that is cancelled at the wrong turn of the loop leaves httpcore's pool full for good: its
line is thrown away, never lent again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import cast

import httpx

_ONE = httpx.Limits(max_connections=1)


class Lines(httpx.AsyncBaseTransport):
    """At most `most` requests at once, which the caller sees to; the warmest line is taken."""

    def __init__(self, most: int) -> None:
        self._secure = httpx.create_ssl_context(trust_env=False)
        self._free = [self._new() for _ in range(most)]
        self._all = set(self._free)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        line = self._free.pop()
        try:
            response = await line.handle_async_request(request)
        except BaseException as error:
            await self._back(line, broken=isinstance(error, asyncio.CancelledError))
            raise
        stream = cast("httpx.AsyncByteStream", response.stream)
        response.stream = _Lent(stream, lambda broken: self._back(line, broken=broken))
        return response

    def _new(self) -> httpx.AsyncHTTPTransport:
        return httpx.AsyncHTTPTransport(verify=self._secure, limits=_ONE)

    async def _back(self, line: httpx.AsyncHTTPTransport, *, broken: bool) -> None:
        if not broken:
            self._free.append(line)
            return
        fresh = self._new()
        self._free.append(fresh)
        self._all.add(fresh)
        self._all.discard(line)
        await line.aclose()

    async def aclose(self) -> None:
        for line in self._all.copy():
            await line.aclose()


class _Lent(httpx.AsyncByteStream):
    """A body; its line goes back when it is closed."""

    def __init__(
        self, stream: httpx.AsyncByteStream, give_back: Callable[[bool], Awaitable[None]]
    ) -> None:
        """`give_back(broken)` is awaited once."""
        self._stream = stream
        self._give_back: Callable[[bool], Awaitable[None]] | None = give_back
        self._broken = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self._stream:
                yield part
        except asyncio.CancelledError:
            self._broken = True
            raise

    async def aclose(self) -> None:
        give_back, self._give_back = self._give_back, None
        try:
            await self._stream.aclose()
        except asyncio.CancelledError:
            self._broken = True
            raise
        finally:
            if give_back is not None:
                await give_back(self._broken)
