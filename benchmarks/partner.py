"""The sandbox on a socket of its own, answering submissions late if told to, and counting."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Any

import uvicorn

from benchmarks.serving import free_port
from services.clock import ManualClock, SystemClock
from services.upstream.sandbox import create_sandbox


class CountingPartner:
    def __init__(self, delay: float, seconds: float, *, ticking: bool) -> None:
        self.requests: list[str] = []
        self._delay = delay
        self._seconds = seconds
        self._clock = ManualClock(SystemClock().now())
        self._ticking = ticking
        self._sandbox = create_sandbox(SystemClock() if ticking else self._clock, seconds)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def finish_jobs(self) -> None:
        """Let the time pass that every job takes; for a clock that does not tick."""
        assert not self._ticking
        self._clock.advance(10 * self._seconds)

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            self.requests.append(f"{scope['method']} {scope['path']}")
            if scope["method"] == "POST":
                await asyncio.sleep(self._delay)
        await self._sandbox.app(scope, receive, send)


@contextlib.contextmanager
def partner_on_a_socket(
    delay: float = 0, seconds: float = 3600, *, ticking: bool = True
) -> Iterator[CountingPartner]:
    """`delay` is how late a submission is answered, `seconds` how long a job takes.

    Without `ticking` no job ends before `finish_jobs`.
    """
    partner = CountingPartner(delay, seconds, ticking=ticking)
    config = uvicorn.Config(
        partner.app,
        host="127.0.0.1",
        port=partner.port,
        log_level="error",
        lifespan="off",
        interface="asgi3",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the partner did not come up"
        time.sleep(0.01)
    yield partner
    server.should_exit = True
    thread.join(5)
