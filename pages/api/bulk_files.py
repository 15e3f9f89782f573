"""The files of many at once: how one is read, how REST describes it, and results as CSV."""

from collections.abc import AsyncIterator
from typing import Any

from fastapi import Request

from models.bulk_reading import COLUMNS, NO_TEXT, Sheet, decoded, read_csv, read_ndjson, template
from models.job import JobKind
from pages.api.bulk_documents import row_document
from pages.api.csv_files import harmless, lines
from pages.api.problems import Unreadable
from services.bulk.bulks import BulkView, aside
from services.container import Adtrail
from services.i18n import N_, _

CSV = "text/csv"
NDJSON = "application/x-ndjson"
_NDJSONS = {NDJSON, "application/ndjson", "application/jsonl", "application/jsonlines"}
_WRONG_TYPE = N_(
    "Send the rows as CSV with the header Content-Type: text/csv, or one JSON object a line with "
    "Content-Type: application/x-ndjson."
)
_STRETCH = 500  # rows; what is in memory at once
_HEAD = (
    *("line", "status", "job_id", "made_program_id", "error_code", "error", "attempt"),
    "obstacle",
)

FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            CSV: {
                "schema": {"type": "string"},
                "examples": {"two columns": {"value": template(JobKind.TERMINATE)}},
            },
            NDJSON: {
                "schema": {"type": "string"},
                "examples": {
                    "two edits": {
                        "value": '{"program_id": "Pg0000000000000000bbbB", "budget": 300}\n'
                        '{"program_id": "Pg0000000000000000ccCC", "max_bid": "4.50"}\n'
                    }
                },
            },
        },
    }
}
"""For `openapi_extra`: the body of a call that takes a file."""


async def read_file(request: Request, kind: JobKind) -> Sheet:
    """The rows of the body by its Content-Type. Raises Unreadable."""
    sort = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if sort != CSV and sort not in _NDJSONS:
        raise Unreadable(_(_WRONG_TYPE))
    text = decoded(await request.body())
    if text is None:
        raise Unreadable(_(NO_TEXT))
    return await aside(read_csv if sort == CSV else read_ndjson, text, kind)


async def results(adtrail: Adtrail, view: BulkView) -> AsyncIterator[str]:
    """What became of each row, with its cells as they were sent: they can be sent once more."""
    columns = COLUMNS[view.bulk.kind]
    yield lines([[*_HEAD, *columns]])
    after = 0
    while rows := await adtrail.bulks.rows.rows(view.bulk.id, _STRETCH, after=after):
        after = rows[-1].row.number
        yield lines(
            [_cells(row_document(row, adtrail.jobs), columns, view.bulk.kind) for row in rows]
        )


def _cells(row: dict[str, Any], columns: tuple[str, ...], kind: JobKind) -> list[Any]:
    made = row["program_id"] if kind is JobKind.CREATE else None
    said = [row["line"], row["status"], row["job_id"], made, row["error_code"], row["error"]]
    obstacle = row["obstacle"]["message"] if row["obstacle"] else None
    cells = [*said, row["attempt"], obstacle, *(_text(row["asked"].get(name)) for name in columns)]
    return [harmless(cell) for cell in cells]


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else value
