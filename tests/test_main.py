"""The command line: what a newcomer types, and what he is told when it cannot be done."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.serving import Server, free_port

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]


def run(folder, *words, **settings):
    ours = ("ADTRAIL_", "PYTHONDONTWRITE")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    environment |= {"ADTRAIL_DATA_DIR": str(folder)} | settings
    return subprocess.run(
        [sys.executable, "main.py", *words],
        cwd=ROOT,
        env=environment,
        umask=0o022,  # as most have it
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"ADTRAIL_PORT": "eighty"}, "ADTRAIL_PORT"),
        ({"ADTRAIL_UPSTREAM_TIMEOUT": "-1"}, "ADTRAIL_UPSTREAM_TIMEOUT"),
        ({"ADTRAIL_UPSTREAM_URL": "partner.example"}, "ADTRAIL_UPSTREAM_URL"),
        ({"ADTRAIL_UPSTREAM_USERNAME": "agency"}, "ADTRAIL_UPSTREAM_PASSWORD"),
        ({"ADTRAIL_FEATURES_PASSWORD": "x"}, "ADTRAIL_FEATURES_USERNAME"),
        ({"ADTRAIL_LOG_FORMAT": "xml"}, "ADTRAIL_LOG_FORMAT"),
        ({"ADTRAIL_HOST": "0.0.0.0"}, "ADTRAIL_PASSWORD"),  # noqa: S104 - refused
        ({"ADTRAIL_HOST": "::", "ADTRAIL_PASSWORD": ""}, "ADTRAIL_PASSWORD"),
        ({"ADTRAIL_PASSWORD": "short"}, "at least 10 characters"),
    ],
)
def test_a_setting_that_does_not_parse_is_one_line_and_exit_code_2(tmp_path, settings, named):
    done = run(tmp_path, "serve", "--no-show", **settings)
    assert done.returncode == 2
    assert named in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_network_is_listened_to_with_a_password_and_a_warning(tmp_path):
    server = Server(tmp_path, ADTRAIL_HOST="0.0.0.0", ADTRAIL_PASSWORD="correct horse")  # noqa: S104
    server.stop()
    said = (tmp_path / "server.log").read_text()
    assert "plain HTTP, which does not hide passwords" in said
    assert "correct horse" not in said


def test_port_0_is_refused(tmp_path):
    done = run(tmp_path, "--port", "0")
    assert done.returncode == 2
    assert "ADTRAIL_PORT" in done.stderr


def test_a_busy_port_is_refused_with_the_way_out(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run(tmp_path, "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "--port" in done.stderr


def test_a_second_process_on_the_same_data_is_refused_with_the_way_out(tmp_path):
    first = Server(tmp_path)
    try:
        done = run(tmp_path, "serve", "--no-show", "--port", str(free_port()))
    finally:
        first.stop()
    assert done.returncode == 2
    assert "ADTRAIL_DATA_DIR" in done.stderr
    assert "ADTRAIL_DATABASE_URL=postgresql://" in done.stderr


def test_a_data_folder_that_cannot_be_written_to_is_refused_with_the_way_out(tmp_path):
    (tmp_path / "adtrail.lock").mkdir()
    done = run(tmp_path, "import", os.devnull)
    assert done.returncode == 2
    assert "ADTRAIL_DATA_DIR" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("tail", [b"\xff\n", b'{"job": 5}\n', b'{"end": 5}\n', b'{"end": {}}\n'])
def test_a_damaged_file_is_refused_with_a_sentence(tmp_path, tail):
    file = tmp_path / "jobs.jsonl"
    file.write_bytes(b'{"adtrail": "jobs", "format": 1}\n' + tail)
    done = run(tmp_path, "import", str(file))
    assert done.returncode == 2
    assert "damaged" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_an_export_to_a_full_disk_is_refused_with_a_sentence(tmp_path):
    done = run(tmp_path, "export", "/dev/full")
    assert done.returncode == 2
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_sigterm_ends_it_cleanly(tmp_path):
    server = Server(tmp_path)
    server.stop()
    assert server.process.returncode == 0


def test_the_openapi_document_is_printed(tmp_path):
    document = json.loads(run(tmp_path, "openapi").stdout)
    assert "/api/reseller/program/create" in document["paths"]


def test_migrate_makes_the_schema(tmp_path):
    done = run(tmp_path, "migrate")
    assert done.returncode == 0
    assert (tmp_path / "adtrail.sqlite3").exists()


def test_what_is_kept_and_exported_is_for_nobody_else_to_read(tmp_path):
    file = tmp_path / "jobs.jsonl"
    assert run(tmp_path, "export", str(file)).returncode == 0
    for path in (tmp_path / "adtrail.sqlite3", file):
        assert oct(path.stat().st_mode)[-3:] == "600", path


def test_a_password_never_appears_anywhere(tmp_path):
    secret = "canary-7f3a9"
    server = Server(
        tmp_path,
        ADTRAIL_UPSTREAM_URL="http://127.0.0.1:9",
        ADTRAIL_UPSTREAM_USERNAME="agency",
        ADTRAIL_UPSTREAM_PASSWORD=secret,
        ADTRAIL_LOG_LEVEL="DEBUG",
    )
    server.stop()
    for path in tmp_path.iterdir():
        assert secret.encode() not in path.read_bytes(), path
