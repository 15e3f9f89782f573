"""What of a partner's echo of the password comes out of the client: nothing, in no error."""

import json
import time
from datetime import UTC, datetime

import httpx
import pytest
from pydantic import SecretStr

from services.clock import ManualClock
from services.upstream.client import PartnerClient
from services.upstream.errors import LONGEST_RAW, Unavailable, Unknown, UpstreamError

SECRET = "two  blanks\tand/more"
ECHOES = (SECRET, "two  blanks", r"two  blanks\tand\/more", "two blanks and/more", "and/more")


def client(answer, secret=SECRET):
    def handler(_request):
        if isinstance(answer, Exception):
            raise answer
        return answer

    partner = PartnerClient.open(
        "https://partner.test",
        "me",
        SecretStr(secret),
        5.0,
        httpx.MockTransport(handler),
        ManualClock(datetime(2026, 5, 14, 12, 0, tzinfo=UTC)),
    )
    partner.set_credentials("me", SecretStr(f"{secret}-next"))
    return partner


def unsaid(error):
    told = (str(error), repr(error), error.raw, error.message, str(error.code))
    return not any(echo in text for text in told for echo in ECHOES)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ReadError(f"bad header {SECRET}"),
        httpx.Response(400, text=f"<title>bad {SECRET}</title>"),
        httpx.Response(
            400, text=r'{"error": {"id": "X", "message": "bad two  blanks\tand\/more"}}'
        ),
        httpx.Response(400, text=r'{"error": {"id": "two  blanks\tand\/more-next"}}'),
        httpx.Response(400, text=r'{"error": "two  blanks\tand\/more-next"}'),
    ],
    ids=str,
)
async def test_blanks_in_the_password_are_looked_at_before_they_are_collapsed(answer):
    with pytest.raises(UpstreamError) as caught:
        await client(answer).create({})
    assert unsaid(caught.value)
    assert "-next" not in caught.value.raw + caught.value.message


async def test_the_errors_of_a_200_are_told_without_the_password():
    entry = r'{"id": "two  blanks\tand\/more", "description": "No: two  blanks\tand\/more"}'
    answer = httpx.Response(200, text=f'{{"businesses": [], "errors": [{entry}]}}')
    with pytest.raises(Unknown) as caught:
        await client(answer).business_programs(["b"])
    assert unsaid(caught.value)
    assert (caught.value.code, caught.value.message) == ("********", "No: ********")


async def test_the_errors_of_programs_are_told_without_the_password_and_keep_their_code():
    entry = r'{"id": "INVALID_PROGRAM_ID", "description": "No: PROGRAM", "n": 1}'
    answer = httpx.Response(200, text=f'{{"programs": [], "errors": [{entry}, "PROGRAM; no"]}}')
    info = await client(answer, "PROGRAM").program_info(["p"])
    assert info.errors == [
        {"id": "INVALID_PROGRAM_ID", "description": "No: ********", "n": 1},
        {"description": "********; no"},
    ]


async def test_a_receipt_is_kept_as_it_came_and_what_tells_no_status_is_not():
    receipt = r'{"status":"COMPLETED", "x": "two  blanks\tand\/more"}'
    assert (await client(httpx.Response(200, text=receipt)).status("j")).raw == receipt
    for status in ("", '"status": " ", ', '"status": 1, '):
        nothing = rf'{{{status}"x": "two  blanks\tand\/more"}}'
        answer = await client(httpx.Response(200, text=nothing)).status("j")
        assert answer.raw == f'{{{status}"x": "********"}}'


async def test_code_and_message_of_a_big_body_are_found_and_the_cut_shows_no_half_of_a_secret():
    secret = "hunter2-swordfish"
    body = {"more": f"{secret} " * 200_000, "error": {"id": "X", "message": f"No: {secret}"}}
    began = time.process_time()
    with pytest.raises(Unavailable) as caught:
        await client(httpx.Response(500, json=body), secret).check_credentials()
    assert time.process_time() - began < 0.5
    error = caught.value
    assert (error.code, error.message) == ("X", "No: ********")
    assert len(error.raw) <= LONGEST_RAW
    assert "hunter" not in error.raw
    for before in range(40):
        text = "x" * (LONGEST_RAW - before) + f" {secret}" * 2_000
        with pytest.raises(UpstreamError) as caught:
            await client(httpx.Response(500, text=text), secret).check_credentials()
        assert "hunt" not in caught.value.raw


@pytest.mark.parametrize("secret", ["code", "id", "error", "message", "BAD", "AUTH"])
async def test_a_password_like_a_name_of_json_leaves_code_and_message_to_be_found(secret):
    body = {"error": {"id": "AUTH.BAD", "message": "Not this."}}
    with pytest.raises(UpstreamError) as caught:
        await client(httpx.Response(400, json=body), secret).create({})
    assert (caught.value.code, caught.value.message) == ("AUTH.BAD", "Not this.")
    assert json.loads(caught.value.raw) == body
