"""Features of the sandbox (contract 11), asked over plain HTTP: the client only reads them."""

import httpx
import pytest

from services.upstream.sandbox import SandboxTransport

MANUAL = "ProgActiveManualBid000"


@pytest.fixture
async def http(world):
    transport = SandboxTransport(world.sandbox)
    async with httpx.AsyncClient(base_url="http://sandbox", transport=transport) as http:
        yield http


def path(program_id=MANUAL):
    return f"/program/{program_id}/features/v1"


async def test_what_is_written_is_read_and_listed_as_active(world, http):
    answer = await http.post(path(), json={"AD_GOAL": {"ad_goal": "CALLS"}})
    assert answer.status_code == 200
    assert (await world.client.features(MANUAL))["AD_GOAL"] == {"ad_goal": "CALLS"}
    assert (await world.program(MANUAL))["active_features"] == ["AD_GOAL"]
    body = {"features": ["AD_GOAL"]}
    assert (await http.request("DELETE", path(), json=body)).status_code == 200
    assert (await world.client.features(MANUAL))["AD_GOAL"] == {"ad_goal": "DEFAULT"}


async def test_a_radius_and_locations_exclude_each_other(world, http):
    await http.post(path(), json={"CUSTOM_RADIUS_TARGETING": {"custom_radius": 12.5}})
    await http.post(path(), json={"CUSTOM_LOCATION_TARGETING": {"businesses": [{}]}})
    features = await world.client.features(MANUAL)
    assert features["CUSTOM_RADIUS_TARGETING"] == {"custom_radius": None}


@pytest.mark.parametrize(
    "body",
    [
        {"features": {"AD_GOAL": {"ad_goal": "CALLS"}}},
        {"AD_GOAL": {"ad_goal": "WORLD_PEACE"}},
        {"AD_GOAL": {"goal": "CALLS"}},
        {"NEGATIVE_KEYWORD_TARGETING": {"suggested_keywords": []}},
        {"CUSTOM_RADIUS_TARGETING": {"custom_radius": 61}},
        {"CUSTOM_AD_TEXT": {"custom_text": "BUY NOW BUY NOW BUY NOW"}},
        {"BUSINESS_LOGO": {"business_logo_url": None}},
        {},
        [],
    ],
)
async def test_what_is_not_understood_is_refused_and_nothing_stored(world, http, body):
    answer = await http.post(path(), json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["id"] == "VALIDATION_ERROR"
    assert (await world.program(MANUAL))["active_features"] == []


async def test_there_is_no_put_and_no_json_create(world, http):
    assert (await http.put(path(), json={})).status_code == 405
    answer = await http.post(
        "/v1/reseller/program/create?business_id=a&program_name=CPC", json={"budget": 1}
    )
    assert answer.status_code == 400
