"""With accounts: who asks is known before anything is answered; without, nothing has changed."""

import asyncio
import base64
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI

from models.people import Role
from pages.api import install_api
from pages.api.gate import COOKIE
from pages.login import Door
from services.people.acting import Person, acting_as
from services.store.people import PeopleRows

PASSWORD = "correct horse"
ORDER = {"business_id": "GoldenGateHvacRepair00", "program_name": "CPC", "budget": 64}
ORDER |= {"is_autobid": True, "start": "2099-01-10"}
ADMIN = Person("admin", Role.ADMIN)
MUCH_LATER = datetime(2099, 1, 1, tzinfo=UTC)
OWN = ("/api/tokens", "/api/sessions", "/api/people/me/")
STREAM = {"Accept": "text/event-stream"}


@pytest.fixture
def settings(with_accounts):
    return with_accounts


@pytest.fixture
def hire(house):
    async def make(name, role):
        with acting_as(ADMIN):
            return await house.adtrail.accounts.add(name, PASSWORD, Role(role))

    return make


@pytest.fixture
def cookie(house):
    async def enter(name="admin"):
        secret = await house.adtrail.signing.sign_in(name, PASSWORD, "10.0.0.1", "")
        return {"Cookie": f"{COOKIE}={secret}"}

    return enter


def basic(name="admin", password=PASSWORD):
    pair = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


@pytest.mark.parametrize(
    "path", ["/api/jobs", "/api/docs", "/api/openapi.json", "/metrics", "/api/no-such-thing"]
)
async def test_nothing_is_told_to_nobody(house, path):
    answer = await house.get(path)
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "www-authenticate" not in answer.headers
    assert "Sign in first" in answer.json()["detail"]


async def test_whether_it_works_is_told_to_everybody(house):
    assert (await house.get("/api/health")).status_code == 200


async def test_a_refusal_is_said_in_the_language_that_is_asked_for(house):
    answer = await house.get("/api/jobs", headers={"Accept-Language": "uk"})
    assert "Увійдіть" in answer.json()["detail"]


async def test_a_name_and_a_password_with_every_call_are_enough(house, hire):
    await hire("hana", "operator")
    made = await house.post("/api/reseller/program/create", json=ORDER, headers=basic("hana"))
    assert made.status_code == 202
    job = house.adtrail.programs.job(made.json()["job_id"])
    assert job.actor == "hana"
    assert (await house.get("/metrics", headers=basic("hana"))).status_code == 200


@pytest.mark.parametrize(
    "said",
    ["Basic", "Basic !!!", "Basic aGFuYQ==", "Basic /w==", "Digest x", "Bearer", "Bearer made-up"],
)
async def test_what_cannot_be_read_or_is_not_known_is_refused(house, said):
    answer = await house.get("/api/jobs", headers={"Authorization": said})
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


async def test_who_guesses_has_to_wait(house):
    for _ in range(5):
        answer = await house.get("/api/jobs", headers=basic(password="guess"))
        assert answer.status_code == 401
    answer = await house.get("/api/jobs", headers=basic())
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_tries")
    assert int(answer.headers["retry-after"]) == 15


async def test_a_page_of_ours_asks_by_its_cookie(house, cookie):
    own = await cookie() | {"Origin": "http://test"}
    made = await house.post("/api/reseller/program/create", json=ORDER, headers=own)
    assert house.adtrail.programs.job(made.json()["job_id"]).actor == "admin"


@pytest.mark.parametrize("origin", [{}, {"Origin": "http://evil.io"}, {"Origin": "null"}])
async def test_a_cookie_alone_changes_nothing(house, cookie, origin):
    headers = await cookie() | origin
    answer = await house.post("/api/reseller/program/create", json=ORDER, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert (await house.get("/api/jobs", headers=await cookie())).json()["count"] == 0


async def test_a_cookie_of_a_session_that_is_over_is_no_cookie(house, cookie):
    own = await cookie()
    person = house.adtrail.signing.by_cookie(own["Cookie"].partition("=")[2])
    await house.adtrail.signing.sign_out(person)
    assert (await house.get("/api/jobs", headers=own)).status_code == 401


async def opened(house, job_id):
    while True:
        await asyncio.sleep(0.01)
        if house.adtrail.bus.watched(job_id):
            return


@pytest.fixture
def ways_in(house, hire, cookie):
    """Headers that let hana in, and what ends that."""

    async def find(way):
        adtrail, hana, own = house.adtrail, await hire("hana", "viewer"), await cookie("hana")
        person = adtrail.signing.by_cookie(own["Cookie"].partition("=")[2])
        if way == "session":
            return own, adtrail.signing.sign_out(person)
        if way == "token":
            with acting_as(person):
                token, secret = await adtrail.tokens.make("script", Role.VIEWER)
            return {"Authorization": f"Bearer {secret}"}, adtrail.tokens.revoke(token.id)
        if way == "account":
            return basic("hana"), adtrail.accounts.disable(hana.id)
        return basic("hana"), adtrail.accounts.reset_password(hana.id, "another horse")

    return find


@pytest.mark.parametrize("way", ["session", "token", "account", "password"])
async def test_a_stream_ends_with_what_let_its_reader_in(house, ways_in, way):
    house.wire.cut = True
    made = await house.post("/api/reseller/program/create", json=ORDER, headers=basic())
    path = f"/api/jobs/{made.json()['job_id']}/events"
    headers, ending = await ways_in(way)
    reading = asyncio.ensure_future(house.get(path, headers=headers | STREAM))
    async with asyncio.timeout(5):
        await opened(house, made.json()["job_id"])
        assert not reading.done()
        with acting_as(ADMIN):
            await ending
        answer = await reading
    assert (answer.status_code, "recorded" in answer.text) == (200, True)
    assert not house.adtrail.bus.watched(made.json()["job_id"])
    assert (await house.get(path, headers=headers | STREAM)).status_code == 401


async def test_a_stream_ends_when_a_session_runs_out_or_is_ended_elsewhere(
    house, hire, cookie, monkeypatch
):
    monkeypatch.setattr("pages.api.events.KEEP_ALIVE", 0.01)
    monkeypatch.setattr(house.adtrail.signing._found, "_seconds", 0)
    house.wire.cut = True
    made = await house.post("/api/reseller/program/create", json=ORDER, headers=basic())
    await hire("hana", "viewer")
    own, path = await cookie("hana"), f"/api/jobs/{made.json()['job_id']}/events"
    reading = asyncio.ensure_future(house.get(path, headers=own | STREAM))
    async with asyncio.timeout(5):
        await opened(house, made.json()["job_id"])
        await PeopleRows(house.adtrail.store).sweep(MUCH_LATER, MUCH_LATER)  # and nobody is told
        answer = await reading
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/reseller/program/create"),
        ("POST", "/api/bulk?kind=create"),
        ("PUT", "/api/reseller/program/ProgActiveManualBid000/label"),
        ("DELETE", "/api/schedules/sch_1"),
        ("POST", "/api/auth/validate-credentials"),
        ("POST", "/api/jobs/job_1/retry"),
    ],
)
async def test_a_viewer_changes_nothing(house, hire, method, path):
    await hire("vera", "viewer")
    answer = await house.client.request(method, path, json=ORDER, headers=basic("vera"))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    assert "look at everything and change nothing" in answer.json()["detail"]
    assert (await house.get("/api/jobs", headers=basic("vera"))).json()["count"] == 0


async def test_an_operator_tries_credentials_and_keeps_none(house, hire):
    await hire("olena", "operator")
    pair, olena = {"username": "partner", "password": "secret"}, basic("olena")
    tried = await house.post("/api/auth/validate-credentials", json=pair, headers=olena)
    assert (tried.status_code, tried.json()["valid"]) == (200, True)
    kept = await house.post("/api/auth/save-credentials", json=pair, headers=olena)
    assert (kept.status_code, kept.json()["code"]) == (403, "not_permitted")


async def test_every_call_that_changes_something_is_closed_to_viewers(house, hire):
    await hire("vera", "viewer")
    document = (await house.get("/api/openapi.json", headers=basic("vera"))).json()
    for path, calls in document["paths"].items():
        if path.startswith(OWN):  # what is others' is refused there
            continue
        for method in calls.keys() - {"get"}:
            there = path.replace("{", "").replace("}", "")
            answer = await house.client.request(method, there, headers=basic("vera"))
            assert answer.status_code == 403, (method, path)


@pytest.mark.parametrize("path", ["/", "/jobs?status=FAILED", "/_nicegui_ws/socket.io/", "/sw.js"])
async def test_pages_lead_to_the_door_and_their_parts_are_refused(house, path):
    answer = await house.get(path, headers={"Accept": "text/html"})
    if path.startswith(("/_", "/sw")):
        assert answer.status_code == 401
        return
    assert answer.status_code == 303
    wanted = {"/": "/login", "/jobs?status=FAILED": "/login?next=%2Fjobs%3Fstatus%3DFAILED"}
    assert answer.headers["location"] == wanted[path]


@pytest.mark.parametrize("path", ["/_nicegui_ws/socket.io/", "/login", "/logout"])
async def test_a_socket_of_nobody_is_closed(house, path):
    told = []

    async def send(message):
        told.append(message["type"])

    async def receive():
        return {"type": "websocket.connect"}

    app = FastAPI()
    install_api(app, house.adtrail, door=Door(house.adtrail.signing))
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost:8080"), (b"origin", b"http://localhost:8080")],
        "subprotocols": [],
        "server": ("127.0.0.1", 8080),
        "client": ("127.0.0.1", 1),
    }
    await app.build_middleware_stack()(scope, receive, send)
    assert told == ["websocket.close"]


async def test_every_answer_says_how_it_may_be_used(house):
    for path in ("/api/health", "/api/jobs", "/", "/api/no-such-thing"):
        headers = (await house.get(path)).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "strict-transport-security" not in headers
    behind = httpx.AsyncClient(transport=house.client._transport, base_url="https://test")
    async with behind:
        headers = (await behind.get("/api/health")).headers
    assert headers["strict-transport-security"] == "max-age=31536000"
