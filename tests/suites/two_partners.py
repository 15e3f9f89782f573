"""Two partners, the sandbox and one behind an address, for tests of what belongs to which."""

import asyncio

import httpx

from services.clock import SystemClock
from services.upstream.sandbox import SandboxTransport, create_sandbox

REAL = "http://partner.example"
CREATE = {
    "business_id": "GoldenGateHvacRepair00",
    "program_name": "CPC",
    "budget": "200.00",
    "is_autobid": True,
}


class Wires(httpx.AsyncBaseTransport):
    """Two partners, by the name in the address; what each was asked is noted."""

    def __init__(self, seconds=0.1):
        clock = SystemClock()
        self.asked = {"sandbox": [], "partner.example": []}
        self._sandboxes = {
            name: create_sandbox(clock, seconds, seed=place)
            for place, name in enumerate(self.asked)
        }
        self._wires = {name: SandboxTransport(one) for name, one in self._sandboxes.items()}

    def state(self, name):
        return self._sandboxes[name].state

    async def handle_async_request(self, request):
        self.asked[request.url.host].append(request.url.path)
        return await self._wires[request.url.host].handle_async_request(request)


async def until(condition, seconds=30):
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - a row in a database has no event here
            await asyncio.sleep(0.01)
