"""A program's features in the partner's own shape (contract 11); each change is a job as well."""

import json
from typing import Any

from fastapi import APIRouter

from models.job import Job
from models.job_status import JobStatus
from pages.api import schemas
from pages.api.answers import IdempotencyKey, JsonAnswer, Parts
from pages.api.bodies import Body, only
from pages.api.openapi import answers, takes
from pages.api.programs import ACCEPTED, ProgramId, accepted
from pages.api.refusals import refuses
from pages.api.waiting import LONGEST_WAIT, outcome
from services.container import Adtrail
from services.errors import (
    FeaturesRefused,
    NotAllowed,
    PartnerProblem,
    ProgramBusy,
)

router = APIRouter(prefix="/program", tags=["Features"])

_PATH = "/{program_id}/features/v1"
_REFUSED = NotAllowed, ProgramBusy, FeaturesRefused, PartnerProblem
_SHAPE = answers(
    schemas.FeaturesDocument, "Every type that the program supports; inactive ones are empty."
)
_CHANGED = (
    answers(
        schemas.FeaturesDocument,
        "Done; the partner's answer.",
        Location="Where the job is that keeps this.",
    )
    | ACCEPTED
)


@router.get(_PATH, summary="A program's features", responses=_SHAPE)
@refuses(PartnerProblem)
async def read(adtrail: Parts, program_id: ProgramId) -> JsonAnswer:
    return JsonAnswer(await _shown(adtrail, program_id))


@router.post(
    _PATH,
    summary="Set features",
    description="The bare map of any types to their values; several types are one request to the "
    "partner. 200 with the features afterwards, 422 with the partner's reason, and 202 with the "
    "job while it is not known yet what became of it.",
    responses=_CHANGED,
    openapi_extra=takes(
        schemas.FeaturesRequest,
        a_goal={"AD_GOAL": {"ad_goal": "CALLS"}},
        keywords={"NEGATIVE_KEYWORD_TARGETING": {"blocked_keywords": ["free", "diy"]}},
    ),
)
@refuses(*_REFUSED)
async def write(
    adtrail: Parts, program_id: ProgramId, values: Body, key: IdempotencyKey = None
) -> JsonAnswer:
    change = {"write": values}
    job = await adtrail.programs.features(program_id, change, key=key)
    return await _result(adtrail, job)


@router.delete(
    _PATH,
    summary="Remove features",
    description="Answers as setting them does.",
    responses=_CHANGED,
    openapi_extra=takes(schemas.FeaturesRemoval, one={"features": ["AD_GOAL"]}),
)
@refuses(*_REFUSED)
async def remove(
    adtrail: Parts, program_id: ProgramId, values: Body, key: IdempotencyKey = None
) -> JsonAnswer:
    change = {"remove": only(values, "features").get("features")}
    job = await adtrail.programs.features(program_id, change, key=key)
    return await _result(adtrail, job)


async def _result(adtrail: Adtrail, job: Job) -> JsonAnswer:
    """What the partner made of it; the job itself when that takes too long, or nobody can say."""
    await outcome(adtrail, job.id, LONGEST_WAIT)
    view = adtrail.jobs.get(job.id)
    if view.error is not None:
        words = f"{view.error.title}. {view.error.message or view.error.advice}"
        raise FeaturesRefused(words, job.id)
    if view.job.status is not JobStatus.COMPLETED:
        return accepted(adtrail, view.job)
    headers = {"Location": f"/api/reseller/status/{job.id}"}
    if view.job.receipt is None:  # it was found by reading back
        return JsonAnswer(await _shown(adtrail, str(view.job.program_id)), headers=headers)
    return JsonAnswer(json.loads(view.job.receipt), headers=headers)


async def _shown(adtrail: Adtrail, program_id: str) -> dict[str, Any]:
    return {"program_id": program_id, "features": await adtrail.catalog.features(program_id)}
