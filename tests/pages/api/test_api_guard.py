"""Nothing is done for a foreign page, and nothing is answered under a foreign name."""

import httpx
import pytest
from fastapi import FastAPI, WebSocket
from starlette.responses import PlainTextResponse

from pages.api.guard import Guard


def guarded(**options):
    app = FastAPI()

    @app.api_route("/", methods=["GET", "POST"])
    async def page():
        return PlainTextResponse("done")

    @app.websocket("/socket")
    async def socket(websocket: WebSocket):
        await websocket.accept()

    app.add_middleware(Guard, **options)
    return app


async def asked(app, method="GET", server="127.0.0.1", **headers):
    """The status of a request that arrives at `server`, whatever its headers say."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{server}:8080") as client:
        return (await client.request(method, "/", headers=headers)).status_code


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080", "[::1]", "adtrail.example"],
)
async def test_known_names_are_answered(host):
    assert await asked(guarded(hosts={"Adtrail.example"}), host=host) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8080",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "",
        "localhost:port",
        "user@localhost",
        "[::1",
        "0.0.0.0",  # noqa: S104 - a name that some browsers send to this machine
    ],
)
async def test_foreign_names_are_refused(host):
    assert await asked(guarded(), host=host) == 403


async def test_the_address_of_arrival_is_a_known_name():
    assert await asked(guarded(), server="192.168.1.5", host="192.168.1.5:8080") == 200
    assert await asked(guarded(), server="192.168.1.5", host="192.168.1.6:8080") == 403


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://localhost:3000",
        "http://localhost",
        "null",
        "",
        "file://",
        "http://localhost:8080.evil.example",
        "http://user@localhost:8080",
    ],
)
async def test_a_post_of_a_foreign_page_is_refused(origin):
    assert await asked(guarded(), "POST", host="localhost:8080", origin=origin) == 403


@pytest.mark.parametrize("origin", ["http://localhost:8080", "http://LOCALHOST:8080"])
async def test_a_post_of_our_own_page_is_taken(origin):
    assert await asked(guarded(), "POST", host="localhost:8080", origin=origin) == 200


async def test_a_post_of_a_script_is_taken():
    assert await asked(guarded(), "POST", host="localhost:8080") == 200


async def test_our_own_page_behind_a_proxy_with_tls_is_taken():
    app = guarded(hosts={"adtrail.example"})
    host, origin = "adtrail.example", "https://adtrail.example"
    assert await asked(app, "POST", host=host, origin=origin) == 200


async def test_reading_needs_no_origin():
    assert await asked(guarded(), host="localhost", origin="http://evil.example") == 200


@pytest.mark.parametrize(
    ("origin", "first"),
    [
        ("http://localhost:8080", "websocket.accept"),
        ("http://evil.example", "websocket.close"),
    ],
)
async def test_a_socket_of_a_foreign_page_is_closed(origin, first):
    told = []

    async def send(message):
        told.append(message["type"])

    async def receive():
        return {"type": "websocket.connect"}

    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "scheme": "ws",
        "path": "/socket",
        "raw_path": b"/socket",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost:8080"), (b"origin", origin.encode())],
        "subprotocols": [],
        "server": ("127.0.0.1", 8080),
        "client": ("127.0.0.1", 1),
    }
    await guarded()(scope, receive, send)
    assert told[0] == first


async def test_everything_is_guarded_and_refused_as_a_problem(house):
    answer = await house.post("/api/reseller/program/create", headers={"Origin": "http://evil.io"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert answer.headers["content-type"] == "application/problem+json"
    page = await house.get("/", headers={"Host": "evil.example"})
    assert page.status_code == 403


@pytest.mark.parametrize(
    ("headers", "english", "ukrainian"),
    [
        ({"host": "evil.example"}, "does not answer under this name", "не відповідає під цим"),
        ({"origin": "https://evil.example"}, "a page of another site", "сторінка іншого сайту"),
    ],
)
async def test_why_is_said_in_the_language_that_is_asked_for(headers, english, ukrainian):
    transport = httpx.ASGITransport(guarded())
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        said = await client.post("/", headers=headers)
        told = await client.post("/", headers=headers | {"accept-language": "uk, en;q=0.5"})
    assert english in said.json()["detail"]
    assert ukrainian in told.json()["detail"]
    assert said.json()["title"] != told.json()["title"]
    assert (told.status_code, told.headers["content-language"]) == (403, "uk")
