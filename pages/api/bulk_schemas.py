"""The shapes of what REST says about batches, for the OpenAPI document."""

from typing import Any, Literal

from pydantic import Field

from models.bulk import BulkState, Place
from pages.api.schemas import Shape

_MOMENT = Field(description="RFC 3339, UTC.", examples=["2025-10-15T12:34:56Z"])


class BulkAct(Shape):
    at: str = _MOMENT
    actor: str
    what: Literal["paused", "continued", "retried"]


class BulkDocument(Shape):
    bulk_id: str
    kind: Literal["create", "edit", "terminate"]
    partner: str | None = Field(description="For whom it was made, as of a job.")
    state: BulkState
    name: str = Field(description="As it was given, such as the file's.")
    actor: str
    total: int = Field(description="Rows that were sent.")
    left_out: int = Field(description="Rows of the file that were wrong, and not sent.")
    finished: int = Field(description="Rows that have ended, well or not.")
    completed: int
    failed: int = Field(description="Rows whose job failed.")
    refused: int = Field(description="Rows that were no longer valid when their turn came.")
    running: int = Field(description="Rows that are jobs under way.")
    asking: int = Field(description="Rows whose job waits for a person's decision.")
    waiting: int = Field(description="Rows that are not jobs yet.")
    created_at: str = _MOMENT
    completed_at: str | None
    history: list[BulkAct] = Field(description="Who did what with it, oldest first.")


class BulkList(Shape):
    bulks: list[BulkDocument] = Field(description="Newest first.")
    next_cursor: str | None = Field(description="For `cursor`; null on the last page.")
    count: int = Field(description="How many batches there are on all pages.")


class CellNote(Shape):
    line: int = Field(description="The line of the file; 0 for the file as a whole.")
    field: str = Field(description="The column; empty for the row as a whole.")
    message: str


class BulkPreview(Shape):
    """What sending the file would do. Nothing was recorded."""

    kind: Literal["create", "edit", "terminate"]
    rows: int
    valid: int = Field(description="Rows that would be sent.")
    monthly_budget: str = Field(description="Dollars, of the valid rows.", examples=["1250.00"])
    errors: list[CellNote] = Field(description="What keeps rows from being sent.")
    warnings: list[CellNote] = Field(description="What is worth a look.")


class BulkObstacle(Shape):
    code: str
    message: str
    field: str
    job_id: str | None


class BulkRowDocument(Shape):
    number: int
    line: int = Field(description="The line of the file.")
    status: Place
    asked: dict[str, Any] = Field(description="The row as it was written.")
    attempt: int
    job_id: str | None = Field(description="The row's last job.")
    program_id: str | None = Field(description="The program that it made or changed.")
    obstacle: BulkObstacle | None = Field(description="What keeps the row from being a job.")
    error_code: str | None = Field(description="The partner's, where the job failed.")
    error: str | None


class BulkRowPage(Shape):
    rows: list[BulkRowDocument]
    next_after: int | None = Field(description="For `after`; null on the last page.")
    count: int = Field(description="How many rows there are on all pages.")
