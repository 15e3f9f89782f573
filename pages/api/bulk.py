"""Many at once: a file of rows, each of which becomes a job."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response, StreamingResponse

from models.bulk import BulkState, Place
from models.bulk_reading import template
from models.job import JobKind
from pages.api.answers import IdempotencyKey, JsonAnswer, Parts
from pages.api.bodies import no_values
from pages.api.bulk_documents import bulk_document, preview_document, row_document
from pages.api.bulk_files import CSV, FILE, read_file, results
from pages.api.bulk_schemas import BulkDocument, BulkList, BulkPreview, BulkRowPage
from pages.api.cursor import Cursor
from pages.api.openapi import answers
from pages.api.problems import TooLarge, Unreadable
from pages.api.refusals import refuses
from services.bulk.bulks import BulkView
from services.errors import InvalidRows, NotAllowed

router = APIRouter(prefix="/bulk", tags=["Many at once"])

_MOST = 500
_MOST_BATCHES = 200
_NEWEST = "newest batches"  # what a cursor says that is none of another list

Kind = Annotated[
    Literal["create", "edit", "terminate"], Query(description="What all rows ask for.")
]
_BATCH = answers(BulkDocument, "The batch as it is now.")
_AS_CSV: dict[int | str, dict[str, object]] = {
    200: {"description": "The file.", "content": {CSV: {"schema": {"type": "string"}}}}
}


@router.post(
    "",
    status_code=202,
    summary="Send many rows",
    description="CSV whose first line names the columns, or one JSON object a line; names and "
    "values are those of the single calls, and `program_id` for edit and terminate. At most "
    "10,000 rows and 8 MiB. A wrong row refuses the file, with one entry in `errors` for each "
    "cell and its `line`; with `skip_invalid=true` only those rows are left out. Each row becomes "
    "a job of its own, a few at a time. With `dry_run=true` nothing is recorded, and the answer "
    "says what is wrong.",
    responses=answers(
        BulkDocument, "Recorded, all of it; rows become jobs next.", 202, Location="The batch."
    )
    | answers(BulkPreview, "With `dry_run`: what would be sent."),
    openapi_extra=FILE,
)
@refuses(Unreadable, TooLarge, InvalidRows)
async def send(
    request: Request,
    adtrail: Parts,
    kind: Kind,
    *,
    dry_run: bool = False,
    skip_invalid: bool = False,
    name: Annotated[str, Query(max_length=200, description="To find it again.")] = "",
    key: IdempotencyKey = None,
) -> JsonAnswer:
    preview = await adtrail.bulks.preview(await read_file(request, JobKind(kind)))
    if dry_run:
        return JsonAnswer(preview_document(preview))
    bulk = await adtrail.bulks.send(preview, name=name, key=key, all_or_nothing=not skip_invalid)
    view = await adtrail.bulks.view(bulk.id)
    return JsonAnswer(bulk_document(view), 202, {"Location": f"/api/bulk/{bulk.id}"})


@router.get("", summary="All batches", responses=answers(BulkList, "One page of them."))
async def listed(
    adtrail: Parts,
    state: Annotated[list[BulkState] | None, Query(description="Only these.")] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_BATCHES)] = 50,
    cursor: Annotated[str | None, Query(description="`next_cursor` of the page before.")] = None,
) -> JsonAnswer:
    after = None if cursor is None else Cursor.parse(cursor, _NEWEST).place
    states = tuple(state or ())
    found = await adtrail.bulks.latest(limit + 1, states=states, after=after)
    page = found[:limit]
    return JsonAnswer(
        {
            "bulks": [bulk_document(view) for view in page],
            "next_cursor": str(Cursor.behind(page[-1].bulk, _NEWEST))
            if len(found) > limit
            else None,
            "count": await adtrail.bulks.rows.count(states),
        }
    )


@router.get("/template", summary="A CSV file to begin with", responses=_AS_CSV)
async def empty_file(kind: Kind) -> Response:
    return _file(template(JobKind(kind)), f"adtrail-{kind}.csv")


@router.get("/{bulk_id}", summary="A batch and where its rows stand", responses=_BATCH)
async def show(bulk_id: str, adtrail: Parts) -> JsonAnswer:
    return JsonAnswer(bulk_document(await adtrail.bulks.view(bulk_id)))


@router.get(
    "/{bulk_id}/rows",
    summary="The rows of a batch",
    responses=answers(BulkRowPage, "One page of them."),
)
async def rows(
    bulk_id: str,
    adtrail: Parts,
    status: Annotated[list[Place] | None, Query(description="Only these.")] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST)] = 100,
    after: Annotated[int, Query(ge=0, le=1_000_000, description="`next_after` before.")] = 0,
) -> JsonAnswer:
    view, places = await adtrail.bulks.view(bulk_id), status or list(Place)
    found = await adtrail.bulks.rows.rows(bulk_id, limit + 1, places=status or (), after=after)
    page = found[:limit]
    return JsonAnswer(
        {
            "rows": [row_document(row, adtrail.jobs) for row in page],
            "next_after": page[-1].row.number if len(found) > limit else None,
            "count": view.progress.at(*set(places)),
        }
    )


@router.get(
    "/{bulk_id}/results",
    summary="What became of each row, as CSV",
    description="With the rows' own columns, so that some of them can be corrected and sent again.",
    responses=_AS_CSV,
)
async def as_csv(bulk_id: str, adtrail: Parts) -> StreamingResponse:
    view = await adtrail.bulks.view(bulk_id)
    said = {"Content-Disposition": f'attachment; filename="adtrail-{bulk_id}.csv"'}
    return StreamingResponse(results(adtrail, view), media_type=CSV, headers=said)


@router.post(
    "/{bulk_id}/pause",
    summary="Let no further row become a job",
    description="Rows that are jobs already go on.",
    responses=_BATCH,
    dependencies=[Depends(no_values)],
)
@refuses(NotAllowed)
async def pause(bulk_id: str, adtrail: Parts) -> JsonAnswer:
    return _now(await adtrail.bulks.pause(bulk_id))


@router.post(
    "/{bulk_id}/continue",
    summary="Go on after a pause",
    responses=_BATCH,
    dependencies=[Depends(no_values)],
)
@refuses(NotAllowed)
async def resume(bulk_id: str, adtrail: Parts) -> JsonAnswer:
    return _now(await adtrail.bulks.resume(bulk_id))


@router.post(
    "/{bulk_id}/retry",
    summary="Submit again what failed",
    description="Each failed row as a new job, except one that left a program: it would be bought "
    "a second time.",
    responses=_BATCH,
    dependencies=[Depends(no_values)],
)
@refuses(NotAllowed)
async def retry(bulk_id: str, adtrail: Parts) -> JsonAnswer:
    return _now(await adtrail.bulks.retry_failed(bulk_id))


def _now(view: BulkView) -> JsonAnswer:
    return JsonAnswer(bulk_document(view))


def _file(text: str, name: str) -> Response:
    said = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=CSV, headers=said)
