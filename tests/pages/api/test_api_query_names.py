"""A query name that a call does not take is refused: what was meant by it would not be done."""

import re

import pytest
from fastapi import FastAPI

from pages.api import install_api

ROWS = "business_id,program_name,budget,is_autobid\nGoldenGateHvacRepair00,CPC,250,true\n"
CSV = {"Content-Type": "text/csv"}
UK = {"Accept-Language": "uk"}


def calls():
    """Every call as (method, an address, the names that the document has for its query)."""
    app = FastAPI()
    install_api(app, None)
    for path, methods in app.openapi()["paths"].items():
        for method, call in methods.items():
            told = [one["name"] for one in call.get("parameters", ()) if one["in"] == "query"]
            yield method.upper(), re.sub(r"{\w+}", "x", path), told


def refused(answer, name):
    """The sentence about `name`, which is all that is refused."""
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert (problem["code"], [error["field"] for error in problem["errors"]]) == ("invalid", [name])
    return problem["errors"][0]["message"]


@pytest.mark.parametrize("name", ["dryrun", "dry-run", "Dry_Run", "dry_run%20", "test"])
async def test_a_file_is_not_sent_when_the_dry_run_is_misspelt(house, name):
    address = f"/api/bulk?kind=create&{name}=true"
    said = refused(await house.post(address, content=ROWS, headers=CSV), name.replace("%20", " "))
    assert said.endswith("there is kind, dry_run, skip_invalid, name.")
    assert (await house.get("/api/bulk")).json()["bulks"] == []
    assert (await house.get("/api/jobs")).json()["count"] == 0


@pytest.mark.parametrize("change", ["edit", "end", "duplicate"])
async def test_a_call_without_query_names_takes_none(house, facts, change):
    address = f"/api/reseller/program/{facts.program}/{change}?dry_run=true"
    said = refused(await house.post(address, json={"budget": 300}), "dry_run")
    assert said == "This call takes no query parameters."
    assert (await house.get("/api/jobs")).json()["count"] == 0


async def test_a_name_that_comes_twice_leaves_open_what_was_meant(house):
    address = "/api/bulk?kind=create&dry_run=true&dry_run=false"
    said = refused(await house.post(address, content=ROWS, headers=CSV), "dry_run")
    assert said == "This query parameter is given more than once; give it once."
    assert (await house.get("/api/jobs")).json()["count"] == 0
    refused(await house.get("/api/reseller/job-history?days=7&days=30"), "days")
    several = await house.get("/api/jobs?status=FAILED&status=COMPLETED&kind=create")
    assert several.status_code == 200


async def test_it_is_said_in_ukrainian_too(house):
    address = "/api/bulk?kind=create&dryrun=true"
    answer = await house.post(address, content=ROWS, headers=CSV | UK)
    assert "Параметра запиту" in refused(answer, "dryrun")
    answer = await house.post("/api/reseller/program/create?dry_run=true", headers=UK)
    assert "не приймає" in refused(answer, "dry_run")


async def test_every_call_that_changes_something_refuses_it(house):
    for method, path, told in calls():
        if method != "GET":
            assert "nonsense" not in told
            refused(await house.client.request(method, f"{path}?nonsense=1"), "nonsense")


async def test_a_list_is_not_told_unfiltered_when_its_filter_is_misspelt(house):
    said = refused(await house.get("/api/jobs?stauts=FAILED"), "stauts")
    assert "status" in said
    for method, path, told in calls():
        if method == "GET" and told:
            refused(await house.get(f"{path}?nonsense=1"), "nonsense")


@pytest.mark.parametrize(
    "path", ["/api/health", "/api/reseller/active-jobs", "/api/docs", "/api/openapi.json"]
)
async def test_what_is_read_without_any_choice_may_be_asked_with_one(house, path):
    """Such as by a monitor that adds the time."""
    assert (await house.get(f"{path}?_=1764460800")).status_code == 200


async def test_the_document_says_so(house):
    about = (await house.get("/api/openapi.json")).json()["info"]["description"]
    assert "A query parameter that a call does not take" in about
