"""Web Push with several processes on one PostgreSQL: one key, and one sender for each message."""

import asyncio

import pytest
from store_contract import START, make_job, nobody

from models.evidence import Absent, Doubted, SubmitStarted
from models.push import PushSubscription
from services.bus import Bus
from services.clock import ManualClock
from services.store.pushes import Owner, PushRows
from services.store.store import Store


@pytest.fixture
def processes(url):
    """As many stores as there would be processes."""
    stores = [Store.open(url, Bus(), ManualClock(START)) for _ in range(3)]
    yield stores
    for store in stores:
        store.close()


async def test_the_first_to_come_makes_the_key_of_all(processes):
    rows = [PushRows(store, people=False) for store in processes]
    keys = await asyncio.gather(*(one.key(f"key {n}") for n, one in enumerate(rows)))
    assert len(set(keys)) == 1
    assert await rows[0].key("another") == keys[0]


async def test_each_message_has_one_sender(processes):
    rows = [PushRows(store, people=False) for store in processes]
    keys = {"p256dh": "p", "auth": "a", "created_at": START}
    for name in ("one", "two"):
        await rows[0].subscribe(PushSubscription(id=name, endpoint="https://e.org", **keys))
    jobs = [f"job_{n}" for n in range(10)]
    for job_id in jobs:
        await processes[0].record(make_job(job_id), nobody)
        for name in ("one", "two"):
            await asyncio.gather(
                *(one.wish(job_id, name, Owner(), {"FAILED": "No"}) for one in rows)
            )
    assert rows[0].due(START) == [], "none of them has ended"
    for job_id in jobs:
        for step in (SubmitStarted(baseline=()), Doubted(reason="?"), Absent(reason="No.")):
            await processes[1].move(job_id, step)

    due = rows[2].due(START)
    assert len(due) == 20
    claims = await asyncio.gather(
        *(one.claim(job_id, name, START) for job_id, name in due for one in rows)
    )
    won = [(claim.job_id, claim.subscription.id) for claim in claims if claim is not None]
    assert sorted(won) == sorted(due)
    assert rows[0].due(START) == []
