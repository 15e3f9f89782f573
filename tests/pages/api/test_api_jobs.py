"""All jobs a page at a time, and the two decisions that are a person's."""

import asyncio
import base64
import json

import pytest


async def ids(house, query=""):
    answer = await house.get(f"/api/jobs?{query}")
    assert answer.status_code == 200, answer.text
    return [job["job_id"] for job in answer.json()["jobs"]]


async def several(house, number):
    """Unfinished jobs, oldest first."""
    house.wire.cut = True
    return [(await house.create(budget=100 + n)).json()["job_id"] for n in range(number)]


async def unconfirmed(house, business="TestDropBeforeCreate00"):
    """A create of which nobody knows whether it arrived."""
    job_id = (await house.create(business_id=business)).json()["job_id"]
    await house.until(job_id, lambda document: document["freshness"] == "unconfirmed")
    return job_id


async def test_pages_go_on_where_the_last_one_ended_whatever_is_new(house):
    made = await several(house, 5)
    first = (await house.get("/api/jobs?limit=2")).json()
    assert first["count"] == 5
    await house.create(budget=200)
    second = (await house.get(f"/api/jobs?limit=2&cursor={first['next_cursor']}")).json()
    third = (await house.get(f"/api/jobs?limit=2&cursor={second['next_cursor']}")).json()
    seen = [job["job_id"] for page in (first, second, third) for job in page["jobs"]]
    assert seen == made[::-1]
    assert third["next_cursor"] is None


async def test_the_oldest_can_come_first(house):
    made = await several(house, 3)
    first = (await house.get("/api/jobs?limit=2&sort=created_at")).json()
    cursor = first["next_cursor"]
    rest = await ids(house, f"sort=created_at&cursor={cursor}")
    assert [job["job_id"] for job in first["jobs"]] + rest == made


async def test_jobs_are_filtered(house, facts):
    done = await house.made()
    failed = await house.made(business_id="TestRejectTopRejected0")
    house.wire.cut = True
    edit = await house.post(f"/api/reseller/program/{facts.program}/edit", json={"budget": 900})
    running = edit.json()["job_id"]
    assert await ids(house, "status=COMPLETED") == [done["job_id"]]
    assert await ids(house, "status=COMPLETED,REJECTED") == [failed["job_id"], done["job_id"]]
    assert await ids(house, "status=COMPLETED&status=FAILED&status=ALL") == await ids(house)
    assert await ids(house, "kind=edit") == [running]
    assert await ids(house, "business_id=TestRejectTopRejected0") == [failed["job_id"]]
    assert await ids(house, f"program_id={facts.program}") == [running]
    assert await ids(house, f"q={done['partner_job_id'][3:12]}") == [done["job_id"]]
    assert await ids(house, f"until={done['created_at']}") == []
    assert len(await ids(house, "since=2020-01-01")) == 3
    assert await ids(house, "since=2099-01-01T00:00:00Z") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=DONE", "status"),
        ("kind=fly", "kind"),
        ("since=yesterday", "since"),
        ("until=2020-13-01", "until"),
        ("sort=budget", "sort"),
        ("limit=201", "limit"),
        ("cursor=abc", "cursor"),
        ("cursor=WzEsMiwzXQ", "cursor"),
        ("cursor=%C3%A9", "cursor"),
    ],
)
async def test_wrong_filters_are_refused_with_a_sentence(house, query, field):
    answer = await house.get(f"/api/jobs?{query}")
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == field
    assert error["message"].endswith(".")


async def test_a_cursor_belongs_to_its_order(house):
    await several(house, 2)
    cursor = (await house.get("/api/jobs?limit=1")).json()["next_cursor"]
    answer = await house.get(f"/api/jobs?sort=created_at&cursor={cursor}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")


async def test_a_failed_job_is_submitted_again_as_a_new_one(house):
    failed = await house.made(business_id="TestRejectTopRejected0")
    answer = await house.post(f"/api/jobs/{failed['job_id']}/retry")
    again = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/api/reseller/status/{again['job_id']}"
    assert (again["status"], again["retry_of"]) == ("PENDING", failed["job_id"])
    old = (await house.get(f"/api/reseller/status/{failed['job_id']}")).json()
    assert (old["status"], old["retried_by"]) == ("FAILED", again["job_id"])
    await house.ended(again["job_id"])
    first, second = house.wire.sent("/program/create")
    assert first == second


async def test_a_retry_happens_once(house):
    failed = await house.made(business_id="TestRejectTopRejected0")
    address = f"/api/jobs/{failed['job_id']}/retry"
    key = {"Idempotency-Key": "retry"}
    answers = await asyncio.gather(*(house.post(address, headers=key) for _ in range(5)))
    assert len({answer.json()["job_id"] for answer in answers}) == 1
    without = await house.post(address)
    assert (without.status_code, without.json()["code"]) == (409, "not_allowed")


async def test_of_several_retries_at_once_one_makes_a_job_and_the_others_are_told(house):
    failed = await house.made(business_id="TestRejectTopRejected0")
    address = f"/api/jobs/{failed['job_id']}/retry"
    answers = await asyncio.gather(*(house.post(address) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409, 409]
    (again,) = [answer.json()["job_id"] for answer in answers if answer.status_code == 202]
    await house.ended(again)
    assert sorted(await ids(house)) == sorted([failed["job_id"], again])
    assert len(house.wire.sent("/program/create")) == 2


async def test_a_job_that_went_well_is_not_submitted_again(house):
    done = await house.made()
    answer = await house.post(f"/api/jobs/{done['job_id']}/retry")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_allowed")


async def test_an_unconfirmed_job_can_be_submitted_again(house):
    job_id = await unconfirmed(house)
    answer = await house.post(f"/api/jobs/{job_id}/retry")
    assert (answer.status_code, answer.json()["retry_of"]) == (202, job_id)
    old = (await house.get(f"/api/reseller/status/{job_id}")).json()
    assert (old["status"], old["error"]["code"]) == ("FAILED", "NOT_CONFIRMED")


async def test_a_person_says_that_it_never_happened(house):
    job_id = await unconfirmed(house)
    answer = await house.post(f"/api/jobs/{job_id}/resolve", json={"outcome": "absent"})
    assert (answer.status_code, answer.json()["status"]) == (200, "FAILED")


async def test_a_person_links_the_program(house):
    job_id = await unconfirmed(house)
    body = {"outcome": "linked", "program_id": "Pg0000000000000000bbbB"}
    answer = await house.post(f"/api/jobs/{job_id}/resolve", json=body)
    document = answer.json()
    assert (answer.status_code, document["status"]) == (200, "COMPLETED")
    assert document["business_results"][0]["program_id"] == "Pg0000000000000000bbbB"


async def test_of_two_decisions_at_once_one_counts_and_the_other_is_told(house):
    job_id = await unconfirmed(house)
    bodies = [{"outcome": "linked", "program_id": f"Pg{n:020}"} for n in range(3)]
    bodies += [{"outcome": "absent"}] * 3
    address = f"/api/jobs/{job_id}/resolve"
    answers = await asyncio.gather(*(house.post(address, json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200] + 5 * [409]
    (counted,) = [answer.json() for answer in answers if answer.status_code == 200]
    job = (await house.get(f"/api/reseller/status/{job_id}")).json()
    assert (job["status"], job["program_id"]) == (counted["status"], counted["program_id"])


async def test_a_program_is_linked_to_one_job_only(house):
    done = await house.made()
    job_id = await unconfirmed(house)
    body = {"outcome": "linked", "program_id": done["program_id"]}
    answer = await house.post(f"/api/jobs/{job_id}/resolve", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_allowed")


@pytest.mark.parametrize("program", [None, "Pg0000000000000000zzzZ"])
async def test_an_edit_is_linked_to_its_own_program(house, program):
    mine = (await house.made())["program_id"]
    house.wire.loses_posts = True
    edit = await house.post(f"/api/reseller/program/{mine}/edit", json={"budget": 70})
    job_id = edit.json()["job_id"]
    await house.until(job_id, lambda document: document["freshness"] == "unconfirmed")
    body = {"outcome": "linked", "program_id": program or mine}
    answer = await house.post(f"/api/jobs/{job_id}/resolve", json=body)
    assert answer.status_code == (409 if program else 200)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "outcome"),
        ({"outcome": "maybe"}, "outcome"),
        ({"outcome": ["linked"]}, "outcome"),
        ({"outcome": "linked"}, "program_id"),
        ({"outcome": "linked", "program_id": 5}, "program_id"),
        ({"outcome": "linked", "program_id": "../x"}, "program_id"),
        ({"outcome": "absent", "program_id": "Pg0000000000000000bbbB"}, "program_id"),
    ],
)
async def test_a_decision_has_to_be_clear(house, body, field):
    job_id = (await several(house, 1))[0]
    answer = await house.post(f"/api/jobs/{job_id}/resolve", json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_only_a_job_in_doubt_is_settled_by_a_person(house):
    job_id = (await house.made())["job_id"]
    answer = await house.post(f"/api/jobs/{job_id}/resolve", json={"outcome": "absent"})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_allowed")


@pytest.mark.parametrize("call", ["retry", "resolve"])
async def test_an_unknown_job_cannot_be_decided(house, call):
    answer = await house.post(f"/api/jobs/job_nowhere/{call}", json={})
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/api/jobs", "/api/bulk"])
@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_a_cursor_beside_the_ends_of_the_calendar_is_refused(house, path, at):
    answer = await house.get(path, params={"cursor": forged(at, "job_1", path)})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "cursor"


async def test_a_cursor_with_half_a_character_in_its_id_is_a_place_like_any_other(house):
    cursor = forged("2027-01-10T00:00:00Z", "\ud800", "/api/jobs")
    assert (await house.get("/api/jobs", params={"cursor": cursor})).status_code == 200


def forged(at, some_id, path):
    """A cursor as nobody is given it."""
    sort = "-created_at" if path == "/api/jobs" else "newest batches"
    return base64.urlsafe_b64encode(json.dumps([at, some_id, sort]).encode()).decode().rstrip("=")
