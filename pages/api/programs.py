"""Creating, changing and ending programs, and reading them from the partner."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query

from models.job import Job
from pages.api import schemas
from pages.api.answers import IdempotencyKey, JsonAnswer, Parts, retry_after
from pages.api.bodies import Body, no_values
from pages.api.documents import status_document
from pages.api.openapi import answers, takes
from services.container import Adtrail
from services.errors import NotFound
from services.i18n import _

router = APIRouter(prefix="/reseller", tags=["Programs"])

ACTOR = "rest"
ACCEPTED = answers(
    schemas.StatusDocument,
    "Recorded; the partner is asked next.",
    202,
    Location="Where the job's status is.",
    Retry_After="Seconds until asking is worth it.",
)

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def accepted(adtrail: Adtrail, job: Job) -> JsonAnswer:
    """The answer to a request that is a job now: its status, and where to follow it."""
    view = adtrail.jobs.view(job)
    headers = {"Location": f"/api/reseller/status/{job.id}"} | retry_after(adtrail, view)
    return JsonAnswer(status_document(view), 202, headers)


def is_possible_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


async def possible_id(
    program_id: Annotated[str, Path(description="The partner's id of the program.")],
) -> str:
    """An id that can be one; nothing else may get into the partner's addresses."""
    if not is_possible_id(program_id):
        raise NotFound(_("There is no program {}.").format(program_id))
    return program_id


ProgramId = Annotated[str, Depends(possible_id)]


@router.post(
    "/program/create",
    status_code=202,
    summary="Create a program",
    responses=ACCEPTED,
    openapi_extra=takes(
        schemas.CreateRequest,
        ads_with_a_max_bid={
            "business_id": "Bz0000000000000000aaaA",
            "program_name": "CPC",
            "budget": 250,
            "is_autobid": False,
            "max_bid": "4.50",
            "ad_categories": ["hvac"],
        },
        a_profile={
            "business_id": "Bz0000000000000000aaaA",
            "program_name": "EP",
            "start": "2027-01-10",
        },
    ),
)
async def create(adtrail: Parts, values: Body, key: IdempotencyKey = None) -> JsonAnswer:
    return accepted(adtrail, await adtrail.programs.create(values, key=key, actor=ACTOR))


@router.post(
    "/program/{program_id}/edit",
    status_code=202,
    summary="Change a program",
    description="Send only the values that change.",
    responses=ACCEPTED,
    openapi_extra=takes(
        schemas.EditRequest,
        a_new_budget={"budget": "300.00"},
        a_budget_from_a_day_on={"budget": 300, "future_budget_date": "2027-02-01"},
    ),
)
async def edit(
    adtrail: Parts, program_id: ProgramId, values: Body, key: IdempotencyKey = None
) -> JsonAnswer:
    return accepted(adtrail, await adtrail.programs.edit(program_id, values, key=key, actor=ACTOR))


@router.post(
    "/program/{program_id}/end",
    status_code=202,
    summary="End a program",
    description="It ends at once, and cannot be begun again.",
    responses=ACCEPTED,
    dependencies=[Depends(no_values)],
)
async def end(adtrail: Parts, program_id: ProgramId, key: IdempotencyKey = None) -> JsonAnswer:
    return accepted(adtrail, await adtrail.programs.end(program_id, key=key, actor=ACTOR))


@router.post(
    "/program/{program_id}/duplicate",
    status_code=202,
    summary="Make a program like another",
    description="Type, business, money, categories and features are the source's, where the body "
    "does not say otherwise. Features are written one type at a time after the program is made.",
    responses=ACCEPTED,
    openapi_extra=takes(
        schemas.DuplicateRequest,
        as_it_is={},
        from_a_day_on={"start_date": "2027-03-01", "budget": "300.00", "copy_features": False},
    ),
)
async def duplicate(
    adtrail: Parts, program_id: ProgramId, values: Body, key: IdempotencyKey = None
) -> JsonAnswer:
    job = await adtrail.programs.duplicate(program_id, values, key=key, actor=ACTOR)
    return accepted(adtrail, job)


@router.get(
    "/program_info/{program_id}",
    summary="A program as the partner has it now",
    responses=answers(schemas.ProgramInfoDocument, "The partner's own answer."),
)
async def program_info(adtrail: Parts, program_id: ProgramId) -> JsonAnswer:
    info = await adtrail.catalog.program_info(program_id)
    return JsonAnswer({"programs": info.programs, "errors": info.errors})


@router.get(
    "/programs",
    summary="The account's programs at the partner",
    responses=answers(schemas.ProgramsDocument, "One page of them."),
)
async def programs(
    adtrail: Parts,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=40)] = 20,
    program_status: Literal["CURRENT", "PAST", "PAUSED", "FUTURE", "ALL"] = "CURRENT",
) -> JsonAnswer:
    page = await adtrail.catalog.programs(offset, limit, program_status)
    return JsonAnswer({"programs": page.programs, "total_count": page.total})


@router.get(
    "/business-ids",
    summary="The businesses that are known from jobs",
    responses=answers(schemas.Businesses, "Each with its programs, as far as jobs know them."),
)
async def business_ids(adtrail: Parts) -> JsonAnswer:
    known = [
        {
            "business_id": business.business_id,
            "business_name": None,
            "program_count": business.programs,
            "active_count": business.active,
        }
        for business in await adtrail.store.businesses()
    ]
    return JsonAnswer({"total": len(known), "businesses": known})
