"""What a query string may name: what the call takes, once, and nothing that it would pass over.

A name that is written wrong would change what a call does: with `dryrun` for `dry_run` a file is
sent, with `stauts` for `status` every job is told.
"""

from collections.abc import Callable, Iterator
from typing import Any, get_args, get_origin

from fastapi import FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from pages.api.guard import HARMLESS
from services.errors import FieldError, Invalid
from services.i18n import N_, _

_UNKNOWN = N_('There is no query parameter "{}" here; there is {}.')
_NONE = N_("This call takes no query parameters.")
_TWICE = N_("This query parameter is given more than once; give it once.")

Names = dict[str, bool]
"""What a call takes from the query, in that order; whether several values of it are taken."""


async def known_names(request: Request) -> None:
    """Raises Invalid for names that the call does not take, and for one of two values.

    A call that reads and takes none gives the same answer whatever is asked for, so there they do
    no harm: what watches `/api/health` may add what it likes.
    """
    if not request.query_params:
        return
    by_handler: dict[Callable[..., Any], Names] = request.app.state.query_names
    known = by_handler[request.scope["endpoint"]]
    if not known and request.method in HARMLESS:
        return
    if wrong := list(_wrong(known, [name for name, _value in request.query_params.multi_items()])):
        raise Invalid(wrong)


def query_names(api: FastAPI) -> dict[Callable[..., Any], Names]:
    """By handler: what it and all that it depends on take."""
    return {
        route.endpoint: dict(_names(route.dependant))
        for route in iter_route_contexts(api.routes)
        if route.endpoint is not None and hasattr(route, "dependant")
    }


def _wrong(known: Names, said: list[str]) -> Iterator[FieldError]:
    for name in dict.fromkeys(said):
        if name not in known:
            sentence = _(_UNKNOWN) if known else _(_NONE)
            yield FieldError(name, sentence.format(name, ", ".join(known)))
        elif not known[name] and said.count(name) > 1:
            yield FieldError(name, _(_TWICE))


def _names(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    for one in dependant.dependencies:
        yield from _names(one)
    for param in dependant.query_params:
        kind = param.field_info.annotation
        yield param.alias, any(get_origin(one) is list for one in (kind, *get_args(kind)))
