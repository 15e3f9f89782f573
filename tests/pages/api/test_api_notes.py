"""What is to be said about a job beside its error: a part that is missing, a doubt."""

import csv
import io

import pytest
from feature_wire import SOURCE, FeatureWire, said

from models.evidence import Accepted
from pages.api.documents import status_document

UK = {"Accept-Language": "uk"}
PART = "2 of 3 features copied. Not copied: LINK_TRACKING."


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"reconcile_grace": 60})  # a doubt is looked into later


@pytest.fixture
async def copied(house):
    """A duplicate that is done although the partner refused one of its features."""
    wire = house.wire._inner = FeatureWire(house.adtrail.clock, 0.03)
    wire.answers["LINK_TRACKING"] = said(422, "Not with this website.")
    answer = await house.post(f"/api/reseller/program/{SOURCE}/duplicate", json={})
    return await house.ended(answer.json()["job_id"])


async def exported(house, headers=None):
    """The last column of the file, without its name."""
    answer = await house.get("/api/jobs/export", headers=headers)
    name, *notes = [row[-1] for row in csv.reader(io.StringIO(answer.text))]
    assert name == "note"
    return notes


async def test_a_duplicate_without_one_of_its_features_says_so_wherever_it_is_read(house, copied):
    assert (copied["status"], copied["error"], copied["note"]) == ("COMPLETED", None, PART)
    for path in ("/api/jobs", "/api/jobs/export?format=json"):
        (job,) = (await house.get(path)).json()["jobs"]
        assert job["note"] == PART
    for path in ("/api/reseller/job-history", "/api/reseller/active-jobs"):
        (row,) = (await house.get(path)).json()["jobs"]
        assert row["status_data"]["note"] == PART
    assert await exported(house) == [PART]


async def test_the_last_step_of_a_duplicate_says_what_became_of_its_features(house, copied):
    told = (await house.get(f"/api/jobs/{copied['job_id']}/events")).json()
    assert told["events"][-1]["detail"] == PART


async def test_a_duplicate_names_its_source_wherever_it_is_read(house, copied):
    assert copied["source_program_id"] == SOURCE
    (job,) = (await house.get("/api/jobs")).json()["jobs"]
    assert job["source_program_id"] == SOURCE
    told = (await house.get(f"/api/jobs/{copied['job_id']}/events")).json()
    assert told["events"][0]["detail"] == f"A copy of program {SOURCE}."
    assert (await house.made())["source_program_id"] is None


async def test_it_is_said_in_the_language_that_is_asked_for(house, copied):
    answer = await house.get(f"/api/reseller/status/{copied['job_id']}", headers=UK)
    note = answer.json()["note"]
    assert "LINK_TRACKING" in note
    assert note != PART
    assert await exported(house, UK) == [note]


async def test_a_job_with_nothing_more_to_say_has_none(house):
    assert (await house.made())["note"] is None
    assert await exported(house) == [""]


async def test_a_job_in_doubt_says_why_as_long_as_it_is(house):
    house.wire.loses_posts = True
    job_id = (await house.create()).json()["job_id"]
    document = await house.until(job_id, lambda one: one["freshness"] == "unconfirmed")
    assert document["note"] == (
        "The partner did not answer. The connection broke off (ReadError: the wire broke)."
    )
    assert await exported(house) == [document["note"]]
    answer = await house.get(f"/api/reseller/status/{job_id}", headers=UK)
    assert answer.json()["note"].endswith(" (ReadError: the wire broke).")
    assert answer.json()["note"] != document["note"]
    body = {"outcome": "absent"}
    settled = (await house.post(f"/api/jobs/{job_id}/resolve", json=body)).json()
    assert settled["note"] != document["note"]
    assert settled["note"]


async def test_a_doubt_that_was_healed_is_not_told_of_any_more(house):
    house.wire.loses_posts = True
    job_id = (await house.create()).json()["job_id"]
    await house.until(job_id, lambda one: one["freshness"] == "unconfirmed")
    healed = Accepted(partner_job_id="Job-of-a-late-answer")
    await house.adtrail.store.move(job_id, healed)
    job = house.adtrail.store.get(job_id)
    assert job.note
    assert status_document(house.adtrail.jobs.view(job))["note"] is None
