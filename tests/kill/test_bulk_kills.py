"""A batch whose process is killed again and again: every row is sent once, and none is lost."""

import os
import signal
import time

import httpx
from victim import HOW

BUSINESS = "Bz0000000000000000aaaA"
HEAD = "business_id,program_name,budget,is_autobid,start\n"
CENTS = range(90_000, 90_120)
DEATHS = (3, 20, 40)  # the process dies while the partner has just carried out this many


def text():
    return HEAD + "".join(
        f"{BUSINESS},CPC,{cents // 100}.{cents % 100:02},true,2099-01-10\n" for cents in CENTS
    )


def ask(victim, method, path, **how):
    """The JSON of an answer, however often it takes; whoever finds it dead starts it again."""
    end = time.monotonic() + 90
    while time.monotonic() < end:
        try:
            answer = httpx.request(method, f"{victim.url}{path}", **HOW, **how)
        except httpx.TransportError:
            if victim.process.poll() is not None:
                victim.start_mortal()
                victim.wait_ready()
            continue
        assert answer.is_success, answer.text
        return answer.json()
    raise AssertionError("it was never answered")


def test_a_batch_survives_kills_and_nothing_is_sent_twice(victim, partner, monkeypatch):
    before = partner.received.total()
    deaths = list(DEATHS)

    def die(_about):
        if deaths and partner.received.total() - before >= deaths[0]:
            deaths.pop(0)
            os.kill(victim.process.pid, signal.SIGKILL)

    monkeypatch.setattr(partner, "before_answer", die)
    headers = {"Content-Type": "text/csv", "Idempotency-Key": "a-batch"}
    send = {"content": text(), "headers": headers}
    bulk_id = ask(victim, "POST", "/api/bulk?kind=create", **send)["bulk_id"]
    end = time.monotonic() + 120
    while (now := ask(victim, "GET", f"/api/bulk/{bulk_id}"))["state"] != "finished":
        assert time.monotonic() < end, str(now)
        if now["waiting"] == now["running"] == 0:
            break
        time.sleep(0.2)
    assert not deaths
    assert ask(victim, "POST", "/api/bulk?kind=create", **send)["bulk_id"] == bulk_id
    sent = {c: partner.received["create", BUSINESS, str(c)] for c in CENTS}
    assert max(sent.values()) == 1
    rows = ask(victim, "GET", f"/api/bulk/{bulk_id}/rows?limit=500")["rows"]
    assert [row["number"] for row in rows] == list(range(1, len(CENTS) + 1))
    assert len({row["job_id"] for row in rows}) == len(CENTS)
    done = {CENTS[row["number"] - 1] for row in rows if row["status"] == "completed"}
    assert all(sent[cents] == 1 for cents in done)
    asked = [row for row in rows if row["status"] == "asking"]  # nobody can know about these
    assert len(done) + len(asked) == len(CENTS)
    assert {cents for cents, times in sent.items() if times} == done
