"""A scheduled change whose process is killed around its moment: it happens once, and is linked."""

import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from victim import HOW


def ask(victim, path):
    return httpx.get(f"{victim.url}{path}", **HOW).json()


def ended(victim, made):
    """The schedule, when its job has completed."""
    end = time.monotonic() + 60
    while (now := ask(victim, f"/api/schedules/{made['schedule_id']}"))[
        "job_status"
    ] != "COMPLETED":
        assert time.monotonic() < end, str(now)
        time.sleep(0.1)
    return now


@pytest.mark.parametrize("death", ["before-firing", "fired"])
def test_it_happens_once_whatever_is_killed(victim, partner, death):
    program = partner.add_program("Bz0000000000000000bbbB")
    moment = datetime.now(UTC) + timedelta(seconds=1)
    order = {"program_id": program, "action": "budget", "budget": "431.00"}
    victim.die_at(death)
    made = httpx.post(
        f"{victim.url}/api/schedules", json=order | {"at": moment.isoformat()}, **HOW
    ).json()
    assert victim.process.wait(60) < 0
    victim.start_mortal()
    victim.wait_ready()
    now = ended(victim, made)
    assert partner.received["edit", program, "43100"] == 1
    jobs = ask(victim, f"/api/jobs?program_id={program}")
    assert now["job_id"] in str(jobs)


def test_one_that_was_moved_by_who_is_killed_then_happens_once_at_its_new_moment(victim, partner):
    """Dead with the move committed, before whoever asked has heard of it."""
    program = partner.add_program("Bz0000000000000000bbbC")
    far, soon = (datetime.now(UTC) + timedelta(**ahead) for ahead in ({"days": 1}, {"seconds": 2}))
    order = {"program_id": program, "action": "budget", "budget": "432.00", "at": far.isoformat()}
    made = httpx.post(f"{victim.url}/api/schedules", json=order, **HOW).json()
    victim.die_at("moved")
    address = f"{victim.url}/api/schedules/{made['schedule_id']}"
    with pytest.raises(httpx.HTTPError):
        httpx.patch(address, json={"at": soon.isoformat()}, **HOW)
    assert victim.process.wait(60) < 0
    victim.start_mortal()
    victim.wait_ready()
    now = ended(victim, made)
    assert datetime.fromisoformat(now["settled_at"]) >= soon.replace(microsecond=0)
    assert partner.received["edit", program, "43200"] == 1
