"""What becomes of a copy when the partner will not take one of its features (contract 11, 15)."""

import asyncio

import pytest
from feature_wire import SOURCE, FeatureWire, said

from models.job_status import JobStatus
from services.clock import SystemClock
from services.container import bootstrap


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
