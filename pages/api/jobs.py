"""All jobs, a page at a time, and what a person can decide about one."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from models.job import JobKind
from pages.api import schemas
from pages.api.answers import IdempotencyKey, JsonAnswer, Parts
from pages.api.bodies import Body, Values, no_values, text_fields
from pages.api.cursor import Cursor
from pages.api.documents import status_document
from pages.api.filters import ANY, kinds, moment, statuses
from pages.api.openapi import answers, takes
from pages.api.programs import ACCEPTED, accepted, is_possible_id
from pages.api.refusals import refuses
from services.errors import FieldError, Invalid, NotAllowed, ProgramBusy
from services.i18n import _
from services.store.filtering import JobFilter

router = APIRouter(prefix="/jobs", tags=["Jobs"])

MAX_PAGE = 200
_KINDS = f"{ANY}, {', '.join(JobKind)}."


def earliest(
    adtrail: Parts,
    since: Annotated[str | None, Query(description="Created then or later; RFC 3339.")] = None,
    days: Annotated[
        int | None, Query(description="Created in the last days.", ge=1, le=36_500)
    ] = None,
) -> datetime | None:
    """The later of both bounds. Raises Invalid."""
    bounds = [moment("since", since)]
    if days is not None:
        bounds.append(adtrail.clock.now() - timedelta(days=days))
    return max((bound for bound in bounds if bound is not None), default=None)


def which_jobs(
    *,
    since: Annotated[datetime | None, Depends(earliest)],
    status: Annotated[
        list[str] | None, Query(description="Status words, as in job-history.")
    ] = None,
    kind: Annotated[list[str] | None, Query(description=_KINDS)] = None,
    business_id: str | None = None,
    program_id: str | None = None,
    q: Annotated[str | None, Query(description="A part of any id.", max_length=200)] = None,
    until: Annotated[str | None, Query(description="Created before; RFC 3339.")] = None,
    actor: Annotated[
        str | None,
        Query(
            description="Who asked: an account, its tokens included, or one token; where nobody "
            "signs in, local (the pages) or rest.",
            max_length=200,
        ),
    ] = None,
) -> JobFilter:
    """Raises Invalid for a word that the filter does not know."""
    return JobFilter(
        statuses=statuses(status or ()),
        kinds=kinds(kind or ()),
        business_id=business_id,
        program_id=program_id,
        text=(q or "").strip() or None,
        actor=actor or None,
        since=since,
        until=moment("until", until),
    )


@router.get("", summary="All jobs", responses=answers(schemas.JobList, "One page of them."))
async def list_jobs(
    adtrail: Parts,
    which: Annotated[JobFilter, Depends(which_jobs)],
    sort: Annotated[
        Literal["-created_at", "created_at"], Query(description="Newest or oldest first.")
    ] = "-created_at",
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
    cursor: Annotated[str | None, Query(description="`next_cursor` of the page before.")] = None,
) -> JsonAnswer:
    after = None if cursor is None else Cursor.parse(cursor, sort).place
    oldest = sort == "created_at"
    found = await adtrail.store.stretch(which, limit + 1, after=after, oldest_first=oldest)
    page = found[:limit]
    return JsonAnswer(
        {
            "jobs": [status_document(view) for view in adtrail.jobs.views(page)],
            "next_cursor": str(Cursor.behind(page[-1], sort)) if len(found) > limit else None,
            "count": await adtrail.store.count(which),
        }
    )


@router.post(
    "/{job_id}/retry",
    status_code=202,
    summary="Submit a job again",
    description="A new job with the same values; only after a failure, or while it is not known "
    "whether the partner got the first one.",
    responses=ACCEPTED,
    dependencies=[Depends(no_values)],
)
@refuses(NotAllowed, ProgramBusy)
async def retry(job_id: str, adtrail: Parts, key: IdempotencyKey = None) -> JsonAnswer:
    return accepted(adtrail, await adtrail.programs.retry(job_id, key=key))


@router.post(
    "/{job_id}/resolve",
    summary="Settle a submission whose outcome is not known",
    responses=answers(schemas.StatusDocument, "The job, settled."),
    openapi_extra=takes(
        schemas.ResolveRequest,
        it_exists={"outcome": "linked", "program_id": "Pg0000000000000000bbbB"},
        it_never_happened={"outcome": "absent"},
    ),
)
@refuses(NotAllowed)
async def resolve(job_id: str, adtrail: Parts, values: Body) -> JsonAnswer:
    adtrail.programs.job(job_id)
    program = _settled_as(values)
    if program is None:
        job = await adtrail.programs.resolve_absent(job_id)
    else:
        job = await adtrail.programs.resolve_linked(job_id, program)
    return JsonAnswer(status_document(adtrail.jobs.view(job)))


def _settled_as(values: Values) -> str | None:
    """The program that a person links; None for "it never happened". Raises Invalid."""
    match values.get("outcome"):
        case "linked":
            return _linked(text_fields(values, "program_id")[0].strip())
        case "absent" if values.get("program_id") is None:
            return None
        case "absent":
            raise Invalid([FieldError("program_id", _("Leave it out when nothing was made."))])
    raise Invalid([FieldError("outcome", _("Choose linked or absent."))])


def _linked(program_id: str) -> str:
    if not is_possible_id(program_id):
        raise Invalid([FieldError("program_id", _("This is not the id of a program."))])
    return program_id
