"""The real app as a process, for tests of what only a process can show."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from serving import free_port

ROOT = Path(__file__).parent.parent
ORDER = {
    "business_id": "GoldenGateHvacRepair00",
    "program_name": "CPC",
    "budget": 200,
    "is_autobid": True,
}


class App:
    def __init__(self, child, port, log):
        self.child = child
        self._address = f"http://127.0.0.1:{port}"
        self._log = log
        self.signed = {}  # the header of whoever asks, where people sign in

    def ask(self, path, values=None):
        """The JSON of an answer; with `values` it is a POST."""
        body = None if values is None else json.dumps(values).encode()
        headers = {"Content-Type": "application/json"} | self.signed
        # S310: our own address
        request = urllib.request.Request(self._address + path, body, headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)

    def stream(self, path):
        """Open server-sent events."""
        headers = {"Accept": "text/event-stream"}
        request = urllib.request.Request(self._address + path, headers=headers)  # noqa: S310
        return urllib.request.urlopen(request, timeout=10)  # noqa: S310

    def create(self):
        return self.ask("/api/reseller/program/create", ORDER)["job_id"]

    patience = 60  # seconds

    def until(self, condition):
        for _ in range(self.patience * 20):
            if condition():
                return
            time.sleep(0.05)
        raise AssertionError(f"it never happened\n{self.log()}")

    def answers(self):
        try:
            return self.ask("/api/health")["status"] == "ok"
        except OSError:
            return False

    def log(self):
        return self._log.read_text()

    def stop(self):
        """SIGTERM; the exit code."""
        self.child.terminate()
        return self.child.wait(20)


@contextmanager
def running(folder, **settings):
    """The app with its data in `folder`; settings without their prefix."""
    port, log = free_port(), folder / "adtrail.log"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NICEGUI_", "PYTEST_"))}
    chosen = {f"ADTRAIL_{name.upper()}": value for name, value in settings.items()}
    places = {"ADTRAIL_DATA_DIR": str(folder), "NICEGUI_STORAGE_PATH": str(folder / "nicegui")}
    with log.open("a") as out:
        child = subprocess.Popen(
            [sys.executable, "main.py", "serve", "--no-show", "--port", str(port)],
            cwd=ROOT,
            env=kept | chosen | places,
            stdout=out,
            stderr=out,
        )
    app = App(child, port, log)
    try:
        app.until(app.answers)
        yield app
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
