"""Businesses are looked up where there is a key, and a failure is a sentence."""

import httpx
import pytest
from pydantic import SecretStr

from services.clock import SystemClock
from services.container import bootstrap
from services.errors import Invalid, LookupFailed, NoLookup
from services.upstream.sandbox import SandboxTransport, create_sandbox

GOLDEN = {"name": "golden gate", "city": "san francisco", "state": "ca", "country": "us"}
REAL = "http://partner.example"


class Wire(httpx.AsyncBaseTransport):
    """To a sandbox that plays partner and look-up; notes requests, and can answer otherwise."""

    def __init__(self):
        self._sandbox = SandboxTransport(create_sandbox(SystemClock(), 0.1))
        self.requests = []
        self.answer = None

    async def handle_async_request(self, request):
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer or await self._sandbox.handle_async_request(request)


@pytest.fixture
async def made(settings):
    running = []

    def make(wire=None, **changes):
        adtrail = bootstrap(settings.model_copy(update=changes), transport=wire)
        running.append(adtrail)
        return adtrail.lookup

    yield make
    for adtrail in running:
        await adtrail.stop()


@pytest.fixture
def real(made):
    """The look-up beside a partner behind an address, with a key."""
    wire = Wire()
    return wire, made(wire, upstream_url=REAL, fusion_key=SecretStr("k3y"))


async def test_the_sandbox_has_a_look_up_of_its_own(made):
    lookup = made()
    assert lookup.offered
    (found,) = await lookup.find(GOLDEN)
    assert (found.business_id, found.name) == ("GoldenGateHvacRepair00", "Golden Gate HVAC Repair")
    assert found.address == "San Francisco, CA, US"
    assert await lookup.find(GOLDEN | {"city": "Fresno"}) == []


async def test_categories_of_a_listing_have_alias_and_title(made):
    lookup = made()
    told = await lookup.categories("GoldenGateHvacRepair00")
    assert told[0] == ("hvac", "Heating & Air Conditioning/HVAC")
    assert await lookup.categories("NobodyKnowsThisOne0000") == ()


async def test_another_partner_has_a_look_up_with_a_key_alone(made):
    lookup = made(upstream_url=REAL)
    assert not lookup.offered
    with pytest.raises(NoLookup, match="ADTRAIL_FUSION_KEY is not set"):
        await lookup.find(GOLDEN)


async def test_the_key_travels_to_its_own_host_and_the_pair_does_not(made):
    wire = Wire()
    lookup = made(
        wire,
        upstream_url=REAL,
        upstream_username="joe",
        upstream_password=SecretStr("secret"),
        fusion_key=SecretStr("k3y"),
        fusion_url="http://lookup.example",
    )
    await lookup.find(GOLDEN)
    (request,) = wire.requests
    assert (request.url.host, request.headers["authorization"]) == ("lookup.example", "Bearer k3y")
    assert dict(request.url.params) == {
        "name": "golden gate",
        "city": "san francisco",
        "state": "CA",
        "country": "US",
        "address1": "",
    }


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(401, json={"error": {"code": "TOKEN_INVALID"}}), "does not take its key"),
        (httpx.Response(403), "does not take its key"),
        (httpx.Response(429, headers={"retry-after": "60"}), "asked too often"),
        (httpx.Response(400, json={"error": {"code": "VALIDATION_ERROR"}}), "did not understand"),
        (httpx.Response(500), "cannot be reached"),
        (httpx.Response(200, text="<html>"), "cannot be reached"),
        (httpx.Response(200, json=["x"]), "cannot be reached"),
        (httpx.Response(200, json={"businesses": None}), "cannot be reached"),
        (httpx.ConnectError("no route"), "cannot be reached"),
    ],
)
async def test_each_failure_is_a_sentence(real, answer, words):
    wire, lookup = real
    wire.answer = answer
    with pytest.raises(LookupFailed, match=words):
        await lookup.find(GOLDEN)


async def test_garbage_in_an_answer_is_left_out(real):
    wire, lookup = real
    wire.answer = httpx.Response(
        200, json={"businesses": [7, {"name": "no id"}, {"id": "Bz1", "location": [], "name": 3}]}
    )
    (found,) = await lookup.find(GOLDEN)
    assert (found.business_id, found.name, found.address) == ("Bz1", "", "")
    wire.answer = httpx.Response(200, json={"categories": [1, {"title": "x"}, {"alias": "hvac"}]})
    assert await lookup.categories("GoldenGateHvacRepair00") == (("hvac", "hvac"),)


async def test_what_is_missing_is_said_before_anybody_is_asked(real):
    wire, lookup = real
    with pytest.raises(Invalid) as refused:
        await lookup.find({"name": "x" * 65, "city": " ", "state": "CA", "country": None})
    assert {error.field for error in refused.value.errors} == {"name", "city", "country"}
    assert wire.requests == []


async def test_without_a_key_the_sandbox_refuses_as_the_real_one_does():
    transport = SandboxTransport(create_sandbox(SystemClock(), 0.1))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        answer = await client.get("/v3/businesses/GoldenGateHvacRepair00")
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "UNAUTHORIZED_API_KEY"
        keyed = {"Authorization": "Bearer any"}
        bare = await client.get("/v3/businesses/matches", headers=keyed)
        assert bare.status_code == 400
