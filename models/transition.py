r"""The one place where a job moves (design 1): job + evidence -> event, or nothing.

    recorded -> submitting -> accepted -> processing -> settled
                     \-> unconfirmed -> accepted / settled

An event carries the columns it changes; `apply` makes the next row of it, and `replay` the row
of all of them. Terminal is terminal: nothing changes the status of a settled job.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from models.duplication import COPY_OF
from models.evidence import Changes, Evidence
from models.job import Job, JobEvent, JobKind, Phase
from models.job_status import JobStatus
from models.plain import plain

_MOMENTS = frozenset(
    {
        "not_before",
        "created_at",
        "updated_at",
        "submitted_at",
        "accepted_at",
        "completed_at",
        "last_checked_at",
        "dismissed_at",
    },
)
_WORDS: dict[str, type[StrEnum]] = {"phase": Phase, "status": JobStatus, "kind": JobKind}
_FROZEN = ("phase", "status", "completed_at", "receipt", "error")


def born(job: Job) -> JobEvent:
    """The first event of a job that is about to be recorded: the whole row."""
    columns = {name: value for name in Job.model_fields if (value := _of(job, name)) is not None}
    event = _event(job, "recorded", job.actor, columns, job.created_at)
    why_ended = job.order.get("reason")  # in a person's words
    event.detail = COPY_OF.format(job.source) if job.source else why_ended
    return event


def transition(job: Job, evidence: Evidence, at: datetime) -> JobEvent | None:
    """The event that `evidence` makes of `job`; `None` when it may not or need not move it."""
    if job.phase not in evidence.allowed:
        return None
    said = {name: storable(value) for name, value in evidence.changes(job, at).items()}
    changes = {name: value for name, value in said.items() if getattr(job, name) != value}
    if not changes:
        return None
    if job.terminal and any(name in changes for name in _FROZEN):
        raise AssertionError(f"{evidence.name} would change a settled job")
    changes |= {"version": job.version + 1, "updated_at": at}
    if evidence.name in {"reported", "recovered"}:
        changes["last_checked_at"] = at
    event = _event(job, evidence.name, evidence.actor, changes, at)
    # What is said of an end is said by the step that makes it, too.
    event.detail = storable(evidence.detail) or changes.get("note")
    return event


def apply(job: Job, event: JobEvent) -> Job:
    """The row after `event`; `job` itself is left alone."""
    return Job(**(job.model_dump() | decoded(event)))


def replay(events: Iterable[JobEvent]) -> Job:
    """The row that the events of one job, in order, add up to."""
    row: dict[str, Any] = {}
    for event in events:
        row |= decoded(event)
    return Job(**row)


def decoded(event: JobEvent) -> Changes:
    """The event's changes as Python values: moments aware, words as their members."""
    return {name: _decode(name, value) for name, value in event.changes.items()}


def storable(value: Any) -> Any:
    """Text without what JSON can say and no database keeps: NUL and halves of characters."""
    if isinstance(value, StrEnum) or not isinstance(value, str):
        return value
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd")


def _of(job: Job, name: str) -> Any:
    """A column's value, by the ORM's descriptor only where it has to be."""
    return vars(job)[name] if name in vars(job) else getattr(job, name)


def _event(job: Job, kind: str, actor: str, changes: Changes, at: datetime) -> JobEvent:
    return plain(
        JobEvent,
        job_id=job.id,
        version=changes["version"],
        at=at,
        kind=kind,
        actor=actor,
        phase=changes.get("phase", job.phase),
        status=changes.get("status", job.status),
        partner_status=changes.get("partner_status", job.partner_status),
        changes={name: _encode(value) for name, value in changes.items()},
    )


def _encode(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _decode(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _MOMENTS:
        return datetime.fromisoformat(value)
    return _WORDS[name](value) if name in _WORDS else value
