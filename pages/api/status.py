"""How jobs stand: one of them, those under way, and those of the last days."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from pages.api import schemas
from pages.api.answers import JsonAnswer, Parts, etag, retry_after
from pages.api.documents import history_row, status_document
from pages.api.filters import ANY, statuses
from pages.api.openapi import answers
from pages.api.waiting import LONGEST_WAIT, status_change, wished_wait
from services.errors import FieldError, Invalid
from services.i18n import _
from services.store.filtering import JobFilter

router = APIRouter(prefix="/reseller", tags=["Status"])

MAX_ROWS = 1000
_JUST_ENDED = timedelta(minutes=5)  # interface 5
_SPANS = (1, 7, 30, 90)  # days


@router.get(
    "/status/{job_id}",
    summary="How a job stands",
    description="Answers 200 for a failed job as well; its `error` says why.",
    responses=answers(
        schemas.StatusDocument,
        "The job as it is known now.",
        ETag="Weak; the job's version.",
        Retry_After="Seconds until asking again is worth it; absent when the job has ended.",
        Preference_Applied="The wait that was granted.",
    )
    | {304: {"description": "Nothing has changed since the version of `If-None-Match`."}},
)
async def status(
    job_id: str,
    adtrail: Parts,
    if_none_match: Annotated[str | None, Header()] = None,
    prefer: Annotated[
        str | None,
        Header(
            description=f"`wait=n` holds the answer up to n seconds (at most {LONGEST_WAIT}) "
            "until the status changes.",
            examples=["wait=10"],
        ),
    ] = None,
) -> Response:
    seconds = wished_wait(prefer)
    if seconds and _has_seen(if_none_match, etag(adtrail.programs.job(job_id)), default=True):
        await status_change(adtrail, job_id, seconds)
    view = adtrail.jobs.get(job_id)
    headers = {"ETag": etag(view.job), "Cache-Control": "no-cache"} | retry_after(adtrail, view)
    if seconds is not None:
        headers["Preference-Applied"] = f"wait={seconds}"
    if _has_seen(if_none_match, etag(view.job), default=False):
        return Response(status_code=304, headers=headers)
    return JsonAnswer(status_document(view), headers=headers)


@router.get(
    "/active-jobs",
    summary="Jobs under way",
    responses=answers(
        schemas.ActiveJobs, "Unfinished, or ended in the last 5 minutes; newest first."
    ),
)
async def active_jobs(adtrail: Parts) -> JsonAnswer:
    found = await adtrail.store.active(adtrail.clock.now() - _JUST_ENDED)
    rows = [history_row(view) for view in adtrail.jobs.views(found)]
    return JsonAnswer({"count": len(rows), "jobs": rows})


@router.get(
    "/job-history",
    summary="Jobs of the last days",
    responses=answers(schemas.JobHistory, "Newest first."),
)
async def job_history(
    adtrail: Parts,
    days: Annotated[int, Query(description="1, 7, 30 or 90.")] = 7,
    status: Annotated[
        str,
        Query(
            description="ALL, PENDING, IN_PROGRESS (or PROCESSING), COMPLETED, FAILED (or "
            "REJECTED)."
        ),
    ] = ANY,
    limit: Annotated[int, Query(ge=1, le=MAX_ROWS)] = 100,
) -> JsonAnswer:
    if days not in _SPANS:
        raise Invalid([FieldError("days", _("Choose 1, 7, 30 or 90 days."))])
    since = adtrail.clock.now() - timedelta(days=days)
    which = JobFilter(statuses=statuses([status]), since=since)
    found = await adtrail.store.page(which, limit)
    rows = [history_row(view) for view in adtrail.jobs.views(found)]
    filters = {"days": days, "status": status.strip().upper() or ANY, "limit": limit}
    return JsonAnswer({"count": len(rows), "filters": filters, "jobs": rows})


def _has_seen(if_none_match: str | None, current: str, *, default: bool) -> bool:
    """Whether the client has the `current` version; weak and strong compare alike (RFC 9110)."""
    if if_none_match is None:
        return default
    seen = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in seen or current.removeprefix("W/") in seen
