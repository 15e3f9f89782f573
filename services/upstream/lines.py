"""Connections to the partner, each in a pool of its own.

httpcore asks the operating system about every idle connection of a pool whenever a request begins
and whenever one ends: with ten, that was a sixth of what a request costs (`benchmarks/load.py`).
"""

from collections.abc import AsyncIterator, Callable
from typing import cast

import httpx


class Lines(httpx.AsyncBaseTransport):
    """At most `most` requests at once, which the caller sees to; the warmest line is taken."""

    def __init__(self, most: int) -> None:
        secure = httpx.create_ssl_context(trust_env=False)
        one = httpx.Limits(max_connections=1)
        self._all = [httpx.AsyncHTTPTransport(verify=secure, limits=one) for _ in range(most)]
        self._free = self._all.copy()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        line = self._free.pop()
        try:
            response = await line.handle_async_request(request)
        except BaseException:
            self._free.append(line)
            raise
        stream = cast("httpx.AsyncByteStream", response.stream)
        response.stream = _Lent(stream, lambda: self._free.append(line))
        return response

    async def aclose(self) -> None:
        for line in self._all:
            await line.aclose()


class _Lent(httpx.AsyncByteStream):
    """A body; its line goes back when it is closed."""

    def __init__(self, stream: httpx.AsyncByteStream, give_back: Callable[[], None]) -> None:
        self._stream = stream
        self._give_back: Callable[[], None] | None = give_back

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        give_back, self._give_back = self._give_back, None
        try:
            await self._stream.aclose()
        finally:
            if give_back is not None:
                give_back()
