"""The short way of a create: the answers are those of the long one."""

import json

import pytest

from pages.api import SHORTCUTS

CREATE = "/api/reseller/program/create"
JSON = {"Content-Type": "application/json"}
GOOD = {"business_id": "GoldenGateHvacRepair00", "program_name": "EP"}
BODY = json.dumps(GOOD).encode()


@pytest.fixture
def long_way(monkeypatch):
    def taken():
        monkeypatch.delitem(SHORTCUTS, CREATE)

    return taken


def asked(content=BODY, path=CREATE, method="POST", **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return method, path, content, JSON | names


REQUESTS = {
    "good": asked(),
    "with a key": asked(Idempotency_Key="one"),
    "the same key again": asked(Idempotency_Key="one"),
    "the key with another body": asked(b'{"business_id": "x"}', Idempotency_Key="one"),
    "an empty key": asked(Idempotency_Key=""),
    "the longest key": asked(Idempotency_Key="k" * 255),
    "a key too long": asked(Idempotency_Key="k" * 256),
    "a key beyond ASCII": asked(Idempotency_Key="clé".encode("latin-1")),
    "wrong fields": asked(b'{"business_id": "joes-plumbing", "budget": 1, "color": "red"}'),
    "in Ukrainian": asked(b'{"business_id": "joes-plumbing"}', Accept_Language="uk"),
    "no body": asked(b""),
    "a list": asked(b"[1]"),
    "no JSON": asked(b"{"),
    "another type": asked(Content_Type="text/plain"),
    "too large": asked(b"[" + b" " * (1024 * 1024 + 1) + b"]"),
    "a query": asked(path=f"{CREATE}?dryrun=true"),
    "another method": asked(b"", method="GET"),
    "another page's": asked(Origin="http://elsewhere.example"),
}


async def answered(house, request):
    method, path, content, headers = request
    answer = await house.client.request(method, path, content=content, headers=headers)
    document = answer.json()
    headers = dict(answer.headers)
    if answer.status_code == 202:  # about this job alone, and about the moment
        for name in ("job_id", "created_at", "freshness", "last_checked_at"):
            assert name in document
            document[name] = "known"
        for name in ("location", "retry-after", "content-length"):
            headers[name] = str(bool(headers[name]))
    return answer.status_code, document, headers


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
async def test_both_ways_give_the_same_answer(house, long_way, request_):
    house.wire.cut = True
    if "Idempotency-Key" in request_[3]:  # what may be refused for an earlier one
        await answered(house, REQUESTS["with a key"])
    short = await answered(house, request_)
    long_way()
    assert await answered(house, request_) == short


async def test_a_plain_create_takes_the_short_way(house, monkeypatch):
    took = []
    real = SHORTCUTS[CREATE]

    async def noted(request, key):
        took.append(key)
        return await real(request, key)

    monkeypatch.setitem(SHORTCUTS, CREATE, noted)
    for key in ({}, {"Idempotency-Key": "mine"}):
        answer = await house.post(CREATE, json=GOOD, headers=key)
        assert answer.status_code == 202
    assert took == [None, "mine"]
