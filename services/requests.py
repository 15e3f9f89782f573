"""A request before it is a job: what makes two of them the same, and what is kept of it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.job import Job, JobKind
from models.orders import InvalidOrder
from models.plain import plain
from models.reasons import read_reason
from services.errors import FieldError, Invalid
from services.job_ids import new_job_id


def new_job(now: datetime, kind: JobKind, *, key: str | None, digest: str, actor: str) -> Job:
    """A job that nobody has sent yet; the caller says what it is about."""
    return plain(
        Job,
        id=new_job_id(now),
        kind=kind,
        created_at=now,
        updated_at=now,
        actor=actor,
        idempotency_key=key,
        request_hash=digest,
    )


def digest_of(kind: JobKind, program_id: str | None, values: Mapping[str, Any]) -> str:
    """What makes two requests the same: what they ask for, as it was said."""
    said = json.dumps([kind, program_id, values], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def reason_kept(reason: object) -> dict[str, Any]:
    """What is kept of it: nothing of an empty one. Raises Invalid."""
    try:
        return read_reason(reason)
    except ValueError as refusal:
        raise Invalid([FieldError("reason", str(refusal))]) from None


def invalid(error: InvalidOrder) -> Invalid:
    return Invalid([FieldError(p.field, p.message) for p in error.problems])
