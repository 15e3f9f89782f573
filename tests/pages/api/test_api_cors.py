"""Pages of another origin use REST where they are named, and nothing else changes."""

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from pages.api import install_api
from services.container import bootstrap
from services.settings import SettingError, load_settings

APP, OTHER = "https://app.example", "https://other.example"
CREATE = {
    "business_id": "GoldenGateHvacRepair00",
    "program_name": "CPC",
    "budget": 200,
    "is_autobid": True,
}
ASKS_FIRST = {
    "Origin": APP,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
}
PATH = "/api/reseller/program/create"


@pytest.fixture
async def served(settings):
    running = []

    async def serve(**changes):
        adtrail = bootstrap(settings.model_copy(update=changes))
        app = FastAPI()

        @app.post("/page")
        async def page():
            return {}

        install_api(app, adtrail)
        await adtrail.start()
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
        running.append((adtrail, client))
        return client

    yield serve
    for adtrail, client in running:
        await client.aclose()
        await adtrail.stop()


async def test_a_named_page_asks_first_sends_and_reads_the_answer(served):
    client = await served(cors_origins=f"{APP}, http://localhost:3000")
    first = await client.options(PATH, headers=ASKS_FIRST)
    assert first.status_code == 200
    assert first.headers["access-control-allow-origin"] == APP
    assert "POST" in first.headers["access-control-allow-methods"]
    assert "idempotency-key" in first.headers["access-control-allow-headers"].lower()
    made = await client.post(PATH, json=CREATE, headers={"Origin": APP})
    assert made.status_code == 202
    assert made.headers["access-control-allow-origin"] == APP
    assert "Location" in made.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in made.headers
    refused = await client.post(PATH, json={}, headers={"Origin": APP})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (422, APP)


async def test_another_page_is_refused_as_before(served):
    client = await served(cors_origins=APP)
    first = await client.options(PATH, headers=ASKS_FIRST | {"Origin": OTHER})
    assert "access-control-allow-origin" not in first.headers
    for origin in (OTHER, f"{APP}:8443", "http://app.example", "null"):
        answer = await client.post(PATH, json=CREATE, headers={"Origin": origin})
        assert answer.status_code == 403
    assert (await client.post("/page", headers={"Origin": APP})).status_code == 403


async def test_without_the_setting_nobody_elsewhere_is_let_in(served):
    client = await served()
    first = await client.options(PATH, headers=ASKS_FIRST)
    assert "access-control-allow-origin" not in first.headers
    assert (await client.post(PATH, json=CREATE, headers={"Origin": APP})).status_code == 403
    read = await client.get("/api/health", headers={"Origin": APP})
    assert "access-control-allow-origin" not in read.headers


async def test_who_has_to_sign_in_can_read_that_and_signs_in_by_a_pair(served):
    client = await served(cors_origins=APP, password=SecretStr("correct horse battery"))
    assert (await client.options(PATH, headers=ASKS_FIRST)).status_code == 200
    answer = await client.get("/api/jobs", headers={"Origin": APP})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (401, APP)
    pair = ("admin", "correct horse battery")
    assert (await client.get("/api/jobs", headers={"Origin": APP}, auth=pair)).status_code == 200


@pytest.mark.parametrize("said", ["*", "app.example", "https://app.example/", "ftp://a", "null"])
def test_what_is_no_origin_stops_the_start(said):
    with pytest.raises(SettingError, match="ADTRAIL_CORS_ORIGINS"):
        load_settings(cors_origins=said)
