"""POST create, edit and end: a job at once, once, or a refusal that records nothing."""

import asyncio
import json

import pytest

CREATE = "/api/reseller/program/create"


async def history(house):
    return (await house.get("/api/jobs")).json()


async def test_a_create_is_a_job_before_the_partner_is_asked(house):
    house.wire.cut = True
    answer = await house.create()
    document = answer.json()
    assert answer.status_code == 202
    assert (document["status"], document["kind"], document["terminal"]) == (
        "PENDING",
        "create",
        False,
    )
    assert answer.headers["location"] == f"/api/reseller/status/{document['job_id']}"
    assert int(answer.headers["retry-after"]) >= 1
    assert house.adtrail.store.get(document["job_id"]).actor == "rest"


@pytest.mark.parametrize("spelled", ["64.10", '"64.10"', "64.1", '"$64.10"', "6.41e1"])
async def test_dollars_arrive_at_the_partner_as_exact_cents(house, facts, spelled):
    body = json.dumps(facts.order | {"budget": "BUDGET"}).replace('"BUDGET"', spelled)
    answer = await house.post(CREATE, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 202, answer.text
    await house.ended(answer.json()["job_id"])
    (sent,) = house.wire.sent("/program/create")
    assert (sent["budget"], sent["max_bid"]) == ("6410", "435")


async def test_an_edit_sends_only_what_changes(house, facts):
    answer = await house.post(f"/api/reseller/program/{facts.program}/edit", json={"budget": 700.5})
    assert answer.status_code == 202
    document = await house.ended(answer.json()["job_id"])
    assert (document["kind"], document["status"]) == ("edit", "COMPLETED")
    assert document["business_results"][0]["program_id"] == facts.program
    assert house.wire.sent("/edit") == [{"budget": "70050"}]


@pytest.mark.parametrize("body", [b"", b"{}"])
async def test_an_end_takes_no_values(house, facts, body):
    answer = await house.post(f"/api/reseller/program/{facts.program}/end", content=body)
    document = await house.ended(answer.json()["job_id"])
    assert (document["kind"], document["status"]) == ("terminate", "COMPLETED")


async def test_an_end_with_values_is_refused(house, facts):
    answer = await house.post(
        f"/api/reseller/program/{facts.program}/end", json={"end": "2099-01-01"}
    )
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["end"]
    assert (await history(house))["count"] == 0


async def test_every_wrong_field_has_its_sentence_and_nothing_is_recorded(house):
    answer = await house.create(budget="64.105", business_id="joes-plumbing", color="red")
    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert {error["field"] for error in problem["errors"]} == {"budget", "business_id", "color"}
    assert all(error["message"].endswith(".") for error in problem["errors"])
    assert (problem["status"], problem["code"], problem["instance"]) == (422, "invalid", CREATE)
    assert (await history(house))["count"] == 0
    assert house.wire.sent("/create") == []


async def test_an_edit_without_a_change_is_refused(house, facts):
    answer = await house.post(f"/api/reseller/program/{facts.program}/edit", json={})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "", "message": "Nothing has changed."}]


async def test_twenty_posts_with_one_key_are_one_job_and_one_order(house):
    posts = (house.create({"Idempotency-Key": "twenty"}) for _ in range(20))
    answers = await asyncio.gather(*posts)
    assert {answer.status_code for answer in answers} == {202}
    (job_id,) = {answer.json()["job_id"] for answer in answers}
    await house.ended(job_id)
    assert (await history(house))["count"] == 1
    assert len(house.wire.sent("/program/create")) == 1


async def test_a_key_that_is_sent_again_later_gives_the_same_job(house):
    first = await house.create({"Idempotency-Key": "again"})
    ended = await house.ended(first.json()["job_id"])
    second = await house.create({"Idempotency-Key": "again"})
    assert (second.status_code, second.json()) == (202, ended)
    assert "retry-after" not in second.headers


async def test_a_key_with_another_body_is_refused(house):
    first = await house.create({"Idempotency-Key": "other"})
    second = await house.create({"Idempotency-Key": "other"}, budget=65)
    problem = second.json()
    assert (second.status_code, problem["code"]) == (422, "idempotency_key_reused")
    assert problem["job_id"] == first.json()["job_id"]
    assert (await history(house))["count"] == 1


@pytest.mark.parametrize("call", ["edit", "end"])
async def test_the_key_counts_for_every_call_that_makes_a_job(house, facts, call):
    address = f"/api/reseller/program/{facts.program}/{call}"
    values = {"budget": 800} if call == "edit" else {}
    key = {"Idempotency-Key": "once"}
    answers = [await house.post(address, json=values, headers=key) for _ in range(2)]
    assert len({answer.json()["job_id"] for answer in answers}) == 1


@pytest.mark.parametrize("key", ["", "k" * 256])
async def test_a_key_is_short_text(house, key):
    answer = await house.create({"Idempotency-Key": key})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["Idempotency-Key"]


async def test_changes_of_one_program_do_not_overlap(house, facts):
    address = f"/api/reseller/program/{facts.program}"
    house.wire.cut = True
    first = await house.post(f"{address}/edit", json={"budget": 800})
    second = await house.post(f"{address}/end")
    problem = second.json()
    assert (second.status_code, problem["code"]) == (409, "program_busy")
    assert problem["job_id"] == first.json()["job_id"]


@pytest.mark.parametrize("program", ["..", "a%20b", "x" * 65, "%2e%2e%2f%2e%2e"])
async def test_what_cannot_be_a_program_is_not_found(house, program):
    answer = await house.post(f"/api/reseller/program/{program}/end")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await history(house))["count"] == 0


async def test_a_duplicate_is_a_job_at_once_and_a_program_later(house, facts):
    path = f"/api/reseller/program/{facts.program}/duplicate"
    answer = await house.post(path, json={"budget": "310.10", "start_date": "2099-02-01"})
    assert (answer.status_code, answer.json()["kind"]) == (202, "duplicate")
    document = await house.ended(answer.json()["job_id"])
    assert document["status"] == "COMPLETED"
    assert document["business_results"][0]["program_id"] == document["program_id"] != facts.program
    (sent,) = house.wire.sent("/program/create")
    assert (sent["budget"], sent["start"]) == ("31010", "2099-02-01")


async def test_a_duplicate_stands_in_the_history_with_its_programs_type(house, facts):
    answer = await house.post(f"/api/reseller/program/{facts.program}/duplicate", json={})
    await house.ended(answer.json()["job_id"])
    for path in ("job-history", "active-jobs"):
        (row,) = (await house.get(f"/api/reseller/{path}")).json()["jobs"]
        assert (row["product_type"], row["name"]) == ("CPC", "Program duplicate")


async def test_a_duplicate_with_wrong_values_is_refused_by_their_names(house, facts):
    path = f"/api/reseller/program/{facts.program}/duplicate"
    answer = await house.post(path, json={"start_date": "2020-01-01", "colour": 1})
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"start_date", "colour"}
    assert (await history(house))["count"] == 0


async def test_a_pause_and_a_resume_are_jobs_as_well(house, facts):
    for verb, paused in (("pause", True), ("resume", False)):
        answer = await house.post(f"/api/program/{facts.program}/{verb}/v1")
        assert (answer.status_code, answer.json()["kind"]) == (202, verb)
        document = await house.ended(answer.json()["job_id"])
        assert (document["status"], document["program_id"]) == ("COMPLETED", facts.program)
        shown = await house.adtrail.catalog.program(facts.program)
        assert shown.paused is paused


async def test_the_reason_of_an_end_is_kept_and_not_sent(house, facts):
    path = f"/api/reseller/program/{facts.program}/end"
    answer = await house.post(path, json={"reason": " The season is over.\x00 "})
    document = await house.ended(answer.json()["job_id"])
    assert document["status"] == "COMPLETED"
    events = (await house.get(f"/api/jobs/{document['job_id']}/events")).json()
    assert "The season is over." in json.dumps(events)
    assert house.wire.sent("/end") == [{}]


@pytest.mark.parametrize("reason", ["x" * 501, 7, ["a"]])
async def test_a_reason_that_is_none_is_refused(house, facts, reason):
    path = f"/api/reseller/program/{facts.program}/end"
    answer = await house.post(path, json={"reason": reason})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["reason"]
    assert (await history(house))["count"] == 0
