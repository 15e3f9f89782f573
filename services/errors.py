"""What can go wrong with a request to Adtrail itself. One handler renders them all.

DomainError            code, HTTP status, title, a sentence
 +-- NotFound          no such job or program
 +-- Invalid           one sentence per field; nothing was recorded
 +-- InvalidRows       the same for a file: one sentence per cell
 +-- IdempotencyConflict   the key belongs to another request
 +-- ProgramBusy       another job of this program is unfinished
 +-- NotAllowed        the job's state does not allow it
      +-- MovedMeanwhile   somebody else gave the schedule another moment
 +-- SignedOut         nobody is signed in, or not any more
 +-- NotPermitted      the person's role does not allow it
 +-- TooManyTries      too many wrong passwords
 +-- FeaturesRefused   the partner said no to a change of features
 +-- PartnerProblem    the partner could not answer a question asked on the spot
 +-- LookupFailed      the look-up of businesses did not answer
 |    +-- NoLookup     there is none: it was not set up
 +-- DatabaseAway      the database cannot be reached right now
"""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import ClassVar, NamedTuple

from services.i18n import N_, _


class FieldError(NamedTuple):
    field: str
    message: str


class LineError(NamedTuple):
    """In a file with many requests; line 0 is the file as a whole."""

    line: int
    field: str
    message: str


class DomainError(Exception):
    """Base; `str(error)` is a sentence for a person."""

    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR
    code: ClassVar[str] = "error"
    title: ClassVar[str] = N_("Something went wrong")
    errors: tuple[FieldError, ...] = ()
    lines: tuple[LineError, ...] = ()
    job_id: str | None = None
    retry_after: int | None = None  # seconds


class NotFound(DomainError):
    """There is no such thing here."""

    status = HTTPStatus.NOT_FOUND
    code = "not_found"
    title = N_("Not found")


class Invalid(DomainError):
    """The request has wrong values; `errors` has one sentence for each field."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "invalid"
    title = N_("Some values need correction")

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__(" ".join(dict.fromkeys(error.message for error in errors)))
        self.errors = tuple(errors)


def together(*checks: Callable[[], object]) -> None:
    """Let each of them look before any is heard; raises one Invalid, with one word a field."""
    found: dict[str, FieldError] = {}
    for check in checks:
        try:
            check()
        except Invalid as invalid:
            for error in invalid.errors:
                found.setdefault(error.field, error)
    if found:
        raise Invalid(list(found.values()))


class InvalidRows(DomainError):
    """A file with wrong rows; `lines` has one sentence for each cell."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "invalid_rows"
    title = N_("Some rows need correction")

    def __init__(self, sentence: str, lines: Sequence[LineError]) -> None:
        super().__init__(sentence)
        self.lines = tuple(lines)


class IdempotencyConflict(DomainError):
    """The Idempotency-Key was used before, with other values."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "idempotency_key_reused"
    title = N_("This Idempotency-Key belongs to another request")

    def __init__(self, job_id: str) -> None:
        sentence = _("The key was used with other values for job {}. Use a new key.")
        super().__init__(sentence.format(job_id))
        self.job_id = job_id


class ScheduleKeyReused(IdempotencyConflict):
    """The same, of a schedule."""

    def __init__(self, schedule_id: str) -> None:
        sentence = _("The key was used with other values for schedule {}. Use a new key.")
        DomainError.__init__(self, sentence.format(schedule_id))


class KeyUsedElsewhere(IdempotencyConflict):
    """The key made something for another partner: answering with it would tell a falsehood."""

    def __init__(self, made: str) -> None:
        sentence = _("The key was used at another partner, for {}. Use a new key.")
        DomainError.__init__(self, sentence.format(made))


class ProgramBusy(DomainError):
    """Changes of one program never overlap (contract 18.14)."""

    status = HTTPStatus.CONFLICT
    code = "program_busy"
    title = N_("Another change of this program is under way")

    def __init__(self, program_id: str, job_id: str) -> None:
        sentence = _("Job {} is still changing program {}. Wait until it has ended.")
        super().__init__(sentence.format(job_id, program_id))
        self.job_id = job_id


class NotAllowed(DomainError):
    """The thing exists, but this cannot be done with it now."""

    status = HTTPStatus.CONFLICT
    code = "not_allowed"
    title = N_("This cannot be done now")


class MovedMeanwhile(NotAllowed):
    """A schedule was given another moment than the one that its person knows."""

    code = "moved_meanwhile"
    title = N_("Its time was changed meanwhile")

    def __init__(self, when: str) -> None:
        sentence = _("It was moved meanwhile, to {}. Nothing was changed.")
        super().__init__(sentence.format(when))


class SignedOut(DomainError):
    """Nobody is signed in: no name and password, an unknown token, a session that has ended."""

    status = HTTPStatus.UNAUTHORIZED
    code = "signed_out"
    title = N_("Sign in first")


class NotPermitted(DomainError):
    """The person is known, and may not do this."""

    status = HTTPStatus.FORBIDDEN
    code = "not_permitted"
    title = N_("You may not do this")


class TooManyTries(DomainError):
    """Too many wrong passwords for a name, or from an address."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too_many_tries"
    title = N_("Too many tries")

    def __init__(self, seconds: int) -> None:
        sentence = _("Too many wrong passwords. Try again in {} s.")
        super().__init__(sentence.format(seconds))
        self.retry_after = seconds


class FeaturesRefused(DomainError):
    """The partner did not take the features; its reason stands in the sentence."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "features_refused"
    title = N_("The partner refused the change")

    def __init__(self, sentence: str, job_id: str) -> None:
        super().__init__(sentence)
        self.job_id = job_id


class PartnerProblem(DomainError):
    """The partner could not answer; what it said stands in the sentence."""

    status = HTTPStatus.BAD_GATEWAY
    code = "partner_unavailable"
    title = N_("The partner could not be asked")


class LookupFailed(DomainError):
    """Businesses could not be looked up; the sentence says why, and what to do without."""

    status = HTTPStatus.BAD_GATEWAY
    code = "lookup_failed"
    title = N_("The look-up could not be done")


class NoLookup(LookupFailed):
    """Nothing was asked, for there is nothing to ask: that is nobody's failure."""

    status = HTTPStatus.CONFLICT
    code = "lookup_not_set_up"
    title = N_("There is no look-up here")


class DatabaseAway(DomainError):
    """The database cannot be used at the moment; nothing that was recorded is lost."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "database_unavailable"
    title = N_("The database cannot be reached")
