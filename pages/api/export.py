"""Every job of a filter as one file, however many there are: read and sent a stretch at a time."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from starlette.responses import StreamingResponse

from models.dates import rfc3339
from models.job import Job
from pages.api import schemas
from pages.api.answers import JsonAnswer, Parts
from pages.api.csv_files import harmless, lines
from pages.api.documents import status_document, told_note
from pages.api.jobs import which_jobs
from services.container import Adtrail
from services.jobs import JobView
from services.store.filtering import JobFilter

router = APIRouter(prefix="/jobs", tags=["Jobs"])

_STRETCH = 1_000  # jobs; what is in memory at once
_COLUMNS = (
    *("job_id", "kind", "status", "business_id", "program_id", "program_type", "actor"),
    *("partner_job_id", "partner_status", "created_at", "completed_at", "duration_s"),
    *("error_code", "error_message", "error_title"),
    "note",  # what is new comes last: scripts may count columns
)


@router.get(
    "/export",
    summary="All jobs of a filter as a file",
    description="Newest first, streamed. In CSV a value that a spreadsheet would take for a "
    "formula has an apostrophe before it; JSON holds every value as it is.",
    responses={
        200: {
            "model": schemas.JobExport,
            "description": "The file.",
            "content": {"text/csv": {"schema": {"type": "string"}}},
        }
    },
)
async def export(
    adtrail: Parts,
    which: Annotated[JobFilter, Depends(which_jobs)],
    form: Annotated[Literal["csv", "json"], Query(alias="format")] = "csv",
) -> StreamingResponse:
    now = adtrail.clock.now()
    until = min(which.until, now) if which.until else now  # what comes meanwhile is not asked for
    which = replace(which, until=until)
    name = f"adtrail-jobs-{now:%Y-%m-%d}.{form}"
    return StreamingResponse(
        _as_csv(adtrail, which) if form == "csv" else _as_json(adtrail, which),
        media_type="text/csv" if form == "csv" else "application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _stretches(adtrail: Adtrail, which: JobFilter) -> AsyncIterator[list[Job]]:
    after = None
    while jobs := await adtrail.store.stretch(which, _STRETCH, after=after):
        yield jobs
        if len(jobs) < _STRETCH:
            return
        after = jobs[-1].created_at, jobs[-1].id


async def _as_csv(adtrail: Adtrail, which: JobFilter) -> AsyncIterator[str]:
    yield lines([_COLUMNS])
    async for jobs in _stretches(adtrail, which):
        yield await asyncio.to_thread(_rows, adtrail, jobs)


async def _as_json(adtrail: Adtrail, which: JobFilter) -> AsyncIterator[bytes]:
    yield b'{"jobs":['
    count = 0
    async for jobs in _stretches(adtrail, which):
        documents = await asyncio.to_thread(_documents, adtrail, jobs)
        yield (b",\n" if count else b"\n") + documents
        count += len(jobs)
    yield b"\n]," + json.dumps({"count": count}).encode()[1:]


def _rows(adtrail: Adtrail, jobs: Iterable[Job]) -> str:
    """In a thread, as `_documents`: so many at once would keep the event loop from others."""
    views = adtrail.jobs.views(jobs)
    return lines([[harmless(cell) for cell in _cells(view)] for view in views])


def _documents(adtrail: Adtrail, jobs: Iterable[Job]) -> bytes:
    views = adtrail.jobs.views(jobs)
    return b",\n".join(bytes(JsonAnswer(status_document(view)).body) for view in views)


def _cells(view: JobView) -> list[Any]:
    job, error = view.job, view.error
    took = None if job.completed_at is None else job.completed_at - job.created_at
    return [
        *(job.id, job.kind.value, job.status.value, job.business_id, job.program_id),
        *(job.program_type, job.actor, job.partner_job_id, job.partner_status),
        rfc3339(job.created_at),
        None if job.completed_at is None else rfc3339(job.completed_at),
        None if took is None else round(took.total_seconds(), 1),
        *((error.code, error.message, error.title) if error is not None else (None,) * 3),
        told_note(job),
    ]
