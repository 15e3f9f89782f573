"""Adtrail as a process of its own on loopback, and the Chromium that looks at it.

Shared by the benchmarks and the browser tests.
"""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]


def free_port() -> int:
    """Below the range that outgoing connections take theirs from.

    Whoever knocks while a server is down could otherwise be given its very port, and keep it.
    """
    while True:
        port = random.randrange(20_000, 32_000)  # noqa: S311 - not a secret
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def load() -> str:
    """The machine's load, to judge a figure by."""
    one, five, _ = os.getloadavg()
    return f"load {one:.1f} (1 min), {five:.1f} (5 min), {os.cpu_count()} cores"


class Server:
    """`main.py serve` on a port of its own; the data folder outlives a restart."""

    def __init__(self, folder: Path, script: str = "main.py", **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._script = script
        self._log = folder / "server.log"
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("NICEGUI_", "PYTEST_", "ADTRAIL_", "PYTHONDONTWRITE"))
        }
        self._environment = kept | {
            "ADTRAIL_DATA_DIR": str(folder),
            "ADTRAIL_SANDBOX_SECONDS": "2",
            "ADTRAIL_FIRST_POLL": "0.3",
            "ADTRAIL_MAX_POLL": "0.5",
            "ADTRAIL_UPSTREAM_RATE": "0",
            "ADTRAIL_RECONCILE_GRACE": "3",
            "ADTRAIL_LOG_LEVEL": "WARNING",
            **settings,
        }
        self.start()

    def start(self) -> float:
        """Start, and return the seconds until it answered."""
        words = [sys.executable, self._script, "serve", "--no-show", "--port", str(self.port)]
        began = time.monotonic()
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                words, cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )
        while time.monotonic() < began + 90:
            try:
                with urllib.request.urlopen(f"{self.url}/api/health", timeout=2):  # noqa: S310
                    return time.monotonic() - began
            except OSError:
                assert self.process.poll() is None, self._log.read_text()
                time.sleep(0.02)
        raise AssertionError(f"the server did not come up: {self._log.read_text()}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(how)
        self.process.wait(30)
