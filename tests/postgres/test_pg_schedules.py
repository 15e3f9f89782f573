"""A scheduled change on PostgreSQL whose processes die around its moment: it happens once."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pg_processes import Partner, Process

PROGRAM = "ProgActiveManualBid000"


@pytest.fixture
def partner():
    running = Partner(seconds=0.3)
    yield running
    running.stop()


@pytest.fixture
def serve(tmp_path, address, partner):
    """Another process on the same database; with `dies` it kills itself at that moment."""
    started = []

    def start(dies=None):
        folder = tmp_path / str(len(started))
        started.append(Process(folder, address, partner, "serve", dies=dies))
        return started[-1].ready()

    yield start
    for process in started:
        process.stop()


async def test_it_happens_once_although_two_die_around_its_moment(serve, partner):
    """One dies before its transaction, the next right behind it, the third sends the job."""
    first = serve(dies="before-firing")
    due = datetime.now(UTC) + timedelta(seconds=3)
    order = {"program_id": PROGRAM, "action": "budget", "budget": "431.00", "at": due.isoformat()}
    async with httpx.AsyncClient(timeout=20) as client, asyncio.timeout(270):
        made = (await client.post(f"{first.url}/api/schedules", json=order)).json()
        assert await asyncio.to_thread(first.process.wait, 60) < 0
        second = await asyncio.to_thread(serve, dies="fired")
        assert await asyncio.to_thread(second.process.wait, 120) < 0
        assert not partner.edits
        third = await asyncio.to_thread(serve)
        address = f"{third.url}/api/schedules/{made['schedule_id']}"
        now = made
        while now["job_status"] != "COMPLETED":  # of another process
            await asyncio.sleep(0.1)
            now = (await client.get(address)).json()
        jobs = (await client.get(f"{third.url}/api/jobs")).json()["jobs"]
    assert [job["job_id"] for job in jobs] == [now["job_id"]]
    assert partner.edits == {"43100": 1}
