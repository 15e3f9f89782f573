"""What a query string may name: what the call takes, and nothing that it would pass over.

A name that is written wrong would change what a call does: with `dryrun` for `dry_run` a file is
sent, with `stauts` for `status` every job is told.
"""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from pages.api.guard import HARMLESS
from services.errors import FieldError, Invalid
from services.i18n import N_, _

_UNKNOWN = N_('There is no query parameter "{}" here; there is {}.')
_NONE = N_("This call takes no query parameters.")

Names = dict[Callable[..., Any], tuple[str, ...]]
"""By handler: what it and all that it depends on take from the query, in that order."""


async def known_names(request: Request) -> None:
    """Raises Invalid for names that the call does not take.

    A call that reads and takes none gives the same answer whatever is asked for, so there they do
    no harm: what watches `/api/health` may add what it likes.
    """
    if not request.query_params:
        return
    names: Names = request.app.state.query_names
    known = names[request.scope["endpoint"]]
    if not known and request.method in HARMLESS:
        return
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        said = _(_UNKNOWN) if known else _(_NONE)
        raise Invalid([FieldError(name, said.format(name, ", ".join(known))) for name in unknown])


def query_names(api: FastAPI) -> Names:
    return {
        route.endpoint: tuple(dict.fromkeys(_names(route.dependant)))
        for route in iter_route_contexts(api.routes)
        if route.endpoint is not None and hasattr(route, "dependant")
    }


def _names(dependant: Dependant) -> Iterator[str]:
    for one in dependant.dependencies:
        yield from _names(one)
    yield from (param.alias for param in dependant.query_params)
