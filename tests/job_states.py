"""Jobs in any state, made of the evidence that makes them in life."""

from datetime import timedelta

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
MIXED = """{"status": "COMPLETED", "business_results": [
 {"status": "COMPLETED", "identifier": "BusinessNumberOne00000", "identifier_type": "BUSINESS"},
 {"status": "REJECTED", "identifier": "BusinessNumberTwo00000", "identifier_type": "BUSINESS",
  "error": {"code": "NO_CATEGORIES"}}]}"""
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


def hold(monkeypatch, engine):
    """From now on the engine begins no job, neither in time nor as soon as it is committed."""
    for begin in ("_schedule", "_take_up"):
        monkeypatch.setattr(engine, begin, lambda _job_id, _when: None)


async def put(
    adtrail,
    state="recorded",
    *,
    kind=JobKind.CREATE,
    business_id=BUSINESS,
    program_id=None,
    order=None,
    age=0.0,
    actor="local",
    receipt=RECEIPT,
    **more,
):
    """A job in any of STATES, or "completed", in the store; `age` is in seconds.

    `more` are values of the row as they are to be.
    """
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
        **more,
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
