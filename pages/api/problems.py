"""What is refused, as `application/problem+json` (RFC 9457): one shape, one place that renders it.

A DomainError carries its own status, code and words; the ones that only REST knows are here.
"""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from pages.api.answers import JsonAnswer
from services.errors import DomainError, FieldError, Invalid, LineError
from services.i18n import N_, _

MEDIA_TYPE = "application/problem+json"

_UNKNOWN_ADDRESS = N_("There is nothing at this address. GET /api/docs lists what there is.")
_SAID = {
    HTTPStatus.NOT_FOUND: (N_("Not found"), _UNKNOWN_ADDRESS),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        N_("Method not allowed"),
        N_("This address does not take that method; the Allow header names the one it takes."),
    ),
}
_CHOICE = N_("Choose one of {expected}.")
_FINDINGS = {
    "missing": N_("This value is needed."),
    "int_parsing": N_("Write a whole number."),
    "int_parsing_size": N_("The number is too large."),
    "bool_parsing": N_("Choose true or false."),
    "greater_than_equal": N_("The smallest value is {ge}."),
    "less_than_equal": N_("The largest value is {le}."),
    "literal_error": _CHOICE,
    "enum": _CHOICE,
    "string_too_long": N_("Use at most {max_length} characters."),
    "string_too_short": N_("This must not be empty."),
}
"""Pydantic's findings about parameters, and the sentence for each."""

_FAULT = N_("Adtrail met an error of its own. Look at its log; the request can be sent again.")


class Unreadable(DomainError):
    """The body is not the JSON object that the call takes."""

    status = HTTPStatus.BAD_REQUEST
    code = "unreadable"
    title = N_("The body could not be read")


class TooLarge(DomainError):
    """The body is larger than any request to Adtrail is."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "too_large"
    title = N_("The body is too large")


class Forbidden(DomainError):
    """The request came from where none should come from."""

    status = HTTPStatus.FORBIDDEN
    code = "forbidden"
    title = N_("This request is refused")


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    instance: str,
    *,
    errors: Iterable[FieldError | LineError] = (),
    job_id: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> JsonAnswer:
    """The answer; `job_id` is there only where another job is the reason."""
    document: dict[str, Any] = {
        "type": f"urn:adtrail:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": instance,
        "errors": [error._asdict() for error in errors],
        "code": code,
    }
    if job_id is not None:
        document["job_id"] = job_id
    return JsonAnswer(document, status, headers, media_type=MEDIA_TYPE)


def of_domain(error: DomainError, path: str) -> JsonAnswer:
    later = 5 if error.status is HTTPStatus.SERVICE_UNAVAILABLE else error.retry_after
    return problem(
        int(error.status),
        error.code,
        _(error.title),
        str(error),
        path,
        errors=(*error.errors, *error.lines),
        job_id=error.job_id,
        headers={"Retry-After": str(later)} if later else None,
    )


def of_fault(path: str) -> JsonAnswer:
    """For what nobody foresaw; the traceback stays in the log."""
    said = HTTPStatus.INTERNAL_SERVER_ERROR
    return problem(said, "internal", _(DomainError.title), _(_FAULT), path)


def install_handlers(api: FastAPI) -> None:
    """Render everything that is refused beneath `api`."""
    api.add_exception_handler(DomainError, _domain)
    api.add_exception_handler(RequestValidationError, _validation)
    api.add_exception_handler(HTTPException, _http)


async def _domain(request: Request, error: Exception) -> JsonAnswer:
    assert isinstance(error, DomainError)  # noqa: S101 - registered for it alone
    return of_domain(error, request.url.path)


async def _validation(request: Request, error: Exception) -> JsonAnswer:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it alone
    found = dict.fromkeys(FieldError(_name(e), _words(e)) for e in error.errors())
    return of_domain(Invalid(list(found)), request.url.path)


async def _http(request: Request, error: Exception) -> JsonAnswer:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
    status = HTTPStatus(error.status_code)
    title, detail = _SAID.get(status, (status.phrase, str(error.detail)))
    code = status.phrase.lower().replace(" ", "_")
    return problem(status, code, _(title), _(detail), request.url.path, headers=error.headers)


def _name(error: Mapping[str, Any]) -> str:
    """Of what is wrong; in a list its place comes behind, which is no name."""
    return next(part for part in reversed(error["loc"]) if isinstance(part, str))


def _words(error: Mapping[str, Any]) -> str:
    """A sentence for one of pydantic's findings."""
    sentence = _FINDINGS.get(error["type"])
    if sentence is None:
        return f"{str(error['msg']).rstrip('.')}."
    told = dict(error.get("ctx", {}))
    if "expected" in told:
        told["expected"] = _either(told["expected"])
    return _(sentence).format_map(told)


def _either(choice: str) -> str:
    """Pydantic's "'a', 'b' or 'c'" in the reader's language."""
    most, _or, last = choice.rpartition(" or ")
    return _("{} or {}").format(most, last) if most else last
