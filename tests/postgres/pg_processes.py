"""Real processes of Adtrail on one PostgreSQL, and a partner on a socket that counts."""

import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import httpx
import uvicorn
from serving import free_port

from services.clock import SystemClock
from services.upstream.sandbox import create_sandbox

ROOT = Path(__file__).parents[2]
BUSINESS = "GoldenGateHvacRepair00"
TAKEOVER = 2
_VERIFY = ssl.create_default_context()  # once: it reads every certificate of the machine


class Partner:
    """The sandbox on a port, in a thread.

    `creates` and `edits` count what arrives, by budget in cents.
    """

    def __init__(self, seconds, clock=None):
        self.creates = Counter()
        self.edits = Counter()
        self.port = free_port()
        self._sandbox = create_sandbox(clock or SystemClock(), seconds)
        config = uvicorn.Config(
            self._app, host="127.0.0.1", port=self.port, log_level="error", interface="asgi3"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)

    def stop(self):
        self._server.should_exit = True
        self._thread.join(10)

    async def _app(self, scope, receive, send):
        for ending, counted in (("/program/create", self.creates), ("/edit", self.edits)):
            if scope["type"] == "http" and scope["path"].endswith(ending):
                asked = httpx.QueryParams(scope["query_string"].decode())
                counted[asked["budget"]] += 1
        if scope["type"] == "http":
            await self._sandbox.app(scope, receive, send)


class Process:
    """`main.py` with these words. `url` is where it serves, if it does.

    With `dies` it kills itself at that moment (kill/serve_and_die.py).
    """

    def __init__(self, folder, address, partner, verb, *, dies=None, **settings):
        folder.mkdir()
        if dies is not None:
            (folder / "die-at").write_text(dies)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "log"
        words = ["serve", "--no-show", "--port", str(self.port)] if verb == "serve" else [verb]
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ADTRAIL_", "NICEGUI_"))}
        kept.pop("PYTEST_CURRENT_TEST", None)
        kept.pop("PYTEST_VERSION", None)
        environment = kept | {
            "PYTHONPATH": str(ROOT),
            "ADTRAIL_DATA_DIR": str(folder),
            "ADTRAIL_DATABASE_URL": address,
            "ADTRAIL_UPSTREAM_URL": f"http://127.0.0.1:{partner.port}" if partner else "sandbox",
            "ADTRAIL_UPSTREAM_RATE": "0",
            "ADTRAIL_UPSTREAM_TIMEOUT": "1",
            "ADTRAIL_FIRST_POLL": "0.2",
            "ADTRAIL_MAX_POLL": "0.5",
            "ADTRAIL_RECONCILE_GRACE": "3",
            "ADTRAIL_TAKEOVER": str(TAKEOVER),
            "ADTRAIL_LOG_LEVEL": "WARNING",
            **settings,
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "tests/kill/serve_and_die.py" if dies else "main.py", *words],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )

    def ready(self):
        """Wait until it is; a worker says so, a server answers."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            if "The worker is ready." in self.log.read_text() or self._answers():
                return self
            time.sleep(0.05)
        raise AssertionError(f"it did not come up: {self.log.read_text()}")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def ask_to_stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def stop(self):
        self.ask_to_stop()
        self.process.wait(30)

    def _answers(self):
        try:
            address = f"{self.url}/api/health"
            return httpx.get(address, timeout=2, verify=_VERIFY).status_code == 200
        except httpx.HTTPError:
            return False


async def post_job(client, server, number, business=BUSINESS):
    """A create that nobody else asks for: its budget is its name."""
    return await client.post(
        f"{server.url}/api/reseller/program/create",
        json={
            "business_id": business,
            "program_name": "CPC",
            "budget": f"{100 + number}.00",
            "is_autobid": True,
            "start": "2099-01-10",
        },
        headers={"Idempotency-Key": f"order-{number}"},
    )
