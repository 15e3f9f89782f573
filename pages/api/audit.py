"""Everything that people did as one file, however much it is: read and sent a stretch at a time."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query
from starlette.responses import StreamingResponse

from models.audit import Deed
from models.dates import rfc3339
from pages.api.answers import Parts
from pages.api.bulk_files import CSV, NDJSON
from pages.api.csv_files import harmless, lines
from pages.api.filters import moment
from pages.api.refusals import refuses
from services.errors import NotPermitted
from services.store.audit import DeedFilter

router = APIRouter(prefix="/audit", tags=["People"])

_STRETCH = 500  # deeds; what is sent at once
_EXAMPLE = {
    "at": "2026-11-25T12:34:56Z",
    "actor": "hana/ci",
    "what": "job.recorded",
    "about": "job_01J0000000000000000000000",
    "detail": "create GoldenGateHvacRepair00",
}


@router.get(
    "",
    summary="Who did what, as a file",
    description="For administrators: jobs asked for and decided about, batches, schedules, "
    "sign-ins, accounts, tokens and settings, the newest first, streamed; one JSON object a line, "
    "or CSV with `format=csv` or `Accept: text/csv`. What Adtrail does by itself is in each job's "
    "own events. In CSV a value that a spreadsheet would take for a formula has an apostrophe "
    "before it.",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "The file.",
            "content": {
                NDJSON: {"schema": {"type": "string"}, "example": f"{json.dumps(_EXAMPLE)}\n"},
                CSV: {"schema": {"type": "string"}},
            },
        }
    },
)
@refuses(NotPermitted)
async def audit(
    adtrail: Parts,
    *,
    since: Annotated[str | None, Query(description="Then or later; RFC 3339.")] = None,
    until: Annotated[str | None, Query(description="Before; RFC 3339.")] = None,
    actor: Annotated[
        str | None, Query(description="An account with its tokens, or one token.", max_length=200)
    ] = None,
    form: Annotated[Literal["ndjson", "csv"] | None, Query(alias="format")] = None,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> StreamingResponse:
    now = adtrail.clock.now()
    end = min(moment("until", until) or now, now)  # what comes meanwhile is not asked for
    which = DeedFilter(since=moment("since", since), until=end, actor=actor)
    deeds = adtrail.audit.deeds(which)
    as_csv = form == "csv" or (form is None and CSV in accept.lower())
    name = f"adtrail-audit-{now:%Y-%m-%d}.{'csv' if as_csv else 'ndjson'}"
    return StreamingResponse(
        _as_csv(deeds) if as_csv else _as_ndjson(deeds),
        media_type=CSV if as_csv else NDJSON,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Vary": "Accept"},
    )


def _as_csv(deeds: Iterator[Deed]) -> Iterator[str]:
    """Not async, as `_as_ndjson`: both are read in a thread, where the database is waited for."""
    yield lines([Deed._fields])
    while stretch := list(islice(deeds, _STRETCH)):
        yield lines([[harmless(cell) for cell in _values(deed)] for deed in stretch])


def _as_ndjson(deeds: Iterator[Deed]) -> Iterator[str]:
    while stretch := list(islice(deeds, _STRETCH)):
        documents = [dict(zip(Deed._fields, _values(deed), strict=True)) for deed in stretch]
        yield "".join(f"{json.dumps(document)}\n" for document in documents)


def _values(deed: Deed) -> tuple[str | None, ...]:
    return rfc3339(deed.at), *deed[1:]
