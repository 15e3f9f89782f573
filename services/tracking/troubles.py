"""From what went wrong with a request to what is kept on the job's row."""

from typing import Any

from services.upstream.errors import (
    Declined,
    Forbidden,
    NotSent,
    Throttled,
    Unauthorized,
    Unknown,
    UpstreamError,
)

UNKNOWN_JOB = "unknown_job"
"""The kind of a job that the partner no longer knows."""
NO_ANSWER = "no_answer"
DECLINED = "declined"
"""The kind of a job for which something could not be read: the partner refuses to show it."""
STATUS_DECLINED = "status_declined"
"""The kind of a job whose very status the partner refuses to tell."""

SILENT = frozenset({UNKNOWN_JOB, DECLINED, STATUS_DECLINED})
"""The kinds of jobs about which the partner does answer, but tells nothing."""

_KINDS: tuple[tuple[type[UpstreamError], str], ...] = (
    (Unauthorized, "credentials"),
    (Forbidden, "forbidden"),
    (Throttled, "throttled"),
    (Unknown, UNKNOWN_JOB),
    (NotSent, "unreachable"),
    (Declined, DECLINED),
)

PARTNERS_OWN = (Unauthorized, Throttled, NotSent)
"""What says nothing about a request, only about the partner or the way to it."""

OTHER_PARTNER = "other_partner"
"""The kind of a job whose partner is not in use here; the message is its address."""

_SERVER_ERROR = 500  # and above; a 500 may be about one job, three different ones are not


def trouble_of(error: UpstreamError) -> dict[str, Any]:
    """`kind` is ours; `http`, `code` and `message` are the partner's, where it answered."""
    kind = next((word for type_, word in _KINDS if isinstance(error, type_)), NO_ANSWER)
    return {"kind": kind, "http": error.http, "code": error.code, "message": error.message}


def is_partner_wide(error: UpstreamError) -> bool:
    """Whether this says something about the partner as a whole, not about one job."""
    if isinstance(error, PARTNERS_OWN):
        return True
    if isinstance(error, (Forbidden, Unknown)):
        return False
    return error.http is None or error.http >= _SERVER_ERROR
