"""Jobs in any state, made of the evidence that makes them in life; and a partner that fails."""

import asyncio
from datetime import timedelta

import pytest
from nicegui import ui

from models.evidence import (
    Accepted,
    Asked,
    Doubted,
    NotSent,
    Refused,
    Reported,
    SubmitStarted,
    Troubled,
)
from models.job import Job, JobKind
from models.job_status import JobStatus
from services.errors import PartnerProblem
from services.job_ids import new_job_id

BUSINESS = "GoldenGateHvacRepair00"
PROGRAM = "ProgActiveManualBid000"  # the sandbox has it from the start
CREATE = {
    "business_id": BUSINESS,
    "program_type": "CPC",
    "budget": 20_000,
    "is_autobid": False,
    "max_bid": 500,
}
RECEIPT = '{"status": "COMPLETED", "business_results": []}'
REFUSAL = {"code": "NO_CATEGORIES", "message": "None left.", "field": "ad_categories", "all": []}
TROUBLE = {"kind": "unavailable", "http": 503, "message": "503"}

# What happened to a job until it stands like this; each begins where the last one ended.
_SENT = [SubmitStarted(baseline=())]
_TAKEN = [*_SENT, Accepted(partner_job_id="PartnerJobNumber0000000")]
_WORKED = [*_TAKEN, Reported(status=JobStatus.IN_PROGRESS, partner_status="PROCESSING")]
STATES = {
    "recorded": [],
    "not sent": [*_SENT, NotSent(trouble=TROUBLE, reason="No connection.")],
    "submitting": _SENT,
    "pending": _TAKEN,
    "in progress": _WORKED,
    "delayed": [*_WORKED, Troubled(trouble=TROUBLE)],
    "lost": [*_WORKED, Troubled(trouble={"kind": "unknown_job", "http": 404})],
    "unconfirmed": [*_SENT, Doubted(reason="The partner did not answer.")],
    "asking": [*_SENT, Doubted(reason="No answer."), Asked(reason="It is not in the list.")],
    "refused": [*_SENT, Refused(error=REFUSAL)],
    "failed": [
        *_WORKED,
        Reported(
            status=JobStatus.FAILED,
            partner_status="REJECTED",
            receipt='{"status": "REJECTED"}',
            error=REFUSAL,
        ),
    ],
}


def completed(program_id=PROGRAM, receipt=RECEIPT):
    done = Reported(
        status=JobStatus.COMPLETED,
        partner_status="COMPLETED",
        receipt=receipt,
        program_id=program_id,
    )
    return [*_WORKED, done]


@pytest.fixture
def make_job(adtrail, monkeypatch):
    """A job in any of STATES, or "completed", which stays as it was put; `age` is in seconds."""
    monkeypatch.setattr(adtrail.engine, "_schedule", lambda _job_id, _delay: None)

    async def make(
        state="recorded",
        *,
        kind=JobKind.CREATE,
        business_id=BUSINESS,
        program_id=None,
        order=None,
        age=0.0,
        actor="local",
        receipt=RECEIPT,
    ):
        now = adtrail.clock.now() - timedelta(seconds=age)
        job = Job(
            id=new_job_id(now),
            kind=kind,
            created_at=now,
            updated_at=now,
            actor=actor,
            business_id=business_id,
            program_type="CPC",
            program_id=None if kind is JobKind.CREATE else program_id or PROGRAM,
        )
        if kind is JobKind.CREATE:
            job.order = CREATE | {"business_id": business_id} if order is None else order
        elif kind is JobKind.EDIT:
            job.order = order or {"budget": 70_000}
        steps = completed(program_id or PROGRAM, receipt) if state == "completed" else STATES[state]
        moved = await adtrail.store.record(job, adtrail.engine.enlist)
        for step in steps:
            moved = await adtrail.store.move(job.id, step)
        return moved.job

    return make


@pytest.fixture
def move(adtrail):
    """Let something happen to a job."""

    async def go(job, *evidence):
        for step in evidence:
            moved = await adtrail.store.move(job.id, step)
        return moved.job

    return go


@pytest.fixture
def partner_down(adtrail, monkeypatch):
    """From now on the partner answers no question; `partner_down.undo()` repairs it."""

    async def fail(*_arguments, **_more):
        raise PartnerProblem("The partner has a problem.")

    for name in ("program", "programs", "program_info"):
        monkeypatch.setattr(adtrail.catalog, name, fail)
    return monkeypatch


@pytest.fixture
def link(user):
    """Where the link with these words leads."""

    def target(words):
        found = [e for made in user.find(words).elements for e in (made, *made.ancestors())]
        return next(e.props["href"] for e in found if isinstance(e, ui.link))

    return target


@pytest.fixture
def eventually():
    """Wait until a page shows, or stops to show, something."""

    async def wait(condition, seconds=5.0):
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - what a page shows has no event
                await asyncio.sleep(0.02)

    return wait
