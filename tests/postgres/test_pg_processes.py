"""Real processes on one PostgreSQL: killed, cut off, and nothing is lost or bought twice."""

import asyncio
import time

import httpx
import psycopg
import pytest
from pg_processes import Partner, Process, post_job
from store_contract import START

from models.job import Phase
from services.bus import Bus
from services.clock import ManualClock
from services.store.filtering import JobFilter
from services.store.postgres import SANDBOX_LOCK
from services.store.store import Store


@pytest.fixture
def partner():
    running = Partner(seconds=1)
    yield running
    running.stop()


@pytest.fixture
def run(tmp_path, address, partner):
    started = []

    def start(*verbs, partner=partner, **settings):
        for verb in verbs:
            folder = tmp_path / str(len(started))
            started.append(Process(folder, address, partner, verb, **settings))
        return started[-len(verbs) :]

    yield start
    for process in started:
        process.ask_to_stop()
    for process in started:
        process.stop()


@pytest.fixture
def store(url):
    opened = Store.open(url, Bus(), ManualClock(START))
    yield opened
    opened.close()


async def ended(store, server, partner, jobs):
    """Every job, when all have ended. A person says `absent` where the partner never heard."""
    async with httpx.AsyncClient() as client, asyncio.timeout(60):
        while True:
            rows = await store.page(JobFilter(), limit=1000)
            waiting = [job for job in rows if not job.terminal]
            if len(rows) == jobs and not waiting:
                return rows
            for job in waiting:
                if job.asks and job.phase is Phase.UNCONFIRMED:
                    assert partner.creates[str(job.order["budget"])] == 0
                    await client.post(
                        f"{server.url}/api/jobs/{job.id}/resolve", json={"outcome": "absent"}
                    )
            await asyncio.sleep(0.3)


async def test_two_servers_and_two_workers_lose_nothing_when_some_are_killed(run, store, partner):
    processes = run("serve", "serve", "worker", "worker")
    first, second, worker, _ = [process.ready() for process in processes]
    async with httpx.AsyncClient(timeout=20) as client:
        for number in range(0, 200, 4):
            tries = [post_job(client, (first, second)[n % 2], number + n) for n in range(4)]
            answers = await asyncio.gather(*tries)
            assert {answer.status_code for answer in answers} == {202}
            if number == 80:
                worker.kill()
            if number == 140:
                first.kill()
                first = second
        heard = await pushed(second, answers[0].json()["job_id"])  # whoever has the job
        rows = await ended(store, second, partner, 200)
        again = await post_job(client, second, 7)
    assert max(partner.creates.values()) == 1
    assert '"COMPLETED"' in heard[-1]
    assert again.json()["job_id"] in {row.id for row in rows}
    completed = [row for row in rows if row.status == "COMPLETED"]
    assert {row.order["budget"] for row in completed} == {int(b) for b in partner.creates}
    assert len({row.program_id for row in completed}) == len(completed) >= 190


async def pushed(server, job_id):
    """What a server streams about a job, until its end."""
    headers = {"Accept": "text/event-stream"}
    events = f"{server.url}/api/jobs/{job_id}/events"
    async with (
        httpx.AsyncClient(timeout=20) as client,
        client.stream("GET", events, headers=headers) as stream,
    ):
        return [line async for line in stream.aiter_lines() if line.startswith("data:")]


async def test_losing_the_database_for_ten_seconds_loses_nothing(run, store, partner, cluster):
    server, worker = (process.ready() for process in run("serve", "worker"))
    async with httpx.AsyncClient(timeout=20) as client:
        for number in range(40):
            assert (await post_job(client, server, number)).status_code == 202
        cluster.stop("immediate")
        try:
            gone = time.monotonic()
            health = await client.get(f"{server.url}/api/health")
            refused = await post_job(client, server, 40)
            await asyncio.sleep(max(0, gone + 10 - time.monotonic()))
        finally:
            cluster.start()
        assert (health.status_code, health.json()["database"]) == (503, "down")
        assert (refused.status_code, refused.json()["code"]) == (503, "database_unavailable")
        for number in range(40, 45):
            for _ in range(50):
                if (await post_job(client, server, number)).status_code == 202:
                    break
                await asyncio.sleep(0.1)
        worker.stop()  # in order, in the middle of things
        rows = await ended(store, server, partner, 45)
        assert (await client.get(f"{server.url}/api/health")).status_code == 200
    assert max(partner.creates.values()) == 1
    assert len([row for row in rows if row.status == "COMPLETED"]) >= 40


async def test_a_second_sandbox_on_one_database_is_refused_with_a_way_out(run, address):
    with psycopg.connect(address) as first:
        first.execute("SELECT pg_advisory_lock(%s)", (SANDBOX_LOCK,))
        (second,) = run("serve", partner=None)
        assert second.process.wait(30) == 2
    said = second.log.read_text()
    assert "main.py sandbox --port" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"ADTRAIL_UPSTREAM_URL": "sandbox"}, "main.py sandbox --port"),
        ({"ADTRAIL_DATABASE_URL": ""}, "ADTRAIL_DATABASE_URL=postgresql://"),
    ],
)
async def test_a_worker_that_could_share_nothing_is_refused(run, settings, words):
    (worker,) = run("worker", **settings)
    assert worker.process.wait(30) == 2
    assert words in worker.log.read_text()
    assert "Traceback" not in worker.log.read_text()
