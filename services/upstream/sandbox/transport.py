"""The way into the sandbox without a network: below the client, which notices no difference."""

import httpx

from services.upstream.sandbox.app import Sandbox
from services.upstream.sandbox.replies import DropConnection


class SandboxTransport(httpx.AsyncBaseTransport):
    """Hands requests to the sandbox in this process; a dropped connection is an httpx error."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._inside = httpx.ASGITransport(app=sandbox.routes)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._inside.handle_async_request(request)
        except DropConnection:
            raise httpx.ReadError("The connection was dropped.", request=request) from None

    async def aclose(self) -> None:
        await self._inside.aclose()
