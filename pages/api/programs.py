"""Creating, changing and ending programs, and reading them from the partner."""

import re
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request

from models.dates import pacific_today
from models.job import Job
from pages.api import schemas
from pages.api.answers import IdempotencyKey, JsonAnswer, Parts, retry_after
from pages.api.bodies import Body, json_object, reason_or_nothing
from pages.api.documents import status_document
from pages.api.openapi import answers, takes
from pages.api.problems import TooLarge, Unreadable
from pages.api.refusals import refuses
from services.container import Adtrail
from services.errors import FieldError, Invalid, NotAllowed, NotFound, PartnerProblem, ProgramBusy
from services.i18n import _

_PREFIX = "/reseller"
_NEW = "/program/create"
CREATE = f"{_PREFIX}{_NEW}"

router = APIRouter(prefix=_PREFIX, tags=["Programs"])

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
Reason = Annotated[Any, Depends(reason_or_nothing)]


@router.post(
    _NEW,
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
@refuses(Unreadable, TooLarge, Invalid)
async def create(request: Request, key: IdempotencyKey = None) -> JsonAnswer:
    adtrail: Adtrail = request.app.state.adtrail
    values = await json_object(request)
    return accepted(adtrail, await adtrail.programs.create(values, key=key))


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
@refuses(NotAllowed, ProgramBusy)
async def edit(
    adtrail: Parts, program_id: ProgramId, values: Body, key: IdempotencyKey = None
) -> JsonAnswer:
    return accepted(adtrail, await adtrail.programs.edit(program_id, values, key=key))


@router.post(
    "/program/{program_id}/end",
    status_code=202,
    summary="End a program",
    description="It ends at once, and cannot be begun again; before its first day the partner "
    "deletes it. A `reason` is kept with the job, the partner does not see it.",
    responses=ACCEPTED,
    openapi_extra=takes(
        schemas.EndRequest, required=False, why_it_ends={"reason": "The season is over."}
    ),
)
@refuses(NotAllowed, ProgramBusy)
async def end(
    adtrail: Parts, program_id: ProgramId, reason: Reason, key: IdempotencyKey = None
) -> JsonAnswer:
    job = await adtrail.programs.end(program_id, reason=reason, key=key)
    return accepted(adtrail, job)


@router.put(
    "/program/{program_id}/label",
    summary="Name a program",
    description="Your own name for it, at most 80 characters; an empty one takes it away. It is "
    "kept here and found by the search; the partner does not see it.",
    responses=answers(schemas.LabelRequest, "The label as it is kept."),
    openapi_extra=takes(schemas.LabelRequest, a_label={"label": "Spring campaign"}),
)
@refuses(PartnerProblem)
async def label(adtrail: Parts, program_id: ProgramId, values: Body) -> JsonAnswer:
    wanted = values.get("label", "")
    if not isinstance(wanted, str) or set(values) - {"label"}:
        raise Invalid([FieldError("label", _("Send the label, as text, and nothing else."))])
    return JsonAnswer({"label": await adtrail.program_list.label(program_id, wanted)})


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
    job = await adtrail.programs.duplicate(program_id, values, key=key)
    return accepted(adtrail, job)


@router.get(
    "/program_info/{program_id}",
    summary="A program as the partner has it now",
    responses=answers(schemas.ProgramInfoDocument, "The partner's own answer."),
)
@refuses(PartnerProblem)
async def program_info(adtrail: Parts, program_id: ProgramId) -> JsonAnswer:
    info = await adtrail.catalog.program_info(program_id)
    return JsonAnswer({"programs": info.programs, "errors": info.errors})


@router.get(
    "/programs",
    summary="The account's programs at the partner",
    responses=answers(schemas.ProgramsDocument, "One page of them."),
)
@refuses(PartnerProblem)
async def programs(
    adtrail: Parts,
    offset: Annotated[int, Query(ge=0, le=999_999)] = 0,
    limit: Annotated[int, Query(ge=1, le=40)] = 20,
    program_status: Literal["CURRENT", "PAST", "PAUSED", "FUTURE", "ALL"] = "CURRENT",
) -> JsonAnswer:
    page = await adtrail.catalog.programs(offset, limit, program_status)
    return JsonAnswer({"programs": page.programs, "total_count": page.total})


@router.get(
    "/business-ids",
    summary="The businesses that are known from programs and jobs",
    responses=answers(schemas.Businesses, "Each with its programs, and its name where known."),
)
async def business_ids(adtrail: Parts) -> JsonAnswer:
    names = {one.business_id: one.name for one in await adtrail.business_rows.named()}
    whose = adtrail.partners.current
    counted = {one.business_id: one for one in await adtrail.store.businesses(whose)}
    today = pacific_today(adtrail.clock.now())
    listed = {one.business_id: one for one in await adtrail.program_list.rows.businesses(today)}
    known = []
    for business_id in sorted(counted.keys() | listed.keys() | names.keys()):
        # What the partner lists says more than our own jobs; those may be ahead of it.
        both = [one for one in (listed.get(business_id), counted.get(business_id)) if one]
        known.append(
            {
                "business_id": business_id,
                "business_name": names.get(business_id) or None,
                "program_count": max((one.programs for one in both), default=0),
                "active_count": max((one.active for one in both), default=0),
            }
        )
    return JsonAnswer({"total": len(known), "businesses": known})
