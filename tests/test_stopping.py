"""SIGTERM to the real process: it ends by itself, and what was in flight goes on afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from processes import running

from pages import app as pages
from services.engines import port, procrastinate

pytestmark = pytest.mark.slow

JOBS = 12


def test_the_limits_of_stopping_add_up_to_less_than_three_seconds():
    """What may hang, one after the other: requests, submissions, the database three times."""
    assert pages.GRACE + port.GRACE + 3 * procrastinate.LAST < 3


def test_sigterm_with_jobs_in_flight_ends_well_and_loses_nothing(tmp_path):
    with running(tmp_path, sandbox_seconds="60", upstream_rate="0") as app:
        jobs = {app.create() for _ in range(JOBS)}
        with app.stream(f"/api/jobs/{min(jobs)}/events") as heard:
            assert heard.readline().startswith(b"retry: ")
            assert app.stop() == 0
            assert heard.read().endswith(b"\n\n")  # it ended, and was not broken off
    assert "Traceback" not in app.log()
    with running(tmp_path, sandbox_seconds="0.2", upstream_rate="0", first_poll="0.1") as app:
        kept = app.ask("/api/jobs?limit=100")["jobs"]
        assert {job["job_id"] for job in kept} == jobs
        assert app.stop() == 0


def test_pages_are_not_taken_apart_at_the_end(tmp_path):
    """That took seconds for two hundred browsers, and the data folder was held meanwhile."""
    said = subprocess.run(
        [sys.executable, "-c", _LEFT_TO_COLLECT],
        cwd=Path(__file__).parent.parent,
        env=os.environ | {"ADTRAIL_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert int(said.splitlines()[-1]) < 100


_LEFT_TO_COLLECT = """
import atexit, gc
atexit.register(lambda: print(len(gc.get_objects())))  # called last
from nicegui import ui
from pages.app import run
from services.container import bootstrap
from services.settings import load_settings
ui.run = lambda **_how: pages.extend([page] for page in range(10_000))
pages = []
run(bootstrap(load_settings()), show=False, native=False)
"""
