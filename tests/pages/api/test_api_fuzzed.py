"""A client who tries whatever the OpenAPI document allows, and what it does not, as a process."""

import os
import subprocess
import sys
from pathlib import Path

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


@pytest.mark.slow
def test_no_request_meets_an_error_of_ours_or_an_answer_that_is_not_documented(tmp_path):
    """Always the same requests, a minute or so of them; the partner is the sandbox.

    A stream of events does not end, so its plain form alone is asked elsewhere.
    """
    server = Server(tmp_path, ADTRAIL_SANDBOX_SECONDS="0.1", ADTRAIL_FIRST_POLL="0.1")
    command = [
        Path(sys.executable).with_name("schemathesis"),
        "run",
        f"{server.url}/api/openapi.json",
        f"--checks={','.join(CHECKS)}",
        "--phases=examples,coverage,fuzzing",
        "--max-examples=10",
        "--generation-deterministic",
        "--no-shrink",
        "--continue-on-failure",
        "--request-timeout=20",
        "--warnings=off",
        "--no-color",
    ]
    try:
        run = subprocess.run(
            command,
            cwd=tmp_path,  # where it keeps what it has found
            env=os.environ | HOOKS,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
    finally:
        server.stop()
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-2_000:]
