"""A job's timeline: as JSON, or as a stream of server-sent events that ends with the job."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header
from starlette.responses import Response, StreamingResponse

from models.job import JobEvent
from pages.api import schemas
from pages.api.answers import JsonAnswer, Parts
from pages.api.documents import event_document
from pages.api.openapi import answers
from pages.api.waiting import changes
from services.container import Adtrail
from services.people.acting import Person, acting
from services.people.signing import PEOPLE

router = APIRouter(prefix="/jobs", tags=["Jobs"])

_VERSION = re.compile(r"[0-9]{1,9}")
STREAM = "text/event-stream"
KEEP_ALIVE = 15.0  # seconds (interface 5)
_RECONNECT = 2000  # milliseconds after which a browser asks again

_STREAMED = {
    "description": "The timeline. With `Accept: text/event-stream` a stream: each event's `id` is "
    "its version, and the stream ends after the event that ended the job, or when its reader's "
    "session, token or account does.",
    "content": {STREAM: {"schema": {"type": "string"}}},
}


@router.get(
    "/{job_id}/events",
    summary="What happened to a job",
    responses={
        200: answers(schemas.Timeline, "")[200] | _STREAMED,
        204: {"description": "A stream that has nothing more to tell; do not connect again."},
    },
)
async def events(
    job_id: str,
    adtrail: Parts,
    accept: Annotated[str, Header()] = "*/*",
    last_event_id: Annotated[
        str | None, Header(description="Resume a stream behind this version.")
    ] = None,
) -> Response:
    ended = adtrail.programs.job(job_id).terminal
    happened = adtrail.jobs.events(job_id)
    if STREAM not in accept.lower():
        documents = [event_document(event) for event in happened]
        return JsonAnswer({"job_id": job_id, "count": len(documents), "events": documents})
    seen = int(last_event_id) if last_event_id and _VERSION.fullmatch(last_event_id) else 0
    if ended and happened[-1].version <= seen:
        return Response(status_code=204)  # tells a browser's EventSource to stop
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    told = _stream(adtrail, job_id, seen, acting())
    return StreamingResponse(told, media_type=STREAM, headers=headers)


async def _stream(
    adtrail: Adtrail, job_id: str, seen: int, reader: Person | None
) -> AsyncIterator[str]:
    """Every event behind version `seen`, as it happens, while its reader is let in."""
    yield f"retry: {_RECONNECT}\n\n"
    with changes(adtrail.bus, job_id, PEOPLE) as changed:
        while adtrail.signing.lets_in(reader):
            changed.clear()
            ended = adtrail.programs.job(job_id).terminal
            for event in adtrail.jobs.events(job_id):
                if event.version > seen:
                    seen = event.version
                    yield _frame(event)
            if ended or adtrail.leaving:
                return
            try:
                await asyncio.wait_for(changed.wait(), KEEP_ALIVE)
            except TimeoutError:
                yield ": keep-alive\n\n"


def _frame(event: JobEvent) -> str:
    return f"id: {event.version}\ndata: {json.dumps(event_document(event))}\n\n"
