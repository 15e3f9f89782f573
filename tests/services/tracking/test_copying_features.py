"""What becomes of a copy when the partner will not take one of its features (contract 11, 15)."""

import asyncio

import pytest
from feature_wire import SOURCE, FeatureWire, said

from models.job_status import JobStatus
from models.transition import replay
from services.clock import SystemClock
from services.container import bootstrap
from services.errors import ProgramBusy
from services.i18n import speaking
from services.retelling import retold


@pytest.fixture
def wire():
    return FeatureWire(SystemClock())


@pytest.fixture
async def adtrail(settings, wire):
    made = bootstrap(settings, transport=wire)
    await made.start()
    yield made
    await made.stop()


async def ended(adtrail, job):
    async with asyncio.timeout(10):
        while not (now := adtrail.store.get(job.id)).terminal:  # noqa: ASYNC110 - a row
            await asyncio.sleep(0.01)
    return now


def told(adtrail, job):
    return [event.detail for event in adtrail.store.events(job.id) if event.detail]


@pytest.mark.parametrize("http", [400, 403, 404, 405, 409, 410, 413, 422])
async def test_any_refusal_is_of_that_feature_alone_and_in_the_partners_words(adtrail, wire, http):
    wire.answers["LINK_TRACKING"] = said(http, "Not with this website.")
    job = await ended(adtrail, await adtrail.programs.duplicate(SOURCE, {}))
    assert job.status is JobStatus.COMPLETED
    assert job.note == "2 of 3 features copied. Not copied: LINK_TRACKING."
    assert wire.tried == ["NEGATIVE_KEYWORD_TARGETING", "LINK_TRACKING", "AD_GOAL"]
    assert any("Not with this website." in words for words in told(adtrail, job))


@pytest.mark.parametrize("http", [409, 413, 422])
async def test_a_change_of_features_ends_with_the_same_refusals(adtrail, wire, http):
    wire.answers["AD_GOAL"] = said(http, "Not with this goal.")
    change = {"write": {"AD_GOAL": {"ad_goal": "CALLS"}}}
    job = await ended(adtrail, await adtrail.programs.features(SOURCE, change))
    assert (job.status, job.error["message"]) == (JobStatus.FAILED, "Not with this goal.")


async def held_up(adtrail, wire, by=500):
    """A duplicate that has its copy, and one feature that the partner does not answer about."""
    wire.answers["LINK_TRACKING"] = said(by)
    job = await adtrail.programs.duplicate(SOURCE, {})
    async with asyncio.timeout(10):
        while "LINK_TRACKING" not in wire.tried or not adtrail.store.get(job.id).trouble:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return adtrail.store.get(job.id)


@pytest.mark.parametrize("by", [500, 401])
async def test_a_copy_is_ended_while_it_gets_its_features_and_the_duplicate_says_so(
    adtrail, wire, by
):
    held = await held_up(adtrail, wire, by)
    end = await adtrail.programs.end(held.program_id)
    wire.answers["LINK_TRACKING"] = said(500)
    adtrail.tracking.circuit.retry_now()
    assert (await ended(adtrail, end)).status is JobStatus.COMPLETED
    tried = len(wire.tried)
    job = await ended(adtrail, held)
    assert job.status is JobStatus.COMPLETED
    assert job.note == (
        "1 of 3 features copied, then the program was ended. Not copied: LINK_TRACKING, AD_GOAL."
    )
    assert told(adtrail, job)[-1] == "The program was ended, so no more features were written."
    with speaking("uk"):
        assert retold(job.note).startswith("Скопійовано функцій: 1 з 3, після чого програму")
        assert retold(told(adtrail, job)[-1]).startswith("Програму завершено")
    assert len(wire.tried) == tried
    assert replay(adtrail.store.events(job.id)).model_dump() == job.model_dump()


async def test_a_copy_is_edited_and_paused_while_it_gets_its_features(adtrail, wire):
    held = await held_up(adtrail, wire)
    edit = await ended(adtrail, await adtrail.programs.edit(held.program_id, {"budget": "400.00"}))
    assert edit.status is JobStatus.COMPLETED
    pause = await ended(adtrail, await adtrail.programs.switch(held.program_id, pause=True))
    assert pause.status is JobStatus.COMPLETED
    copy = await adtrail.catalog.program(held.program_id)
    assert (copy.budget, copy.paused) == (40_000, True)
    assert not adtrail.store.get(held.id).terminal


async def test_two_do_not_write_the_features_of_one_program(adtrail, wire):
    held = await held_up(adtrail, wire)
    with pytest.raises(ProgramBusy) as busy:
        await adtrail.programs.features(held.program_id, {"remove": ["AD_GOAL"]})
    assert busy.value.job_id == held.id
