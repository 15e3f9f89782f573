"""Following a job: the document, the cheap ways to ask again, and the lists."""

import asyncio
import json
from datetime import timedelta

import pytest

from pages.api.answers import JsonAnswer
from pages.api.documents import status_document

DOCUMENT_KEYS = {
    "job_id",
    "kind",
    "partner",
    "status",
    "terminal",
    "freshness",
    "partner_status",
    "partner_job_id",
    "business_id",
    "program_id",
    "created_at",
    "completed_at",
    "last_checked_at",
    "error",
    "retry_of",
    "retried_by",
    "business_results",
    "note",
    "source_program_id",
}
ROW_KEYS = {
    "job_id",
    "program_id",
    "partner_program_id",
    "business_id",
    "product_type",
    "status",
    "name",
    "created_date",
    "modified_date",
    "budget_amount",
    "start_date",
    "end_date",
    "status_data",
}


async def polled(house, job_id):
    """A client that knows only the four words, and where the program id stands."""
    async with asyncio.timeout(5):
        while True:
            document = (await house.get(f"/api/reseller/status/{job_id}")).json()
            assert document["status"] in {"PENDING", "IN_PROGRESS", "COMPLETED", "FAILED"}
            if document["status"] in {"COMPLETED", "FAILED"}:
                return document["status"], document["business_results"][0].get("program_id")
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    "business", ["GoldenGateHvacRepair00", "TestNoProgramId0000000", "TestBareProgramId00000"]
)
async def test_a_simple_client_polls_to_the_program_id(house, business):
    answer = await house.create(business_id=business)
    job_id = answer.json()["job_id"]
    status, program_id = await polled(house, job_id)
    assert status == "COMPLETED"
    if program_id is None:  # the receipt named none: it is looked for in the partner's list
        await house.until(job_id, lambda document: document["program_id"])
        _, program_id = await polled(house, job_id)
    info = (await house.get(f"/api/reseller/program_info/{program_id}")).json()
    assert info["programs"][0]["program_metrics"]["budget"] == 6410


async def test_a_receipt_without_results_still_names_the_program(house, facts):
    answer = await house.post(f"/api/reseller/program/{facts.program}/edit", json={"budget": 700})
    document = await house.ended(answer.json()["job_id"])
    job = house.adtrail.store.get(document["job_id"])
    for receipt in (None, '{"status": "COMPLETED"}', '{"business_results": []}'):
        job.receipt = receipt
        results = status_document(house.adtrail.jobs.view(job))["business_results"]
        assert [entry["program_id"] for entry in results] == [facts.program]


async def test_what_json_cannot_say_in_a_receipt_is_no_error_of_ours(house):
    job = house.adtrail.store.get((await house.made())["job_id"])
    job.receipt = '{"business_results": [{"identifier": "\\ud800", "update_results": NaN}]}'
    document = status_document(house.adtrail.jobs.view(job))
    (entry,) = json.loads(JsonAnswer(document).body)["business_results"]
    assert (entry["identifier"], entry["update_results"]) == ("\ud800", None)


async def test_a_simple_client_sees_a_failure(house):
    answer = await house.create(business_id="TestRejectTopCompleted")
    assert await polled(house, answer.json()["job_id"]) == ("FAILED", None)


async def test_a_completed_job_has_every_key(house, facts):
    document = await house.made()
    assert set(document) == DOCUMENT_KEYS
    assert (document["terminal"], document["freshness"]) == (True, "fresh")
    assert document["partner_status"] == "COMPLETED"
    assert document["business_id"] == facts.business
    assert document["error"] is None
    for moment in ("created_at", "completed_at", "last_checked_at"):
        assert document[moment].endswith("Z")
        assert len(document[moment]) == len("2025-10-15T12:34:56Z")


async def test_a_failed_job_says_why_with_status_200(house):
    document = await house.made(business_id="TestRejectWrapperChain")
    answer = await house.get(f"/api/reseller/status/{document['job_id']}")
    error = document["error"]
    assert answer.status_code == 200
    assert set(error) == {"code", "message", "field", "title", "advice", "all"}
    assert (error["code"], error["field"]) == ("CATEGORY_ALIAS_NOT_RECOGNIZED", "ad_categories")
    assert all(set(one) == {"code", "message", "field", "value"} for one in error["all"])


async def test_an_unknown_job_is_not_found(house):
    answer = await house.get("/api/reseller/status/job_nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.json()["detail"] == "There is no job job_nowhere."


async def test_the_version_is_a_weak_etag(house):
    job_id = (await house.made())["job_id"]
    first = await house.get(f"/api/reseller/status/{job_id}")
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    assert "retry-after" not in first.headers
    for seen in (tag, tag.removeprefix("W/"), f'"0", {tag}', "*"):
        again = await house.get(f"/api/reseller/status/{job_id}", headers={"If-None-Match": seen})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = await house.get(f"/api/reseller/status/{job_id}", headers={"If-None-Match": 'W/"0"'})
    assert other.status_code == 200


async def test_prefer_wait_holds_the_answer_until_the_status_changes(house):
    house.wire.cut = True
    job_id = (await house.create()).json()["job_id"]
    asked = asyncio.ensure_future(
        house.get(f"/api/reseller/status/{job_id}", headers={"Prefer": "wait=5"})
    )
    await asyncio.sleep(0.1)
    assert not asked.done()
    house.wire.cut = False
    house.adtrail.tracking.circuit.succeeded()
    house.adtrail.engine.nudge(job_id)
    answer = await asked
    assert answer.json()["status"] != "PENDING"
    assert answer.headers["preference-applied"] == "wait=5"


async def test_prefer_wait_ends_with_the_time(house, monkeypatch):
    monkeypatch.setattr("pages.api.waiting.LONGEST_WAIT", 0.1)
    house.wire.cut = True
    job_id = (await house.create()).json()["job_id"]
    answer = await house.get(f"/api/reseller/status/{job_id}", headers={"Prefer": "wait=600"})
    assert answer.json()["status"] == "PENDING"
    assert answer.headers["preference-applied"] == "wait=0.1"
    assert not house.adtrail.bus.watched(job_id)


async def test_a_wait_in_vain_says_that_nothing_has_changed(house, monkeypatch):
    monkeypatch.setattr("pages.api.waiting.LONGEST_WAIT", 0.05)
    house.wire.cut = True
    job_id = (await house.create()).json()["job_id"]
    await house.until(job_id, lambda document: document["freshness"] == "delayed")
    tag = (await house.get(f"/api/reseller/status/{job_id}")).headers["etag"]
    headers = {"Prefer": "wait=5", "If-None-Match": tag}
    answer = await house.get(f"/api/reseller/status/{job_id}", headers=headers)
    assert answer.status_code == 304


@pytest.mark.parametrize("prefer", ["respond-async", "wait=soon", "wait=", "waiting=9"])
async def test_other_preferences_hold_nothing(house, prefer):
    job_id = (await house.create()).json()["job_id"]
    async with asyncio.timeout(0.5):
        answer = await house.get(f"/api/reseller/status/{job_id}", headers={"Prefer": prefer})
    assert "preference-applied" not in answer.headers


async def test_prefer_wait_does_not_hold_what_the_client_has_not_seen(house):
    house.wire.cut = True
    job_id = (await house.create()).json()["job_id"]
    headers = {"Prefer": "wait=10", "If-None-Match": 'W/"0"'}
    async with asyncio.timeout(0.5):
        answer = await house.get(f"/api/reseller/status/{job_id}", headers=headers)
    assert answer.status_code == 200


async def test_trouble_makes_a_job_delayed_and_not_failed(house):
    house.wire.cut = True
    job_id = (await house.create()).json()["job_id"]
    document = await house.until(job_id, lambda d: d["freshness"] == "delayed")
    assert (document["status"], document["error"]) == ("PENDING", None)


async def test_active_jobs_are_the_unfinished_and_the_just_ended(house):
    ended = await house.made()
    house.wire.cut = True
    running = (await house.create()).json()
    document = (await house.get("/api/reseller/active-jobs")).json()
    assert document["count"] == 2
    assert [row["job_id"] for row in document["jobs"]] == [running["job_id"], ended["job_id"]]


async def test_a_row_has_the_keys_of_the_original(house, facts):
    made = await house.made(end="2099-03-01")
    (row,) = (await house.get("/api/reseller/job-history")).json()["jobs"]
    assert set(row) == ROW_KEYS
    assert (row["product_type"], row["name"]) == ("CPC", "Cost-per-click ads")
    assert (row["budget_amount"], row["start_date"], row["end_date"]) == (
        "64.10",
        "2099-01-10",
        "2099-03-01",
    )
    assert row["partner_program_id"] == row["program_id"] == made["program_id"]
    assert row["status_data"] == made
    assert (row["created_date"], row["status"]) == (made["created_at"], "COMPLETED")


async def test_history_is_filtered_by_status(house):
    await asyncio.gather(house.made(), house.made(business_id="TestRejectTopRejected0"))
    for status, found in (
        ("ALL", 2),
        ("COMPLETED", 1),
        ("FAILED", 1),
        ("REJECTED", 1),
        ("rejected", 1),
        ("PENDING", 0),
        ("IN_PROGRESS", 0),
        ("PROCESSING", 0),
    ):
        document = (await house.get(f"/api/reseller/job-history?status={status}")).json()
        assert document["count"] == len(document["jobs"]) == found, status
        assert document["filters"] == {"days": 7, "status": status.upper(), "limit": 100}


async def test_history_goes_back_as_many_days_as_asked(house):
    job_id = (await house.made())["job_id"]
    now = house.adtrail.clock.now()
    house.adtrail.clock.now = lambda: now + timedelta(days=2)
    found = {
        days: (await house.get(f"/api/reseller/job-history?days={days}")).json()["count"]
        for days in (1, 7, 30, 90)
    }
    assert job_id
    assert found == {1: 0, 7: 1, 30: 1, 90: 1}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("days=2", "days"),
        ("days=week", "days"),
        ("status=DONE", "status"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=x", "limit"),
    ],
)
async def test_history_refuses_what_it_does_not_know(house, query, field):
    answer = await house.get(f"/api/reseller/job-history?{query}")
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == field
    assert error["message"].endswith(".")


async def test_history_is_limited(house):
    await asyncio.gather(house.create(), house.create(budget=70))
    document = (await house.get("/api/reseller/job-history?limit=1")).json()
    assert document["count"] == 1
