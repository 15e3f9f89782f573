"""Adtrail as a whole, without pages: the real engine, the real client, the sandbox beneath it."""

import asyncio

import pytest
from pydantic import SecretStr

from models.job import Freshness
from models.job_status import JobStatus
from services.clock import SystemClock
from services.container import AlreadyRunning, bootstrap
from services.upstream.sandbox import SCENARIOS, SandboxTransport, create_sandbox

CREATE = {"program_name": "CPC", "budget": "200.00", "is_autobid": True, "start": "2027-05-01"}


@pytest.fixture
async def start(settings):
    running = []

    async def go(**how):
        adtrail = bootstrap(settings, **how)
        await adtrail.start()
        running.append(adtrail)
        return adtrail

    yield go
    for adtrail in running:
        await adtrail.stop()


async def until(condition, seconds=10):
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - a row in a database has no event here
            await asyncio.sleep(0.01)


async def test_wrong_credentials_make_a_job_wait_and_right_ones_let_it_go_on(start):
    sandbox = create_sandbox(SystemClock(), 0.1, credentials=("agency", "right"))
    adtrail = await start(transport=SandboxTransport(sandbox))
    adtrail.partner.set_credentials("agency", SecretStr("wrong"))
    job = await adtrail.programs.create(CREATE | {"business_id": "GoldenGateHvacRepair00"})
    await until(lambda: adtrail.jobs.get(job.id).freshness is Freshness.DELAYED)
    view = adtrail.jobs.get(job.id)
    assert view.job.status is JobStatus.PENDING
    assert "Username or password was not accepted" in view.trouble_words.text
    adtrail.partner.set_credentials("agency", SecretStr("right"))
    adtrail.tracking.circuit.retry_now()
    adtrail.programs.check_now(job.id)
    await until(lambda: adtrail.jobs.get(job.id).job.terminal)
    assert adtrail.jobs.get(job.id).job.status is JobStatus.COMPLETED


async def test_a_partner_that_is_not_there_at_start_is_said_and_noticed_when_it_comes(settings):
    settings = settings.model_copy(update={"upstream_url": "http://127.0.0.1:9"})
    adtrail = bootstrap(settings)
    await adtrail.start()
    try:
        await until(lambda: adtrail.tracking.circuit.open)
        assert adtrail.tracking.circuit.trouble["kind"] == "unreachable"
    finally:
        await adtrail.stop()


async def test_unfinished_jobs_go_on_after_a_restart(settings):
    slow = settings.model_copy(update={"sandbox_seconds": 0.6})
    first = bootstrap(slow)
    await first.start()
    job = await first.programs.create(CREATE | {"business_id": "GoldenGateHvacRepair00"})
    await until(lambda: first.jobs.get(job.id).job.partner_job_id)
    await first.stop()
    second = bootstrap(slow)
    await second.start()
    try:
        await until(lambda: second.jobs.get(job.id).job.terminal)
        assert second.jobs.get(job.id).job.status is JobStatus.COMPLETED
    finally:
        await second.stop()


async def test_asked_to_stop_twice_it_stops_once_and_both_wait_for_it(settings, monkeypatch):
    adtrail = bootstrap(settings)
    await adtrail.start()
    closed, close = [], adtrail.store.close
    monkeypatch.setattr(adtrail.store, "close", lambda: closed.append(close()))
    await asyncio.gather(adtrail.stop(), adtrail.stop())
    assert len(closed) == 1


async def test_a_data_folder_belongs_to_one_process(start, settings):
    await start()
    with pytest.raises(AlreadyRunning, match="ADTRAIL_DATA_DIR"):
        bootstrap(settings)


ENDLESS = {"TestNeverFinishes00000", "TestStatus404000000000", "TestStatus500Unknown00"}


@pytest.mark.slow
async def test_every_scenario_comes_to_its_end_or_to_a_question(start):
    """All at once, as an agency would: nothing hangs, nothing is dressed up as success."""
    adtrail = await start()
    adtrail.sandbox.state.slow_seconds = 0.2
    values = {"program_name": "BP", "start": "2027-05-01"}
    jobs = {}
    for scenario in SCENARIOS:
        job = await adtrail.programs.create(values | {"business_id": scenario.business_id})
        jobs[scenario.business_id] = job.id

    def over(business):
        job = adtrail.store.get(jobs[business])
        return job.terminal or job.asks or business in ENDLESS

    await until(lambda: all(over(business) for business in jobs), seconds=45)
    for scenario in SCENARIOS:
        job = adtrail.store.get(jobs[scenario.business_id])
        if scenario.twist is not None and scenario.twist.rejects:
            assert job.status is JobStatus.FAILED, scenario.business_id
            assert job.error["code"], scenario.business_id
        if scenario.business_id == "TestDropBeforeCreate00":
            assert job.asks
    creates = adtrail.sandbox.state.counts["create"]
    assert creates <= len(SCENARIOS), "nothing was sent twice"
