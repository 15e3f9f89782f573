"""A few letters find a job, a program or a business among our own rows."""

import pytest
from job_states import BUSINESS, put

from services.finding import Finder, What, likeness


@pytest.fixture
async def store(adtrail):
    yield adtrail
    await adtrail.partner.aclose()
    adtrail.store.close()
    adtrail.lock.release()


def test_what_was_meant_comes_before_what_only_has_the_letters():
    wanted = "job"
    texts = ["job", "jobs", "all jobs", "objob", "jotter about", "programs"]
    scores = [likeness(wanted, text) for text in texts]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] == 0
    assert likeness("CRE", "Create program") == likeness("cre", "create program") > 0
    assert likeness("zz", "fuzzy jazz") > 0
    assert likeness("fj", "fuzzy jazz") == 0, "two scattered letters are in everything"


async def test_a_program_a_job_and_a_business_are_found(store):
    job = await put(store, "completed", program_id="ProgramOfToday00000000")
    other = await put(store, "failed", business_id="BellaItaliaTrattoria00")
    find = Finder(store.store).find
    assert (await find("ProgramOf"))[0].id == "ProgramOfToday00000000"
    assert (await find(job.id))[0].what is What.JOB
    assert {hit.id for hit in await find("golden")} == {BUSINESS, job.id, "ProgramOfToday00000000"}
    assert (await find("bltr"))[0].id == "BellaItaliaTrattoria00"
    assert other.id in {hit.id for hit in await find("create failed")}
    assert await find("nothing like it") == []


async def test_without_words_what_was_used_last_stands_first(store):
    await put(store, "completed", age=60)
    newest = await put(store, "pending")
    assert (await Finder(store.store).find(""))[0].id == newest.id


async def test_a_part_of_an_old_id_is_found_too(store, monkeypatch):
    old = await put(store, "completed", program_id="VeryOldProgram00000000", age=3600)
    monkeypatch.setattr("services.finding._RECENT", 1)
    await put(store, "pending")
    assert old.program_id in {hit.id for hit in await Finder(store.store).find("veryold")}
