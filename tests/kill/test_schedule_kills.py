"""A scheduled change whose process is killed around its moment: it happens once, and is linked."""

import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest


def ask(victim, path):
    return httpx.get(f"{victim.url}{path}", trust_env=False).json()


@pytest.mark.parametrize("death", ["before-firing", "fired"])
def test_it_happens_once_whatever_is_killed(victim, partner, death):
    program = partner.add_program("Bz0000000000000000bbbB")
    moment = datetime.now(UTC) + timedelta(seconds=1)
    order = {"program_id": program, "action": "budget", "budget": "431.00"}
    victim.die_at(death)
    made = httpx.post(
        f"{victim.url}/api/schedules", json=order | {"at": moment.isoformat()}, trust_env=False
    ).json()
    assert victim.process.wait(20) < 0
    victim.start_mortal()
    victim.wait_ready()
    end = time.monotonic() + 20
    while True:
        now = ask(victim, f"/api/schedules/{made['schedule_id']}")
        if now["job_status"] == "COMPLETED":
            break
        assert time.monotonic() < end, str(now)
        time.sleep(0.1)
    assert partner.received["edit", program, "43100"] == 1
    jobs = ask(victim, f"/api/jobs?program_id={program}")
    assert now["job_id"] in str(jobs)
