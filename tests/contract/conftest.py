"""The same suite over two ways to the sandbox: in this process, and over a real socket."""

import socket
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import uvicorn

from services.clock import ManualClock
from services.upstream.client import PartnerClient
from services.upstream.sandbox import Sandbox, SandboxTransport, create_sandbox

NOON = datetime(2026, 5, 14, 19, 0, tzinfo=UTC)  # 12:00 Pacific, in the middle of a month


class Switchboard:
    """One server for the whole run; each test connects it to its own sandbox."""

    sandbox: Sandbox

    async def __call__(self, scope, receive, send):
        await self.sandbox.app(scope, receive, send)


@dataclass
class World:
    client: PartnerClient
    sandbox: Sandbox
    clock: ManualClock

    async def finish(self, job_id):
        """Let every running job come to its end, and return the last receipt of this one."""
        self.clock.advance(60)
        answer = await self.client.status(job_id)
        assert answer.http == 200
        return answer.body

    async def program(self, program_id):
        info = await self.client.program_info([program_id])
        return info.programs[0]


@pytest.fixture(scope="session")
def switchboard():
    board = Switchboard()
    config = uvicorn.Config(
        board,
        lifespan="off",
        log_level="critical",
        ws="none",
        date_header=False,  # the sandbox lives by the test's clock
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.005)
        port = listening.getsockname()[1]
        yield board, f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()


@pytest.fixture(params=["in process", "socket"])
async def world(request):
    clock = ManualClock(NOON)
    sandbox = create_sandbox(clock)
    sandbox.state.slow_seconds = 0.02
    base_url, transport = "http://sandbox", SandboxTransport(sandbox)
    if request.param == "socket":
        board, base_url = request.getfixturevalue("switchboard")
        board.sandbox = sandbox
        transport = None
    client = PartnerClient.open(base_url, None, None, 10.0, transport, clock)
    yield World(client, sandbox, clock)
    await client.aclose()
