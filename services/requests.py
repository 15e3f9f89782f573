"""A request before it is a job: what makes two of them the same, and what is kept of it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.job import LONGEST_REASON, Job, JobKind
from models.orders import InvalidOrder
from models.plain import plain
from models.transition import storable
from services.errors import FieldError, Invalid
from services.i18n import _
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
    if reason is not None and not isinstance(reason, str):
        raise Invalid([FieldError("reason", _("This has to be text."))])
    said = str(storable((reason or "").strip()))
    if len(said) > LONGEST_REASON:
        sentence = _("A reason has at most {} characters.").format(LONGEST_REASON)
        raise Invalid([FieldError("reason", sentence)])
    return {"reason": said} if said else {}


def invalid(error: InvalidOrder) -> Invalid:
    return Invalid([FieldError(p.field, p.message) for p in error.problems])
