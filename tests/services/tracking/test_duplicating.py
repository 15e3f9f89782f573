"""A duplicate from its request to its last feature: real engine, real client, the sandbox below."""

import asyncio

import pytest
from feature_wire import FEATURES, SOURCE

from models.job import JobKind, Phase
from models.job_status import JobStatus
from models.transition import replay
from services.container import bootstrap
from services.errors import Invalid, NotFound
from services.i18n import speaking
from services.retelling import retold


@pytest.fixture
async def adtrail(settings):
    made = bootstrap(settings)
    made.sandbox.state.programs[SOURCE].features.update(FEATURES)
    await made.start()
    yield made
    await made.stop()


async def ended(adtrail, job):
    async with asyncio.timeout(10):
        while not (now := adtrail.jobs.get(job.id)).job.terminal:  # noqa: ASYNC110 - a row
            await asyncio.sleep(0.01)
    return now.job


def kinds(adtrail, job):
    return [event.kind for event in adtrail.store.events(job.id)]


async def test_a_copy_has_the_money_and_the_features_of_its_source(adtrail):
    source = await adtrail.catalog.program(SOURCE)
    job = await ended(adtrail, await adtrail.programs.duplicate(SOURCE, {"budget": "301.10"}))
    assert (job.kind, job.status) == (JobKind.DUPLICATE, JobStatus.COMPLETED)
    copy = await adtrail.catalog.program(job.program_id)
    assert copy.program_id != SOURCE
    assert (copy.budget, copy.max_bid) == (30_110, source.max_bid)
    features = await adtrail.catalog.features(job.program_id)
    for name, values in FEATURES.items():
        assert features[name].items() >= values.items()
    assert job.note == "3 of 3 features copied."
    assert kinds(adtrail, job)[:3] == ["recorded", "planned", "submitting"]
    assert kinds(adtrail, job)[-4:] == ["feature", "feature", "feature", "copied"]
    assert replay(adtrail.store.events(job.id)).model_dump() == job.model_dump()
    assert job.source == SOURCE
    first, *_, last = [event.detail for event in adtrail.store.events(job.id)]
    assert (first, last) == (f"A copy of program {SOURCE}.", job.note)
    with speaking("uk"):
        assert retold(first) == f"Копія програми {SOURCE}."


async def test_one_refused_feature_does_not_stop_the_others(adtrail):
    # The sandbox lists it, but takes no text that shouts.
    shouting = {"custom_text": "COME TO US AT ONCE, WE ARE CHEAP"}
    adtrail.sandbox.state.programs[SOURCE].features["CUSTOM_AD_TEXT"] = shouting
    job = await ended(adtrail, await adtrail.programs.duplicate(SOURCE, {}))
    assert job.status is JobStatus.COMPLETED
    assert job.note == "3 of 4 features copied. Not copied: CUSTOM_AD_TEXT."
    assert job.plan["refused"][0][0] == "CUSTOM_AD_TEXT"
    assert adtrail.store.events(job.id)[-1].detail == job.note


async def test_without_features_it_is_a_create(adtrail):
    job = await ended(adtrail, await adtrail.programs.duplicate(SOURCE, {"copy_features": False}))
    assert job.status is JobStatus.COMPLETED
    assert "feature" not in kinds(adtrail, job)


async def test_a_source_that_is_not_there_orders_nothing(adtrail):
    job = await ended(adtrail, await adtrail.programs.duplicate("NoSuchProgram000000000", {}))
    view = adtrail.jobs.get(job.id)
    assert (job.status, view.error.code) == (JobStatus.FAILED, "SOURCE_NOT_FOUND")
    assert "does not exist under this account" in view.error.title
    assert "submitting" not in kinds(adtrail, job)


async def test_another_program_in_the_answer_is_neither_shown_nor_copied(adtrail, monkeypatch):
    ask = adtrail.partner.program_info
    monkeypatch.setattr(adtrail.partner, "program_info", lambda _ids: ask([SOURCE]))
    with pytest.raises(NotFound):
        await adtrail.catalog.program("ProgSomebodyElses00000")
    job = await ended(adtrail, await adtrail.programs.duplicate("ProgSomebodyElses00000", {}))
    assert (job.status, job.error["code"]) == (JobStatus.FAILED, "SOURCE_NOT_FOUND")
    assert "submitting" not in kinds(adtrail, job)


async def test_what_only_the_source_can_tell_fails_the_job_before_anything_is_sent(adtrail):
    # $6.00 a click is fine by itself, and more than this program's month may cost.
    adtrail.sandbox.state.programs[SOURCE].budget = 2500
    job = await ended(adtrail, await adtrail.programs.duplicate(SOURCE, {"max_bid": "26.00"}))
    assert (job.status, job.error["code"]) == (JobStatus.FAILED, "CANNOT_DUPLICATE")
    assert job.error["field"] == "max_bid"
    assert "submitting" not in kinds(adtrail, job)


async def test_wrong_values_record_nothing(adtrail):
    with pytest.raises(Invalid) as refused:
        await adtrail.programs.duplicate(SOURCE, {"start_date": "yesterday"})
    assert [error.field for error in refused.value.errors] == ["start_date"]
    assert adtrail.store.unfinished() == []


async def test_a_restart_between_two_features_goes_on_with_the_next(adtrail, settings):
    written = []
    write = adtrail.partner.write_features

    async def once(program_id, features):
        if written:
            await asyncio.Event().wait()  # the process dies here
        written.extend(features)
        return await write(program_id, features)

    adtrail.partner.write_features = once
    job = await adtrail.programs.duplicate(SOURCE, {})
    async with asyncio.timeout(10):
        while not written or adtrail.store.get(job.id).phase is not Phase.COPYING:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        while len(adtrail.store.get(job.id).plan["left"]) != 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await adtrail.engine.stop()
    creates = adtrail.sandbox.state.counts["create"]
    adtrail.partner.write_features = write
    await adtrail.engine.start(adtrail.engine._advance)
    job = await ended(adtrail, job)
    assert job.note == "3 of 3 features copied."
    assert adtrail.sandbox.state.counts["create"] == creates == 1


async def test_a_failed_copy_that_is_submitted_again_reads_its_source_again(adtrail):
    adtrail.sandbox.state.programs[SOURCE].budget = 2500
    job = await ended(adtrail, await adtrail.programs.duplicate(SOURCE, {"max_bid": "26.00"}))
    adtrail.sandbox.state.programs[SOURCE].budget = 60_000
    again = await ended(adtrail, await adtrail.programs.retry(job.id))
    assert again.status is JobStatus.COMPLETED
    copy = await adtrail.catalog.program(again.program_id)
    assert (copy.budget, copy.max_bid) == (60_000, 2600)
