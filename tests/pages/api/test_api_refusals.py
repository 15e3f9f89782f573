"""Whatever is refused beneath /api is a problem in one shape; elsewhere nothing changes."""

import json

import httpx
import pytest
from fastapi import FastAPI, HTTPException
from structlog.testing import capture_logs

from pages.api import install_api
from pages.api.boundary import MAX_BODY

KEYS = {"type", "title", "status", "detail", "instance", "errors", "code"}
CREATE = "/api/reseller/program/create"
JSON = {"Content-Type": "application/json"}


def checked(answer, status, code=None):
    """The problem of an answer, which has to be one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) - {"job_id"} == KEYS
    assert problem["status"] == status
    assert problem["detail"].endswith(".")
    assert code is None or problem["code"] == code
    return problem


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/nothing", "/api/health/", "/api/reseller/programs/"]
)
async def test_an_unknown_address_is_a_problem(house, path):
    problem = checked(await house.get(path), 404, "not_found")
    assert problem["instance"] == path


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/jobs", "GET"),
        ("GET", CREATE, "POST"),
        ("POST", "/api/health", "GET"),
        ("PUT", "/api/reseller/status/x", "GET"),
    ],
)
async def test_a_wrong_method_is_a_problem(house, method, path, allowed):
    answer = await house.client.request(method, path)
    checked(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  ",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"5",
        b'{"budget": NaN}',
        b'{"budget": Infinity}',
        b'{"budget": 25, "budget": 2500}',
        b"\xff\xfe",
        b'{"promotion_code": "\xff"}',
        b'{"promotion_code": "\\ud800"}',
        b'{"budget": ' + b"9" * 5000 + b"}",
        b'{"budget": 1e99999999999999999999}',
        b'{"a":' * 100_000,
    ],
    ids=lambda body: body[:30].decode("latin-1"),
)
async def test_a_body_that_is_not_one_json_object_is_refused(house, body):
    problem = checked(await house.post(CREATE, content=body, headers=JSON), 400, "unreadable")
    assert problem["errors"] == []
    assert (await house.get("/api/jobs")).json()["count"] == 0


@pytest.mark.parametrize("sort", ["text/plain", "application/x-www-form-urlencoded", "nonsense"])
async def test_a_body_of_another_sort_is_refused(house, facts, sort):
    body = json.dumps(facts.order)
    answer = await house.post(CREATE, content=body, headers={"Content-Type": sort})
    assert "application/json" in checked(answer, 400, "unreadable")["detail"]


@pytest.mark.parametrize("sort", ["application/json; charset=utf-8", "application/x+json", None])
async def test_json_by_any_of_its_names_is_read(house, facts, sort):
    headers = {"Content-Type": sort} if sort else {}
    answer = await house.post(CREATE, content=json.dumps(facts.order), headers=headers)
    assert answer.status_code == 202


async def test_a_body_over_a_mebibyte_is_refused(house):
    body = b'{"promotion_code": "' + b"x" * MAX_BODY + b'"}'
    checked(await house.post(CREATE, content=body, headers=JSON), 413, "too_large")


async def test_a_body_that_hides_its_size_is_refused_as_well(house):
    async def pieces():
        for _ in range(20):
            yield b" " * (MAX_BODY // 16)

    checked(await house.post(CREATE, content=pieces(), headers=JSON), 413, "too_large")


async def test_a_body_of_a_mebibyte_is_read(house, facts):
    body = json.dumps(facts.order).encode().ljust(MAX_BODY)
    assert (await house.post(CREATE, content=body, headers=JSON)).status_code == 202


@pytest.mark.parametrize(
    ("path", "field", "words"),
    [
        ("/api/reseller/programs?limit=41", "limit", "The largest value is 40."),
        ("/api/reseller/programs?offset=-1", "offset", "The smallest value is 0."),
        ("/api/reseller/programs?limit=ten", "limit", "Write a whole number."),
        ("/api/reseller/programs?limit=1.5", "limit", "Write a whole number."),
        ("/api/reseller/programs?limit=" + "9" * 5000, "limit", None),
        (
            "/api/reseller/programs?program_status=OLD",
            "program_status",
            "Choose one of 'CURRENT', 'PAST', 'PAUSED', 'FUTURE' or 'ALL'.",
        ),
        (
            "/api/schedules?state=foo&state=bar",
            "state",
            "Choose one of 'waiting', 'missed', 'fired', 'cancelled' or 'refused'.",
        ),
        (
            "/api/schedules?action=foo",
            "action",
            "Choose one of 'budget', 'bid', 'pause', 'resume' or 'terminate'.",
        ),
        (
            "/api/bulk/bulk_01/rows?status=waiting&status=foo",
            "status",
            "Choose one of 'waiting', 'running', 'asking', 'completed', 'failed' or 'refused'.",
        ),
    ],
)
async def test_a_wrong_parameter_is_told_in_words(house, path, field, words):
    problem = checked(await house.get(path), 422, "invalid")
    (error,) = problem["errors"]
    assert error["field"] == field
    assert words is None or error["message"] == words


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/api/schedules?state=foo", "Виберіть одне з: 'waiting', "),
        ("/api/schedules?state=foo", " або '"),
        ("/api/jobs?sort=foo", "Виберіть одне з: '-created_at' або 'created_at'."),
        ("/api/jobs?limit=ten", "Вкажіть ціле число."),
        ("/api/jobs?limit=1000", "Найбільше значення — 200."),
        ("/api/bulk/template", "Це значення потрібне."),
    ],
)
async def test_a_wrong_parameter_is_told_in_ukrainian(house, path, said):
    answer = await house.get(path, headers={"Accept-Language": "uk"})
    assert said in checked(answer, 422, "invalid")["errors"][0]["message"]


async def test_an_empty_key_is_told_in_words(house):
    answer = await house.create(headers={"Idempotency-Key": ""})
    (error,) = checked(answer, 422, "invalid")["errors"]
    assert error == {"field": "Idempotency-Key", "message": "This must not be empty."}


async def test_a_sentence_about_several_fields_is_said_once_in_all(house):
    problem = checked(await house.get("/api/businesses/lookup"), 422, "invalid")
    assert len(problem["errors"]) == 4
    assert problem["detail"] == "This is needed to find a business."


async def test_a_choice_of_two_is_told_in_words(house):
    answer = await house.post("/api/bulk?kind=create&dry_run=maybe", content="")
    (error,) = checked(answer, 422, "invalid")["errors"]
    assert error == {"field": "dry_run", "message": "Choose true or false."}


async def test_an_error_of_ours_is_a_problem_without_a_traceback(house, monkeypatch):
    async def broken(*_arguments):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(house.adtrail.store, "active", broken)
    with capture_logs() as logs:
        answer = await house.get("/api/reseller/active-jobs")
    assert [entry["path"] for entry in logs] == ["/api/reseller/active-jobs"]
    checked(answer, 500, "internal")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


async def test_an_error_of_ours_is_said_in_ukrainian_too(house, monkeypatch):
    async def broken(*_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(house.adtrail.store, "active", broken)
    with capture_logs():
        answer = await house.get("/api/reseller/active-jobs", headers={"Accept-Language": "uk"})
    problem = checked(answer, 500, "internal")
    assert (problem["title"], problem["detail"].split(".")[0]) == (
        "Щось пішло не так",
        "У самому Adtrail сталася помилка",
    )
    assert answer.headers["content-language"] == "uk"


async def test_the_partner_being_away_is_a_problem_of_a_gateway(house, facts):
    house.wire.cut = True
    answer = await house.get(f"/api/reseller/program_info/{facts.program}")
    checked(answer, 502, "partner_unavailable")


async def test_pages_keep_their_own_handlers():
    app = FastAPI()

    @app.exception_handler(HTTPException)
    async def of_the_pages(_request, _error):
        return httpx.Response(418)

    @app.get("/page")
    async def page(number: int):
        return {"number": number}

    install_api(app, None)
    handlers = dict(app.exception_handlers)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        wrong = await client.get("/page?number=x")
        assert wrong.json()["detail"][0]["type"] == "int_parsing"
        assert (await client.get("/apis")).headers["content-type"] == "application/json"
        assert (await client.get("/api/x")).headers["content-type"] == "application/problem+json"
    assert handlers[HTTPException] is of_the_pages


async def test_a_create_that_left_a_program_is_not_bought_again(house, facts):
    order = facts.order | {"business_id": "TestPartlyApplied00000"}
    answer = await house.post("/api/reseller/program/create", json=order)
    document = await house.ended(answer.json()["job_id"])
    assert (document["status"], document["program_id"] is None) == ("FAILED", False)
    again = await house.post(f"/api/jobs/{document['job_id']}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "not_allowed")
    assert document["program_id"] in again.json()["detail"]
    assert len(house.wire.sent("/program/create")) == 1


@pytest.mark.parametrize(("change", "body"), [("end", {}), ("edit", {"budget": 300})])
async def test_a_program_that_was_ended_here_is_not_changed_any_more(house, facts, change, body):
    path = f"/api/reseller/program/{facts.program}"
    first = (await house.post(f"{path}/end", headers={"Idempotency-Key": "once"})).json()["job_id"]
    await house.ended(first)
    again = await house.post(f"{path}/{change}", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "not_allowed")
    assert first in again.json()["detail"]
    same = await house.post(f"{path}/end", headers={"Idempotency-Key": "once"})
    assert (same.status_code, same.json()["job_id"]) == (202, first)
