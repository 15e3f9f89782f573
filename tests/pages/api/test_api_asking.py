"""What scripts are told as pages are: about a business before it is bought for, and of settings."""

import httpx
import pytest
from pydantic import TypeAdapter

from pages.api import schemas

GOLDEN = {"name": "golden gate", "city": "San Francisco", "state": "CA", "country": "us"}
LOOKUP = "/api/businesses/lookup"
CATEGORIES = "/api/businesses/GoldenGateHvacRepair00/categories"


async def test_a_business_is_found_by_name_and_place_and_has_categories(house, facts):
    found = await house.get(f"{LOOKUP}?{httpx.QueryParams(GOLDEN)}")
    assert found.status_code == 200, found.text
    TypeAdapter(schemas.FoundBusinesses).validate_json(found.content)
    (one,) = found.json()["businesses"]
    assert (one["business_id"], one["name"]) == (facts.business, "Golden Gate HVAC Repair")
    assert one["address"] == "San Francisco, CA, US"
    told = await house.get(f"/api/businesses/{facts.business}/categories")
    TypeAdapter(schemas.CategoriesDocument).validate_json(told.content)
    assert "hvac" in [category["alias"] for category in told.json()["ad_categories"]]
    nowhere = await house.get(f"{LOOKUP}?{httpx.QueryParams(GOLDEN | {'city': 'Fresno'})}")
    assert nowhere.json() == {"count": 0, "businesses": []}


async def test_what_the_look_up_needs_is_said_by_field(house):
    answer = await house.get(f"{LOOKUP}?name=golden&state=California")
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["errors"]} == {"city", "state", "country"}


async def test_a_look_up_that_is_away_is_said(house):
    house.wire.cut = True
    for path in (f"{LOOKUP}?{httpx.QueryParams(GOLDEN)}", CATEGORIES):
        answer = await house.get(path)
        assert (answer.status_code, answer.json()["code"]) == (502, "lookup_failed")


@pytest.mark.parametrize("path", [f"{LOOKUP}?{httpx.QueryParams(GOLDEN)}", CATEGORIES])
async def test_a_look_up_that_was_not_set_up_is_nobodys_failure(house, path):
    house.adtrail.partners.current = "https://partner.example"
    house.wire.cut = True
    answer = await house.get(path)
    assert (answer.status_code, answer.json()["code"]) == (409, "lookup_not_set_up")
    assert "Set it and start Adtrail again" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("business_id", "words"),
    [
        ("GoldenGateHvacRepair00", None),
        ("TestClosedBusiness0000", "is closed"),
        ("NobodyKnowsThisOneHere", "does not show this business"),
    ],
)
async def test_what_speaks_against_a_business_is_said(house, business_id, words):
    answer = await house.get(f"/api/businesses/{business_id}/preflight")
    TypeAdapter(schemas.PreflightDocument).validate_json(answer.content)
    warnings = answer.json()["warnings"]
    assert [words in said for said in warnings] == ([True] if words else [])


async def test_a_partner_that_is_away_warns_of_nothing(house, facts):
    house.wire.cut = True
    answer = await house.get(f"/api/businesses/{facts.business}/preflight")
    assert (answer.status_code, answer.json()["warnings"]) == (200, [])
    for what in ("preflight", "categories"):
        assert (await house.get(f"/api/businesses/joes plumbing/{what}")).status_code == 404


async def test_who_changed_which_setting_page_by_page(house):
    path = "/api/settings/changes"
    assert (await house.get(path)).json() == {"count": 0, "changes": []}
    for on in (True, False, True):
        await house.adtrail.changing.choice("sound", on=on)
    listed = await house.get(f"{path}?limit=2")
    TypeAdapter(schemas.SettingChanges).validate_json(listed.content)
    assert listed.json()["count"] == 3
    newest = listed.json()["changes"]
    assert [(one["actor"], one["name"], one["after"]) for one in newest] == [
        ("local", "sound", "on"),
        ("local", "sound", "off"),
    ]
    (first,) = (await house.get(f"{path}?limit=2&offset=2")).json()["changes"]
    assert (first["before"], first["after"]) == ("off", "on")
    assert (await house.get(f"{path}?limit=0")).status_code == 422
