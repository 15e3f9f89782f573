"""Adtrail in a process of its own, made to be killed and started again on the same folder."""

import http.client
import os
import signal
import ssl
import subprocess
import sys
import time
from pathlib import Path

from serving import free_port

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
# How httpx asks it; on its own it would read every certificate of the machine each time.
HOW = {"trust_env": False, "timeout": 30, "verify": ssl.create_default_context()}


class Victim:
    """One port and one data folder for all of its lives."""

    def __init__(self, folder, partner_url, **settings):
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("NICEGUI_", "PYTEST_", "ADTRAIL_"))
        }
        self._environment = inherited | {
            "PYTHONPATH": str(ROOT),
            "NICEGUI_STORAGE_PATH": str(folder / "nicegui"),
            "ADTRAIL_DATA_DIR": str(folder),
            "ADTRAIL_UPSTREAM_URL": partner_url,
            "ADTRAIL_UPSTREAM_RATE": "0",
            "ADTRAIL_UPSTREAM_TIMEOUT": "5",
            "ADTRAIL_FIRST_POLL": "0.1",
            "ADTRAIL_MAX_POLL": "0.3",
            "ADTRAIL_RECONCILE_GRACE": "1",
            "ADTRAIL_LOG_LEVEL": "ERROR",
            **settings,
        }
        self.log = folder / "server.log"
        self.process = None

    def start(self, script="main.py"):
        words = [sys.executable, script, "serve", "--no-show", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                words, cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )

    def start_mortal(self):
        """Start so that `die_at` can name the moment of its death."""
        self.start(str(HERE / "serve_and_die.py"))

    def die_at(self, moment):
        """Let it kill itself the next time it gets to this moment (see serve_and_die.py)."""
        (self.folder / "die-at").write_text(moment)

    def wait_ready(self, patience=120.0):
        """Return when it answers; AssertionError when it has died or never does."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                if self._health() == http.HTTPStatus.OK:
                    return
            except OSError:
                pass
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.01)
        raise AssertionError(f"it did not come up: {self.log.read_text()}")

    def _health(self):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            line.request("GET", "/api/health")
            return line.getresponse().status
        finally:
            line.close()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
