"""A client who tries whatever the OpenAPI document allows, and what it does not, as a process."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from benchmarks.serving import Server

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)

HOOKS = {"SCHEMATHESIS_HOOKS": "fuzz_hooks", "PYTHONPATH": str(Path(__file__).parent)}
SANDBOX = {
    "ADTRAIL_UPSTREAM_URL": "sandbox",  # and no other partner, whatever an example says
    "ADTRAIL_SANDBOX_SECONDS": "0.1",
    "ADTRAIL_FIRST_POLL": "0.1",
}
ADMIN = ("admin", "correct horse")
ITS_OWN = "/api/tokens/{token_id}"  # it finds and revokes the token that it came in by
TOLD = ("/api/audit", "/api/businesses", "/api/settings", "/api/people", "/api/jobs")


def tried_out(tmp_path, url, *words, phases):
    """Always the same requests; the report where something was wrong.

    A stream of events does not end, so its plain form alone is asked elsewhere.
    """
    command = [
        Path(sys.executable).with_name("schemathesis"),
        "run",
        f"{url}/api/openapi.json",
        f"--checks={','.join(CHECKS)}",
        f"--phases={phases}",
        "--generation-deterministic",
        "--no-shrink",
        "--continue-on-failure",
        "--request-timeout=20",
        "--warnings=off",
        "--no-color",
        *words,
    ]
    run = subprocess.run(
        command,
        cwd=tmp_path,  # where it keeps what it has found
        env=os.environ | HOOKS,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    return run.stdout[-20_000:] + run.stderr[-2_000:] if run.returncode else ""


@pytest.mark.slow
def test_no_request_meets_an_error_of_ours_or_an_answer_that_is_not_documented(tmp_path):
    """A minute or so of them; the partner is the sandbox."""
    server = Server(tmp_path, **SANDBOX)
    try:
        phases = "examples,coverage,fuzzing"
        report = tried_out(tmp_path, server.url, "--max-examples=10", phases=phases)
    finally:
        server.stop()
    assert not report, report


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("guarded")
    server = Server(folder, ADTRAIL_PASSWORD=ADMIN[1], **SANDBOX)
    yield server
    server.stop()


@pytest.fixture
def fuzzed(tmp_path, guarded):
    """Whoever has a role lets the client in by a token: its report, and what was so before it."""

    def run(role):
        with httpx.Client(base_url=guarded.url, auth=ADMIN) as admin:
            admin.post("/api/people", json={"name": role, "password": ADMIN[1], "role": role})
            order = {"name": "fuzz", "role": role}
            made = admin.post("/api/tokens", json=order, auth=(role, ADMIN[1]))
            before = [admin.get(path).text for path in TOLD]
            said = f"Authorization: Bearer {made.json()['token']}"
            words = ("--header", said, "--max-examples=3", f"--exclude-path={ITS_OWN}")
            report = tried_out(tmp_path, guarded.url, *words, phases="examples,fuzzing")
            return report, before, [admin.get(path).text for path in TOLD]

    return run


def test_a_viewer_meets_no_error_of_ours_and_changes_nothing(fuzzed):
    report, before, after = fuzzed("viewer")
    assert not report, report
    assert after == before


def test_an_administrator_meets_no_error_of_ours_either(fuzzed):
    report, before, after = fuzzed("admin")
    assert not report, report
    assert after != before  # it was let in
