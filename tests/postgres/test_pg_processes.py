"""Real processes on one PostgreSQL: killed, cut off, and nothing is lost or bought twice."""

import asyncio
import os
import re
import time

import httpx
import psycopg
import pytest
from pg_processes import Partner, Process, post_job
from playwright.async_api import async_playwright, expect
from serving import CHROMIUM, FLAGS
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


@pytest.fixture(scope="module")
def guarded(cluster):
    """The password of the role with this name."""
    cluster.guard("guarded", "s3cretw0rd")
    return "s3cretw0rd"


@pytest.fixture
def store(url):
    opened = Store.open(url, Bus(), ManualClock(START))
    yield opened
    opened.close()


async def ended(store, server, partner, jobs):
    """Every job, when all have ended. A person says `absent` where the partner never heard."""
    async with httpx.AsyncClient(timeout=20) as client, asyncio.timeout(180):
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


async def watched(client, server, made, wanted):
    """The status document of a job as soon as it is as `wanted`; `made` answered its POST."""
    async with asyncio.timeout(90):
        while True:
            document = (await client.get(f"{server.url}{made.headers['location']}")).json()
            if wanted(document):
                return document
            await asyncio.sleep(0.05)


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
        assert second.process.wait(90) == 2
    said = second.log.read_text()
    assert "main.py sandbox --port" in said
    assert "Traceback" not in said


async def test_two_servers_asked_at_once_do_it_once(run, partner):
    """The same order, the same retry and two decisions, each through both processes."""
    servers = [server.ready() for server in run("serve", "serve")]
    async with httpx.AsyncClient(timeout=20) as client:

        def both(path, *bodies):
            return asyncio.gather(
                *(
                    client.post(f"{server.url}/api/{path}", json=body)
                    for server in servers
                    for body in bodies
                )
            )

        for number in range(10):
            tries = [post_job(client, server, number) for server in servers * 2]
            answers = await asyncio.gather(*tries)
            assert len({answer.json()["job_id"] for answer in answers}) == 1

        made = await post_job(client, servers[0], 10, business="TestRejectTopRejected0")
        failed = await watched(client, servers[0], made, lambda document: document["terminal"])
        retries = await both(f"jobs/{failed['job_id']}/retry", {})
        assert sorted(answer.status_code for answer in retries) == [202, 409]

        made = await post_job(client, servers[0], 11, business="TestDropBeforeCreate00")
        await watched(
            client, servers[1], made, lambda document: document["freshness"] == "unconfirmed"
        )
        linked = {"outcome": "linked", "program_id": "Pg0000000000000000bbbB"}
        decisions = await both(
            f"jobs/{made.json()['job_id']}/resolve", linked, {"outcome": "absent"}
        )
        assert sorted(answer.status_code for answer in decisions) == [200, 409, 409, 409]
        (counted,) = [one.json() for one in decisions if one.status_code == 200]
        ended = await watched(client, servers[0], made, lambda document: document["terminal"])
        assert ended["status"] == counted["status"]
    assert {partner.creates[f"{100 + number}00"] for number in range(10)} == {1}


@pytest.mark.skipif(
    CHROMIUM is None and "ADTRAIL_TEST_EVERYTHING" not in os.environ, reason="no Chromium here"
)
async def test_the_page_of_a_surviving_server_goes_on_by_itself(run):
    clock = ManualClock(START)
    slow = Partner(1, clock)  # nothing comes to an end before its clock is moved
    try:
        server, worker = (process.ready() for process in run("serve", "worker", partner=slow))
        job_id = await in_other_hands(server)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = await browser.new_page()
            await page.goto(f"{server.url}/jobs/{job_id}")
            card = page.locator(f'[data-job-id="{job_id}"]')
            await expect(card).to_have_attribute("data-status", re.compile("PENDING|IN_PROGRESS"))
            await page.evaluate("window.neverReloaded = true")
            worker.kill()
            clock.advance(60)
            await expect(card).to_have_attribute("data-status", "COMPLETED", timeout=40_000)
            await expect(card).to_contain_text("Program created successfully!")
            assert await page.evaluate("window.neverReloaded")
            await browser.close()
    finally:
        slow.stop()


async def in_other_hands(server):
    """A job that the partner has taken, and that is not in the hands of this server."""
    async with httpx.AsyncClient(timeout=20) as client:
        for number in range(30):
            before = (await client.get(f"{server.url}/api/health")).json()["runner"]["active"]
            made = await post_job(client, server, number)
            await watched(client, server, made, lambda document: document["partner_job_id"])
            after = (await client.get(f"{server.url}/api/health")).json()["runner"]["active"]
            if after == before:
                return made.json()["job_id"]
    raise AssertionError("the server takes every job")


@pytest.fixture(params=["password", "database", "port"])
def wrong_address(request, cluster, guarded, address):
    wrong = request.param
    password = "another-w0rd" if wrong == "password" else guarded
    database = "nowhere" if wrong == "database" else address.rpartition("/")[2]
    port = 1 if wrong == "port" else cluster.port
    return f"postgresql://guarded:{password}@127.0.0.1:{port}/{database}"


@pytest.mark.parametrize("verb", ["serve", "migrate"])
async def test_a_wrong_address_is_one_line_without_the_password(run, wrong_address, verb):
    (process,) = run(verb, ADTRAIL_DATABASE_URL=wrong_address)
    assert process.process.wait(90) == 2
    said = process.log.read_text()
    assert len(said.strip().splitlines()) == 1
    assert "ADTRAIL_DATABASE_URL" in said
    assert "w0rd" not in said


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"ADTRAIL_UPSTREAM_URL": "sandbox"}, "main.py sandbox --port"),
        ({"ADTRAIL_DATABASE_URL": ""}, "ADTRAIL_DATABASE_URL=postgresql://"),
    ],
)
async def test_a_worker_that_could_share_nothing_is_refused(run, settings, words):
    (worker,) = run("worker", **settings)
    assert worker.process.wait(90) == 2
    assert words in worker.log.read_text()
    assert "Traceback" not in worker.log.read_text()


async def test_a_batch_goes_on_when_a_process_is_killed(run, store, partner):
    server, worker, _ = [p.ready() for p in run("serve", "worker", "worker")]
    text = "business_id,program_name,budget,is_autobid,start\n" + "".join(
        f"GoldenGateHvacRepair00,CPC,{100 + n},true,2099-01-10\n" for n in range(120)
    )
    address, headers = f"{server.url}/api/bulk", {"Content-Type": "text/csv"}
    async with httpx.AsyncClient(timeout=20) as client, asyncio.timeout(270):
        sent = await client.post(f"{address}?kind=create", content=text, headers=headers)
        bulk = sent.json()["bulk_id"]
        await progressed(client, f"{address}/{bulk}", lambda now: now["finished"] > 10)
        worker.kill()
        other = run("serve")[0].ready()
        server.kill()
        address = f"{other.url}/api/bulk/{bulk}"
        await progressed(client, address, lambda now: now["waiting"] == now["running"] == 0)
        now = (await client.get(address)).json()
    assert now["completed"] + now["asking"] == 120
    assert now["completed"] > 60
    assert max(partner.creates.values()) == 1
    jobs = await store.page(JobFilter(), limit=1000)
    assert sorted(job.bulk_row for job in jobs) == list(range(1, 121))


async def progressed(client, address, condition):
    while not condition((await client.get(address)).json()):  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.1)
