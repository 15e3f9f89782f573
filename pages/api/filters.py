"""Words in a query string, read into what the job store is asked for."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from models.dates import parse_moment
from models.job import JobKind
from models.job_status import JobStatus
from services.errors import FieldError, Invalid
from services.i18n import _

W = TypeVar("W", bound=StrEnum)

ANY = "ALL"
_ALIASES = {"PROCESSING": JobStatus.IN_PROGRESS, "REJECTED": JobStatus.FAILED}
_STATUSES: dict[str, JobStatus] = {status.value: status for status in JobStatus} | _ALIASES
_KINDS: dict[str, JobKind] = {kind.value.upper(): kind for kind in JobKind}


def statuses(words: Iterable[str]) -> frozenset[JobStatus]:
    """The statuses of a filter; none means all. Raises Invalid for a word that is not one."""
    return _read("status", words, _STATUSES)


def kinds(words: Iterable[str]) -> frozenset[JobKind]:
    """The kinds of a filter; none means all. Raises Invalid for a word that is not one."""
    return _read("kind", words, _KINDS)


def moment(field: str, text: str | None) -> datetime | None:
    """A moment of a filter; a day alone is its first moment in UTC. Raises Invalid."""
    if not text:
        return None
    found = parse_moment(text)
    if found is None:
        sentence = _("Write the moment as 2027-01-10T12:00:00Z, or the day as 2027-01-10.")
        raise Invalid([FieldError(field, sentence)])
    return found


def _read(field: str, words: Iterable[str], known: dict[str, W]) -> frozenset[W]:
    """Words may be repeated or separated by commas; their case does not matter."""
    said = [word.strip().upper() for text in words for word in text.split(",") if word.strip()]
    wrong = [word for word in said if word not in known and word != ANY]
    if wrong:
        choice = ", ".join([ANY, *dict.fromkeys(known.values())])
        raise Invalid([FieldError(field, _("Choose from {}.").format(choice))])
    return frozenset() if ANY in said else frozenset(known[word] for word in said)
