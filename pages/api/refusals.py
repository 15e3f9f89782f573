"""How each call says no, for the OpenAPI document: derived from what the call is made of.

Whatever raises DomainErrors in a call, its handler and what the handler depends on, names their
classes by `refuses`; what is refused before a handler is asked, and what its parameters alone may
be refused for, is known here. Nothing else is ever answered: the tests of REST hold every answer
against this.
"""

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from pages.api.guard import HARMLESS
from pages.api.problems import MEDIA_TYPE, Forbidden
from services.errors import (
    DatabaseAway,
    DomainError,
    IdempotencyConflict,
    Invalid,
    NotFound,
    NotPermitted,
    SignedOut,
    TooManyTries,
)

F = TypeVar("F", bound=Callable[..., Any])
Answers = dict[str, dict[str, Any]]

_RANGE = "4XX"
STAND_IN: dict[int | str, dict[str, Any]] = {_RANGE: {"description": ""}}
"""For `responses` of all routers: keeps FastAPI from saying something itself until it is told."""
_PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}
_FAULT = "`internal`: An error of Adtrail's own; its log says more."
_LATER = {"Retry-After": {"description": "Seconds.", "schema": {"type": "string"}}}
_SAYS_WHEN = frozenset({TooManyTries.status, DatabaseAway.status})


def refuses(*errors: type[DomainError]) -> Callable[[F], F]:
    """Of a handler or a dependency: what it raises that its parameters do not tell."""

    def marked(function: F) -> F:
        function.refuses = errors  # type: ignore[attr-defined]
        return function

    return marked


def add_refusals(api: FastAPI, document: dict[str, Any]) -> None:
    for route in iter_route_contexts(api.routes):
        for method in route.methods or ():
            call = document["paths"].get(route.path_format, {}).get(method.lower())
            if call is not None:
                answers = call["responses"]
                _add(answers, _errors(route, method, open_to_all=call.get("security") == []))
                call["responses"] = {status: answers[status] for status in sorted(answers)}


def _errors(route: RouteContext, method: str, *, open_to_all: bool) -> Iterator[type[DomainError]]:
    yield Forbidden
    if not open_to_all:
        yield from (SignedOut, TooManyTries, DatabaseAway)
        if method not in HARMLESS:
            yield NotPermitted
    if method not in HARMLESS:
        yield Invalid  # a query parameter that the call does not take
    if "{" in (route.path_format or ""):
        yield NotFound
    yield from _of(route.dependant)


def _of(dependant: Dependant) -> Iterator[type[DomainError]]:
    yield from getattr(dependant.call, "refuses", ())
    if dependant.query_params:
        yield Invalid
    if any(one.alias == "Idempotency-Key" for one in dependant.header_params):
        yield from (Invalid, IdempotencyConflict)
    for one in dependant.dependencies:
        yield from _of(one)


def _add(responses: Answers, errors: Iterable[type[DomainError]]) -> None:
    """Beside what the call itself says of a status."""
    responses.pop(_RANGE)
    said: dict[HTTPStatus, list[str]] = {HTTPStatus.INTERNAL_SERVER_ERROR: [_FAULT]}
    for error in dict.fromkeys(errors):
        said.setdefault(error.status, []).append(_words(error))
    for status in sorted(said):
        answer = responses.setdefault(str(int(status)), {"description": ""})
        answer["description"] = " ".join(filter(None, [answer["description"], *said[status]]))
        answer.setdefault("content", {})[MEDIA_TYPE] = _PROBLEM
        if status in _SAYS_WHEN:
            answer["headers"] = answer.get("headers", {}) | _LATER


def _words(error: type[DomainError]) -> str:
    return f"`{error.code}`: {error.title}."
