"""What the client makes of every answer, without a network."""

import base64
from datetime import UTC, datetime

import httpx
import pytest
from pydantic import SecretStr

from services.clock import ManualClock
from services.upstream.client import PartnerClient, segment
from services.upstream.errors import (
    LONGEST_RAW,
    Ambiguous,
    Declined,
    Forbidden,
    NotGranted,
    NotSent,
    Refused,
    Throttled,
    Unauthorized,
    Unavailable,
    Unknown,
    Unreachable,
    UpstreamError,
)
from services.upstream.verdicts import retry_after

NOW = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)
SECRET = "hunter2-swordfish"


def client(answer):
    """A client whose partner answers as told: a response, an exception or a function."""

    def handler(request):
        outcome = answer(request) if callable(answer) else answer
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return PartnerClient.open(
        "https://partner.test",
        "me",
        SecretStr(SECRET),
        5.0,
        httpx.MockTransport(handler),
        ManualClock(NOW),
    )


def said(http, **more):
    return httpx.Response(http, **more)


GARBAGE = [
    said(200, text="<html>welcome</html>"),
    said(200, json={}),
    said(200, json={"job_id": ""}),
    said(200, json={"job_id": "  "}),
    said(200, json={"job_id": 17}),
    said(200, json=["job_id"]),
    said(200, text='{"job_id": "\\ud800"}'),
    said(204),
    said(302, headers={"location": "https://elsewhere.test/"}),
    said(408),
    said(500, json={"error": {"id": "INTERNAL_SERVER_ERROR"}}),
    said(502, text="<html>bad gateway</html>"),
    said(503),
    httpx.ReadTimeout("slow"),
    httpx.ReadError("reset"),
    httpx.WriteError("broken pipe"),
    httpx.RemoteProtocolError("nonsense"),
    OSError("odd"),
]


@pytest.mark.parametrize("answer", GARBAGE, ids=str)
async def test_a_submit_that_may_have_arrived_is_ambiguous(answer):
    partner = client(answer)
    for call in (partner.create({}), partner.edit("p", {}), partner.end("p")):
        with pytest.raises(Ambiguous):
            await call


@pytest.mark.parametrize("http", [200, 201, 202])
async def test_any_2xx_with_a_job_id_is_taken(http):
    assert await client(said(http, json={"job_id": "j", "more": 1})).create({}) == "j"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (said(401), Unauthorized),
        (said(429), Throttled),
        *[(said(http), Refused) for http in (400, 403, 404, 405, 409, 413, 422)],
        (httpx.ConnectError("refused"), NotSent),
        (httpx.ConnectTimeout("slow"), NotSent),
        (httpx.PoolTimeout("busy"), NotSent),
    ],
    ids=str,
)
async def test_a_submit_that_certainly_queued_nothing(answer, error):
    with pytest.raises(UpstreamError) as caught:
        await client(answer).create({})
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (said(400), Unknown),
        (said(404, text="<html/>"), Unknown),
        (said(401), Unauthorized),
        (said(403, json={"error": {"code": "ACCESS_DENIED"}}), Forbidden),
        (said(429), Throttled),
        (said(408), Unavailable),
        *[(said(http), Declined) for http in (402, 405, 409, 410, 413, 418, 422, 451)],
        (said(500), Unavailable),
        (said(503, text="<html/>"), Unavailable),
        (said(301, headers={"location": "/"}), Unavailable),
        (said(204), Unavailable),
        (said(200, text="<html/>"), Unavailable),
        (said(200, text="{"), Unavailable),
        (said(200, json=[]), Unavailable),
        (said(200, json="COMPLETED"), Unavailable),
        (httpx.ReadTimeout("slow"), Unavailable),
        (httpx.ConnectError("refused"), Unreachable),
    ],
    ids=str,
)
async def test_a_read_that_failed(answer, error):
    with pytest.raises(UpstreamError) as caught:
        await client(answer).status("j")
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        *[(said(http), Refused) for http in (400, 403, 404, 405, 409, 410, 413, 422)],
        (said(401), Unauthorized),
        (said(429), Throttled),
        *[(said(http), Unavailable) for http in (204, 301, 408, 500, 503)],
        (said(200, text="<html/>"), Unavailable),
        (said(200, json={"features": []}), Unavailable),
        (httpx.ReadTimeout("slow"), Unavailable),
        (httpx.ConnectError("refused"), Unreachable),
    ],
    ids=str,
)
async def test_a_write_that_may_be_repeated_is_refused_as_a_submit_and_else_fails_as_a_read(
    answer, error
):
    with pytest.raises(UpstreamError) as caught:
        await client(answer).write_features("p", {"AD_GOAL": {"ad_goal": "CALLS"}})
    assert type(caught.value) is error


@pytest.mark.parametrize("body", ["", "job not complete", '{"status": "COMPLETED"}'])
async def test_a_202_is_never_read_as_a_receipt(body):
    answer = await client(said(202, text=body)).status("j")
    assert (answer.http, answer.body, answer.raw) == (202, None, body)


async def test_the_receipt_of_a_200_is_handed_on_as_it_is():
    text = '{"b": 1, "status": "ODD", "a": {"b": [null]}}'
    answer = await client(said(200, text=text)).status("j")
    assert answer.raw == text
    assert list(answer.body) == ["b", "status", "a"]


@pytest.mark.parametrize(
    ("http", "error"),
    [
        (202, None),
        (200, None),
        (404, NotGranted),
        (400, Refused),
        (401, Unauthorized),
        (500, Ambiguous),
    ],
)
async def test_pause_and_resume(http, error):
    partner = client(said(http))
    for call in (partner.pause("p"), partner.resume("p")):
        if error is None:
            await call
            continue
        with pytest.raises(UpstreamError) as caught:
            await call
        assert type(caught.value) is error


async def test_an_order_travels_in_the_query_with_repeated_keys_and_an_empty_body():
    seen = []

    def answer(request):
        seen.append(request)
        return said(200, json={"job_id": "j"})

    await client(answer).edit("-a_b", {"budget": "45000", "ad_categories": ["hvac", "tires"]})
    (request,) = seen
    assert request.method == "POST"
    assert request.url.raw_path == (
        b"/v1/reseller/program/-a_b/edit?budget=45000&ad_categories=hvac&ad_categories=tires"
    )
    assert request.content == b""
    assert request.headers["accept"] == "application/json"
    pair = base64.b64decode(request.headers["authorization"].removeprefix("Basic "))
    assert pair == f"me:{SECRET}".encode()


async def test_credentials_can_be_changed_and_left_out():
    seen = []

    def answer(request):
        seen.append(request.headers.get("authorization"))
        return said(202)

    partner = client(answer)
    partner.set_credentials("you", SecretStr("other"))
    await partner.status("j")
    partner.set_credentials(None, None)
    await partner.status("j")
    assert seen == ["Basic " + base64.b64encode(b"you:other").decode(), None]


async def test_the_password_is_never_in_an_error():
    pair = base64.b64encode(f"me:{SECRET}".encode()).decode()
    echo = f"bad header Basic {pair} with {SECRET}"
    for answer in (
        said(401, text=echo),
        said(400, json={"error": {"code": SECRET, "message": echo}}),
        httpx.ReadError(echo),
    ):
        with pytest.raises(UpstreamError) as caught:
            await client(answer).create({})
        error = caught.value
        for text in (str(error), repr(error), error.raw, error.message, str(error.code)):
            assert SECRET not in text
            assert pair not in text


async def test_raw_is_cut_and_the_message_is_short():
    with pytest.raises(Unavailable) as caught:
        await client(said(500, text="x" * 100_000)).status("j")
    assert len(caught.value.raw) == LONGEST_RAW
    assert len(caught.value.message) <= 500


async def test_health_knows_the_last_success_and_the_last_error():
    answers = [said(202), said(500), said(202)]
    partner = client(lambda _request: answers.pop(0))
    assert partner.last_success_at is None
    await partner.status("j")
    assert (partner.last_success_at, partner.last_error) == (NOW, None)
    with pytest.raises(Unavailable) as caught:
        await partner.status("j")
    assert partner.last_error is caught.value
    await partner.status("j")
    assert partner.last_error is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("-5", 0.0),
        ("nan", None),
        ("inf", 86_400.0),
        ("9" * 400, 86_400.0),
        ("Thu, 14 May 2026 12:01:30 GMT", 90.0),
        ("Thu, 14 May 2026 12:01:30 -0000", 90.0),
        ("Thu, 14 May 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_in_both_forms(value, seconds):
    assert retry_after({} if value is None else {"retry-after": value}, ManualClock(NOW)) == seconds


async def test_retry_after_comes_with_the_error():
    with pytest.raises(Throttled) as caught:
        await client(said(429, headers={"retry-after": "30"})).create({})
    assert caught.value.retry_after == 30.0


@pytest.mark.parametrize(
    ("value", "expected"),
    [("-a_b", "-a_b"), ("a/b?c", "a%2Fb%3Fc"), ("..", "%2E%2E"), (".", "%2E"), ("a.b", "a.b")],
)
def test_an_id_is_one_segment_of_the_path(value, expected):
    assert segment(value) == expected
