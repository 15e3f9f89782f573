"""Killed at each point of a submission and started again: never twice, never lost, honest.

One kill for each kind of job and each point of engine.md's table. The process is a real one, the
signal is SIGKILL, and the partner on its socket knows how often it was asked.
"""

import itertools
import time

import httpx
import pytest
from victim import HOW

BUSINESS = "Bz0000000000000000aaaA"
# Where it dies -> how often the partner got the submission, and whether a person is asked.
POINTS = {
    "before-the-intent": (1, False),
    "intent-recorded": (1, False),
    "nothing-sent": (0, True),  # nobody but the dead process could know that no byte left
    "received": (1, False),  # the partner has carried it out and was about to answer
    "answer-read": (1, False),
    "answer-committed": (1, False),
}
KINDS = ("create", "edit", "end")
_cents = itertools.count(45_000)


class Intent:
    """One request with a key of its own, and how the partner counts it."""

    def __init__(self, kind, partner):
        cents = next(_cents)
        dollars = f"{cents // 100}.{cents % 100:02}"
        self._headers = {"Idempotency-Key": f"intent-{cents}"}
        if kind == "create":
            self._path = "/api/reseller/program/create"
            self.body = {
                "business_id": BUSINESS,
                "program_name": "CPC",
                "budget": dollars,
                "is_autobid": True,
                "start": "2099-01-10",
            }
            self.counted_as = ("create", BUSINESS, str(cents))
        else:
            program = partner.add_program("Bz0000000000000000bbbB")
            self._path = f"/api/reseller/program/{program}/{kind}"
            self.body = {"budget": dollars} if kind == "edit" else {}
            self.counted_as = (kind, program, str(cents) if kind == "edit" else None)

    def post(self, victim):
        """The job id, however often it takes; whoever finds the process dead starts it again."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                answer = self.post_once(victim)
            except httpx.TransportError:
                revive(victim)
                continue
            assert answer.status_code == 202, answer.text
            return answer.json()["job_id"]
        raise AssertionError("the request was never answered")

    def post_once(self, victim, body=None):
        address = f"{victim.url}{self._path}"
        body = self.body if body is None else body
        return httpx.post(address, json=body, headers=self._headers, **HOW)


def revive(victim):
    victim.process.wait(60)
    victim.start_mortal()
    victim.wait_ready()


def get(victim, path):
    return httpx.get(f"{victim.url}/api{path}", **HOW).json()


def asks(victim, job_id):
    return "asked" in str(get(victim, f"/jobs/{job_id}/events"))


def over(victim, job_id):
    """The status document of a job that has ended, or that asks a person."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = get(victim, f"/reseller/status/{job_id}")
        if found["terminal"] or asks(victim, job_id):
            return found
        time.sleep(0.05)
    raise AssertionError(f"neither an end nor a question: {found}")


def reach(partner, intent):
    """Return when the partner has got it."""
    end = time.monotonic() + 60
    while not partner.received[intent.counted_as]:
        assert time.monotonic() < end, "it was never sent"
        time.sleep(0.01)


def killed(victim, partner, intent, point):
    """Post, die at `point`, live again; the job id."""
    before = victim.process.pid
    if point == "received":
        partner.victim = before
    else:
        victim.die_at(point)
    job_id = intent.post(victim)
    if victim.process.pid == before:  # it answered, and died afterwards
        revive(victim)
    return job_id


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_kill_at_any_point_sends_nothing_twice_and_loses_nothing(partner, victim, kind, point):
    times, asked = POINTS[point]
    intent = Intent(kind, partner)
    job_id = killed(victim, partner, intent, point)
    assert intent.post(victim) == job_id, "the same key is the same job"
    end = over(victim, job_id)
    assert partner.received[intent.counted_as] == times
    assert asks(victim, job_id) is asked
    assert end["status"] == ("PENDING" if asked else "COMPLETED")


@pytest.mark.parametrize("outcome", ["linked", "absent"])
def test_a_person_settles_what_nobody_could_know_and_it_outlives_a_kill(partner, victim, outcome):
    intent = Intent("create", partner)
    job_id = killed(victim, partner, intent, "nothing-sent")
    over(victim, job_id)
    said = {"outcome": outcome} | ({"program_id": "Pg_by_hand"} if outcome == "linked" else {})
    address = f"{victim.url}/api/jobs/{job_id}/resolve"
    answer = httpx.post(address, json=said, **HOW)
    expected = "COMPLETED" if outcome == "linked" else "FAILED"
    assert (answer.status_code, answer.json()["status"]) == (200, expected)
    victim.kill()
    revive(victim)
    kept = get(victim, f"/reseller/status/{job_id}")
    assert (kept["status"], kept["terminal"]) == (expected, True)
    assert kept["program_id"] == said.get("program_id")
    assert partner.received[intent.counted_as] == 0


def test_a_key_outlives_a_kill_and_does_not_fit_another_body(partner, victim):
    intent = Intent("create", partner)
    job_id = intent.post(victim)
    reach(partner, intent)  # killed before that, nobody could know and a person would be asked
    victim.kill()
    revive(victim)
    other = intent.post_once(victim, intent.body | {"budget": "99.00"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert intent.post(victim) == job_id
    assert over(victim, job_id)["status"] == "COMPLETED"
    assert partner.received[intent.counted_as] == 1
