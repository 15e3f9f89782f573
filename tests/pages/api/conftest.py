"""Adtrail behind REST alone; the sandbox plays the partner, and the wire to it is listened to."""

import asyncio
import re
from functools import cache
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI

from models.job_status import TERMINAL
from pages.api import install_api
from services.clock import SystemClock
from services.container import bootstrap
from services.upstream.sandbox import SandboxTransport, create_sandbox

BUSINESS = "GoldenGateHvacRepair00"
PROGRAM = "ProgActiveManualBid000"
ORDER = {
    "business_id": BUSINESS,
    "program_name": "CPC",
    "budget": 64.10,
    "is_autobid": False,
    "max_bid": "4.35",
    "start": "2099-01-10",
}


@cache
def documented():
    """Every call as (method, pattern of its path): the statuses that the document has for it."""
    app = FastAPI()
    install_api(app, None)
    return {
        (method.upper(), re.compile(re.sub(r"{\w+}", "[^/]+", path))): set(call["responses"])
        for path, calls in sorted(app.openapi()["paths"].items())  # fixed words before names
        for method, call in calls.items()
    }


async def check_documented(answer):
    """Whatever a test asks for, the answer is one that the document names."""
    asked = answer.request
    for (method, path), statuses in documented().items():
        if method == asked.method and path.fullmatch(asked.url.path):
            assert str(answer.status_code) in statuses, f"{asked.method} {path.pattern}"
            return


class Wire(httpx.AsyncBaseTransport):
    """Between Adtrail and the sandbox: notes every request, can be cut, and can lose requests."""

    def __init__(self, inner):
        self._inner = inner
        self.requests = []
        self.cut = False
        self.loses_posts = False
        self.loses_answers = False
        self.answers_with = None

    async def handle_async_request(self, request):
        self.requests.append(request)
        if self.cut:
            raise httpx.ConnectError("the wire is cut")
        if self.loses_posts and request.method == "POST":
            raise httpx.ReadError("the wire broke")
        if self.answers_with is not None:
            return httpx.Response(self.answers_with, headers={"WWW-Authenticate": "Basic"})
        answer = await self._inner.handle_async_request(request)
        if self.loses_answers and request.method != "GET":
            raise httpx.ReadError("the wire broke")
        return answer

    def sent(self, ending):
        """The parameters of every request to an address with this ending."""
        found = [r for r in self.requests if r.url.path.endswith(ending)]
        return [dict(request.url.params) for request in found]


class House:
    """REST as a script has it: an address, and what comes back."""

    def __init__(self, adtrail, wire, client):
        self.adtrail = adtrail
        self.wire = wire
        self.client = client
        self.get = client.get
        self.post = client.post
        self.put = client.put
        self.patch = client.patch
        self.delete = client.delete

    async def create(self, headers=None, **changes):
        values = {**ORDER, **changes}
        return await self.post("/api/reseller/program/create", json=values, headers=headers)

    async def ended(self, job_id):
        """The status document of a job that has ended."""
        async with asyncio.timeout(5):
            while True:
                answer = await self.get(
                    f"/api/reseller/status/{job_id}", headers={"Prefer": "wait=2"}
                )
                if answer.json()["status"] in TERMINAL:
                    return answer.json()

    async def made(self, **changes):
        """The status document of a new job that has ended."""
        return await self.ended((await self.create(**changes)).json()["job_id"])

    async def until(self, job_id, condition):
        """The status document as soon as `condition` holds for it."""
        async with asyncio.timeout(5):
            while True:
                document = (await self.get(f"/api/reseller/status/{job_id}")).json()
                if condition(document):
                    return document
                await asyncio.sleep(0.02)


@pytest.fixture
def facts():
    return SimpleNamespace(business=BUSINESS, program=PROGRAM, order=ORDER)


@pytest.fixture
def settings(settings):
    paces = {"sandbox_seconds": 0.03, "first_poll": 0.01, "max_poll": 0.02}
    return settings.model_copy(update=paces | {"upstream_timeout": 2, "reconcile_grace": 0.2})


@pytest.fixture
async def house(settings):
    clock = SystemClock()
    wire = Wire(SandboxTransport(create_sandbox(clock, settings.sandbox_seconds)))
    adtrail = bootstrap(settings, transport=wire)
    app = FastAPI()
    install_api(app, adtrail)
    await adtrail.start()
    transport = httpx.ASGITransport(app)
    hooks = {"response": [check_documented]}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", event_hooks=hooks
    ) as client:
        yield House(adtrail, wire, client)
    await adtrail.stop()
