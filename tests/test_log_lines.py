"""What the real process logs: a job's life under its number, and never a secret."""

import base64
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from processes import ROOT, running

pytestmark = pytest.mark.slow

CANARY = "canary-pass-4711"
PAIR = base64.b64encode(f"me:{CANARY}".encode()).decode()
ADMIN = base64.b64encode(f"admin:{CANARY}".encode()).decode()


def test_every_line_of_a_jobs_life_has_its_number(tmp_path):
    settings = {"sandbox_seconds": "0.1", "first_poll": "0.1", "upstream_rate": "0"}
    with running(tmp_path, log_format="json", **settings) as app:
        job = app.create()
        app.until(lambda: app.ask(f"/api/reseller/status/{job}")["terminal"])
        app.until(lambda: '"settled"' in app.log())
    lines = [json.loads(line) for line in app.log().splitlines() if line.startswith("{")]
    life = [(line["event"], line["level"]) for line in lines if line.get("job_id") == job]
    assert life == [("submitted", "info"), ("accepted", "info"), ("settled", "info")]


class Echo(BaseHTTPRequestHandler):
    """A partner that says everything it was told, in its headers and in its errors."""

    def do_GET(self):
        told = self.headers.get("Authorization", "")
        clear = base64.b64decode(told.removeprefix("Basic ")).decode()
        body = json.dumps({"error": {"id": "BROKEN", "description": f"{told} {clear}"}}).encode()
        self.send_response(500)
        self.send_header("X-You-Said", told)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the name that http.server looks for

    def log_message(self, *words):
        pass


@pytest.fixture
def echo():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_password_is_in_no_line_whatever_the_partner_says(tmp_path, echo, form):
    with running(
        tmp_path,
        upstream_url=echo,
        upstream_username="me",
        upstream_password=CANARY,
        password=CANARY,
        upstream_rate="0",
        first_poll="0.1",
        log_level="DEBUG",
        log_format=form,
    ) as app:
        app.signed = {"Authorization": f"Basic {ADMIN}"}
        job = app.create()
        app.until(lambda: app.ask(f"/api/reseller/status/{job}")["freshness"] == "delayed")
        said = json.dumps(app.ask(f"/api/jobs/{job}/events")) + json.dumps(app.ask("/api/health"))
        app.stop()
    assert not [secret for secret in (CANARY, PAIR, ADMIN) if secret in app.log() + said]
    assert app.log().strip()


def _answer(app, path, values=None):
    """All that comes back, whatever the status; with `values` it is a POST."""
    body = None if values is None else json.dumps(values).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{app._address}{path}", body, headers)  # noqa: S310 - ours
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return f"{answer.status} {answer.headers} {answer.read().decode()}"
    except urllib.error.HTTPError as answer:
        return f"{answer.code} {answer.headers} {answer.read().decode()}"


PLACES = [
    "/settings",
    "/settings/changes",
    "/nothing",
    "/metrics",
    "/api/health",
    "/api/jobs",
    "/api/openapi.json",
    "/api/reseller/programs",
]


def test_credentials_that_a_person_saves_are_told_by_nothing(tmp_path, echo):
    """Taken, refused, or never answered: by no page, call, log, file or export."""
    save, quiet = "/api/auth/save-credentials", {"upstream_rate": "0", "log_level": "DEBUG"}
    for name, more in {"taken": {}, "lost": {"upstream_url": echo}}.items():
        folder = tmp_path / name
        folder.mkdir()
        with running(folder, **quiet, **more) as app:
            said = [_answer(app, save, {"username": "me", "password": CANARY})]
            said += [_answer(app, save, {"username": "me:", "password": f"{CANARY}\n"})]
            assert [one[:3] for one in said] == ["200" if name == "taken" else "502", "422"]
            said += [_answer(app, path) for path in PLACES]
            app.stop()
        words = [sys.executable, "main.py", "export", folder / "jobs.jsonl"]
        given = os.environ | {"ADTRAIL_DATA_DIR": str(folder)}
        subprocess.run(words, cwd=ROOT, env=given, check=True, capture_output=True)
        files = b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())
        everything = f"{said} {app.log()} {files.decode(errors='replace')}"
        assert not [secret for secret in (CANARY, PAIR) if secret in everything]
        assert ("credentials.key" in {one.name for one in folder.iterdir()}) is (name == "taken")
