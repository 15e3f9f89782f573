"""Jobs as REST shows them (interface 5). Plain JSON; `schemas` describes the same shapes."""

from datetime import datetime
from typing import Any

from models.dates import rfc3339
from models.job import MAKES_PROGRAM, Job, JobEvent, JobKind
from models.money import to_decimal_string
from models.program_type import ProgramType
from services.jobs import JobError, JobView
from services.retelling import retold

Document = dict[str, Any]

_NAMES = {
    JobKind.EDIT: "Program edit",
    JobKind.DUPLICATE: "Program duplicate",
    JobKind.PAUSE: "Program pause",
    JobKind.RESUME: "Program resume",
    JobKind.FEATURES: "Program features",
    JobKind.TERMINATE: "Program end",
}


def status_document(view: JobView) -> Document:
    """Everything about a job in one object; four status words, times in UTC."""
    job = view.job
    return {
        "job_id": job.id,
        "kind": job.kind.value,
        "partner": job.partner,
        "status": job.status.value,
        "terminal": job.terminal,
        "freshness": view.freshness.value,
        "partner_status": job.partner_status,
        "partner_job_id": job.partner_job_id,
        "business_id": job.business_id,
        "program_id": job.program_id,
        "created_at": rfc3339(job.created_at),
        "completed_at": _moment(job.completed_at),
        "last_checked_at": _moment(view.last_checked_at),
        "error": None if view.error is None else _error(view.error),
        "retry_of": job.retry_of,
        "retried_by": job.retried_by,
        "business_results": view.business_results,
        "note": told_note(job),
        "source_program_id": job.source,
    }


def told_note(job: Job) -> str | None:
    """What is to be said about how it ended, or why it is in doubt, for the reader.

    None while neither holds: a doubt that was healed leaves its words with the job.
    """
    return retold(job.note) if job.note and (job.terminal or job.doubtful) else None


def history_row(view: JobView) -> Document:
    """A row with the original's keys: what was ordered, and the status document inside."""
    job = view.job
    budget = job.order.get("budget")
    return {
        "job_id": job.id,
        "program_id": job.program_id,
        "partner_program_id": job.program_id,
        "business_id": job.business_id,
        "product_type": _product_type(job),
        "status": job.status.value,
        "name": _name(job),
        "created_date": rfc3339(job.created_at),
        "modified_date": rfc3339(job.updated_at),
        "budget_amount": to_decimal_string(budget) if isinstance(budget, int) else None,
        "start_date": job.order.get("start"),
        "end_date": job.order.get("end"),
        "status_data": status_document(view),
    }


def event_document(event: JobEvent) -> Document:
    """One step of a job's life; `event` is what was learned, `detail` a sentence about it."""
    return {
        "version": event.version,
        "at": rfc3339(event.at),
        "event": event.kind,
        "actor": event.actor,
        "phase": event.phase.value,
        "status": event.status.value,
        "partner_status": event.partner_status,
        "detail": event.detail,
    }


def _error(error: JobError) -> Document:
    return {
        "code": error.code,
        "message": error.message,
        "field": error.field,
        "title": error.title,
        "advice": error.advice,
        "all": [dict(one) for one in error.all],
    }


def _product_type(job: Job) -> str | None:
    """The program's type where one is made; the original has EDIT in this column for an edit.

    None for a copy whose source, and so its type, was not read yet.
    """
    return job.program_type if job.kind in MAKES_PROGRAM else job.kind.value.upper()


def _name(job: Job) -> str:
    if job.kind in _NAMES:
        return _NAMES[job.kind]
    known = {kind.value: kind.label for kind in ProgramType}
    return known.get(job.program_type or "", "Program")


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
