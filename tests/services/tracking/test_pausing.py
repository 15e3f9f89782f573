"""Pause and resume from their request to what the program shows: real engine, the sandbox below."""

import asyncio

import pytest

from models.job_status import JobStatus
from services.container import bootstrap
from services.errors import NotAllowed, ProgramBusy
from services.upstream import errors as upstream

RUNNING = "ProgActiveManualBid000"
PAUSED = "ProgPausedManualBid_0"


@pytest.fixture
async def adtrail(settings):
    made = bootstrap(settings)
    await made.start()
    yield made
    await made.stop()


async def until(condition):
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - a row
            await asyncio.sleep(0.01)


async def ended(adtrail, job):
    await until(lambda: adtrail.store.get(job.id).terminal)
    return adtrail.jobs.get(job.id)


async def test_a_pause_is_done_when_the_program_shows_it(adtrail):
    view = await ended(adtrail, await adtrail.programs.switch(RUNNING, pause=True))
    assert view.job.status is JobStatus.COMPLETED
    assert (await adtrail.catalog.program(RUNNING)).paused is True
    kinds = [event.kind for event in adtrail.store.events(view.job.id)]
    assert kinds == ["recorded", "submitting", "switched", "found"]
    assert (await ended(adtrail, await adtrail.programs.switch(RUNNING, pause=False))).job.status
    assert (await adtrail.catalog.program(RUNNING)).paused is False


async def test_a_partner_that_takes_it_and_does_nothing_makes_a_question(adtrail, monkeypatch):
    async def taken(_program_id):
        pass

    monkeypatch.setattr(adtrail.partner, "pause", taken)
    job = await adtrail.programs.switch(RUNNING, pause=True)
    await until(lambda: adtrail.store.get(job.id).asks)
    assert adtrail.store.get(job.id).status is JobStatus.IN_PROGRESS
    settled = await adtrail.programs.resolve_absent(job.id)
    assert settled.status is JobStatus.FAILED


async def test_an_answer_that_is_lost_is_found_on_the_program(adtrail, monkeypatch):
    pause, asked = adtrail.partner.pause, []

    async def lost(program_id):
        asked.append(program_id)
        await pause(program_id)
        raise upstream.Ambiguous("The partner did not answer.")

    monkeypatch.setattr(adtrail.partner, "pause", lost)
    view = await ended(adtrail, await adtrail.programs.switch(RUNNING, pause=True))
    assert view.job.status is JobStatus.COMPLETED
    assert asked == [RUNNING]


async def test_an_account_without_it_is_told_whom_to_ask_and_it_is_remembered(adtrail):
    order = {
        "business_id": "TestPauseNotGranted000",
        "program_name": "CPC",
        "budget": "100",
        "is_autobid": True,
    }
    made = await ended(adtrail, await adtrail.programs.create(order))
    assert adtrail.programs.may_switch
    view = await ended(adtrail, await adtrail.programs.switch(made.job.program_id, pause=True))
    assert (view.job.status, view.error.code) == (JobStatus.FAILED, "PAUSE_NOT_GRANTED")
    assert "Pausing is not switched on for your account" in view.error.title
    assert not adtrail.programs.may_switch
    await ended(adtrail, await adtrail.programs.switch(RUNNING, pause=True))
    assert adtrail.programs.may_switch


async def test_one_change_at_a_time_and_only_where_it_can_be(adtrail):
    first = await adtrail.programs.switch(RUNNING, pause=True)
    with pytest.raises(ProgramBusy) as busy:
        await adtrail.programs.switch(RUNNING, pause=False)
    assert busy.value.job_id == first.id
    profile = await adtrail.catalog.program("ProgEnhancedProfile000")
    with pytest.raises(NotAllowed):
        await adtrail.programs.switch(profile.program_id, pause=True, program=profile)
