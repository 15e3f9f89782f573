"""The OpenAPI document tells the truth, and can be read without the internet."""

import re
from datetime import date

import httpx
import pytest
from fastapi import FastAPI
from pydantic import TypeAdapter

from models.job import JobKind
from models.orders import check_create, check_edit
from pages.api import install_api, schemas

CALLS = {
    ("post", "/api/reseller/program/create"),
    ("post", "/api/reseller/program/{program_id}/edit"),
    ("post", "/api/program/{program_id}/pause/v1"),
    ("post", "/api/program/{program_id}/resume/v1"),
    ("get", "/api/program/{program_id}/features/v1"),
    ("post", "/api/program/{program_id}/features/v1"),
    ("delete", "/api/program/{program_id}/features/v1"),
    ("post", "/api/reseller/program/{program_id}/duplicate"),
    ("post", "/api/reseller/program/{program_id}/end"),
    ("put", "/api/reseller/program/{program_id}/label"),
    ("get", "/api/reseller/status/{job_id}"),
    ("get", "/api/reseller/active-jobs"),
    ("get", "/api/reseller/job-history"),
    ("get", "/api/reseller/business-ids"),
    ("get", "/api/reseller/program_info/{program_id}"),
    ("get", "/api/reseller/programs"),
    ("post", "/api/bulk"),
    ("get", "/api/bulk"),
    ("get", "/api/bulk/template"),
    ("get", "/api/bulk/{bulk_id}"),
    ("get", "/api/bulk/{bulk_id}/rows"),
    ("get", "/api/bulk/{bulk_id}/results"),
    ("post", "/api/bulk/{bulk_id}/pause"),
    ("post", "/api/bulk/{bulk_id}/continue"),
    ("post", "/api/bulk/{bulk_id}/retry"),
    ("post", "/api/schedules"),
    ("get", "/api/schedules"),
    ("get", "/api/schedules/{schedule_id}"),
    ("patch", "/api/schedules/{schedule_id}"),
    ("delete", "/api/schedules/{schedule_id}"),
    ("post", "/api/schedules/{schedule_id}/decision"),
    ("get", "/api/businesses"),
    ("post", "/api/businesses"),
    ("get", "/api/businesses/{business_id}"),
    ("put", "/api/businesses/{business_id}"),
    ("delete", "/api/businesses/{business_id}"),
    ("get", "/api/jobs"),
    ("get", "/api/jobs/export"),
    ("get", "/api/jobs/{job_id}/events"),
    ("post", "/api/jobs/{job_id}/retry"),
    ("post", "/api/jobs/{job_id}/resolve"),
    ("get", "/api/audit"),
    ("get", "/api/businesses/lookup"),
    ("get", "/api/businesses/{business_id}/preflight"),
    ("get", "/api/businesses/{business_id}/categories"),
    ("get", "/api/settings"),
    ("patch", "/api/settings"),
    ("put", "/api/settings/partner"),
    ("put", "/api/settings/features-credentials"),
    ("delete", "/api/settings/features-credentials"),
    ("get", "/api/settings/changes"),
    ("get", "/api/sessions"),
    ("delete", "/api/sessions"),
    ("delete", "/api/sessions/{session_id}"),
    ("put", "/api/people/me/password"),
    ("get", "/api/people"),
    ("post", "/api/people"),
    ("get", "/api/people/{account_id}"),
    ("put", "/api/people/{account_id}/role"),
    ("put", "/api/people/{account_id}/password"),
    ("post", "/api/people/{account_id}/disable"),
    ("post", "/api/people/{account_id}/enable"),
    ("get", "/api/tokens"),
    ("post", "/api/tokens"),
    ("delete", "/api/tokens/{token_id}"),
    ("post", "/api/auth/save-credentials"),
    ("post", "/api/auth/validate-credentials"),
    ("get", "/api/health"),
}


@pytest.fixture
def app():
    app = FastAPI()

    @app.get("/page")
    async def page():
        return {}

    install_api(app, None)
    return app


@pytest.fixture
async def client(app):
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


def test_the_document_has_the_calls_and_no_page(app):
    paths = app.openapi()["paths"]
    assert {(method, path) for path, calls in paths.items() for method in calls} == CALLS


def test_every_reference_leads_somewhere(app):
    document = app.openapi()
    known = document["components"]["schemas"]
    references = set(re.findall(r"'#/components/schemas/(\w+)'", str(document)))
    assert references <= set(known)
    assert "HTTPValidationError" not in known


def test_every_call_says_how_it_refuses_and_has_a_summary(app):
    for path, calls in app.openapi()["paths"].items():
        for call in calls.values():
            assert call["summary"]
            assert {"403", "500"} <= set(call["responses"])
            for status, answer in call["responses"].items():
                assert answer["description"].endswith(".")
                if status >= "400" and (path, status) != ("/api/health", "503"):
                    assert "application/problem+json" in answer["content"]


@pytest.mark.parametrize(
    ("method", "path", "statuses"),
    [
        ("get", "/api/health", "200 403 500 503"),
        ("get", "/api/reseller/active-jobs", "200 401 403 429 500 503"),
        ("get", "/api/jobs", "200 401 403 422 429 500 503"),
        ("get", "/api/reseller/status/{job_id}", "200 304 401 403 404 429 500 503"),
        ("get", "/api/reseller/programs", "200 401 403 422 429 500 502 503"),
        ("post", "/api/reseller/program/create", "202 400 401 403 413 422 429 500 503"),
        ("post", "/api/jobs/{job_id}/retry", "202 400 401 403 404 409 413 422 429 500 503"),
    ],
)
def test_a_call_names_the_very_statuses_that_it_can_answer(app, method, path, statuses):
    assert " ".join(app.openapi()["paths"][path][method]["responses"]) == statuses


def test_what_revokes_a_token_says_when_it_answers_with_what(app):
    """204, and 200 where accounts were added through it that stay."""
    answers = app.openapi()["paths"]["/api/tokens/{token_id}"]["delete"]["responses"]
    schema = answers["200"]["content"]["application/json"]["schema"]
    assert schema["$ref"].endswith("/RevokedDocument")
    assert "content" not in answers["204"]
    assert {"403", "404"} <= set(answers)


def test_a_refusal_says_when_to_come_back_and_what_it_means(app):
    answers = app.openapi()["paths"]["/api/reseller/program/{program_id}/edit"]["post"]["responses"]
    assert "Retry-After" in answers["429"]["headers"]
    assert "Retry-After" in answers["503"]["headers"]
    assert "`program_busy`: Another change" in answers["409"]["description"]
    assert "`idempotency_key_reused`" in answers["422"]["description"]


def test_it_says_how_one_signs_in_and_what_is_open_to_everybody(app):
    document = app.openapi()
    schemes = document["components"]["securitySchemes"]
    said = {(one["type"], one.get("scheme", one.get("name"))) for one in schemes.values()}
    assert said == {("http", "bearer"), ("http", "basic"), ("apiKey", "adtrail_session")}
    assert document["security"] == [{"token": []}, {"password": []}, {"session": []}, {}]
    open_to_all = {
        path
        for path, calls in document["paths"].items()
        for call in calls.values()
        if call.get("security") == []
    }
    assert open_to_all == {"/api/health"}


def test_a_filter_of_kinds_names_all_of_them(app):
    parameters = app.openapi()["paths"]["/api/jobs"]["get"]["parameters"]
    said = next(one["description"] for one in parameters if one["name"] == "kind")
    assert all(kind in said for kind in JobKind)


def test_the_examples_are_good_requests(app):
    paths = app.openapi()["paths"]
    today = date(2026, 11, 24)
    for path, check in (
        ("/api/reseller/program/create", lambda values: check_create(values, today)),
        ("/api/reseller/program/{program_id}/edit", lambda v: check_edit(v, None, today)),
    ):
        body = paths[path]["post"]["requestBody"]["content"]["application/json"]
        assert body["examples"]
        for example in body["examples"].values():
            check(example["value"])
            name = body["schema"]["$ref"].rsplit("/", 1)[-1]
            getattr(schemas, name).model_validate(example["value"])


async def test_the_document_is_served(app, client):
    answer = await client.get("/api/openapi.json")
    assert answer.json() == app.openapi()


async def test_the_page_is_complete_in_itself(client):
    answer = await client.get("/api/docs")
    page = answer.text
    assert answer.headers["content-type"].startswith("text/html")
    for _, path in CALLS:
        assert f"<code>{path}</code>" in page
    assert "&quot;max_bid&quot;: &quot;4.50&quot;" in page
    assert "Idempotency-Key" in page
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
    assert "<script" not in page
    assert "`" not in page
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_answers_have_the_shapes_of_the_document(house):
    done = await house.made()
    failed = await house.made(business_id="TestRejectWrapperChain")
    for address, shape in (
        (f"/api/reseller/status/{done['job_id']}", schemas.StatusDocument),
        (f"/api/reseller/status/{failed['job_id']}", schemas.StatusDocument),
        ("/api/reseller/active-jobs", schemas.ActiveJobs),
        ("/api/reseller/job-history", schemas.JobHistory),
        ("/api/reseller/business-ids", schemas.Businesses),
        (f"/api/reseller/program_info/{done['program_id']}", schemas.ProgramInfoDocument),
        ("/api/reseller/programs", schemas.ProgramsDocument),
        ("/api/jobs", schemas.JobList),
        ("/api/jobs/export?format=json", schemas.JobExport),
        (f"/api/jobs/{done['job_id']}/events", schemas.Timeline),
        ("/api/health", schemas.Health),
        ("/api/jobs?sort=wrong", schemas.Problem),
    ):
        answer = await house.get(address)
        TypeAdapter(shape).validate_json(answer.content)
