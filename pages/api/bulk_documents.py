"""Batches and their rows as REST shows them; `bulk_schemas` describes the same shapes."""

from typing import Any

from models.bulk import RowNow
from models.bulk_checks import CheckedRow
from models.dates import rfc3339
from models.money import to_decimal_string
from models.orders import FieldProblem
from pages.api.documents import Document
from services.bulk.bulks import BulkView, Preview
from services.jobs import Jobs


def bulk_document(view: BulkView) -> Document:
    bulk, progress = view.bulk, view.progress
    return {
        "bulk_id": bulk.id,
        "kind": bulk.kind.value,
        "partner": bulk.partner,
        "state": bulk.state.value,
        "name": bulk.name,
        "actor": bulk.actor,
        "total": bulk.total,
        "left_out": bulk.left_out,
        "finished": progress.finished,
        **progress._asdict(),
        "created_at": rfc3339(bulk.created_at),
        "completed_at": rfc3339(bulk.completed_at) if bulk.completed_at else None,
        "history": [act._asdict() for act in bulk.acts],
    }


def preview_document(preview: Preview) -> Document:
    return {
        "kind": preview.sheet.kind.value,
        "rows": len(preview.rows),
        "valid": len(preview.valid),
        "monthly_budget": to_decimal_string(preview.budget),
        "errors": [error._asdict() for error in preview.errors],
        "warnings": [_note(row, note) for row in preview.rows for note in row.warnings],
    }


def row_document(now: RowNow, jobs: Jobs) -> Document:
    row, job = now.row, now.job
    error = jobs.view(job).error if job is not None else None
    return {
        "number": row.number,
        "line": row.line,
        "status": now.place.value,
        "asked": row.asked,
        "attempt": row.attempt,
        "job_id": row.job_id,
        "program_id": job.program_id if job is not None else row.asked.get("program_id"),
        "obstacle": row.note,
        "error_code": error.code if error else None,
        "error": error.message or error.title if error else None,
    }


def _note(row: CheckedRow, note: FieldProblem) -> dict[str, Any]:
    return {"line": row.line, "field": note.field, "message": note.message}
