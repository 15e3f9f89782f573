"""The last net under a page that waits for somebody: whatever happens, it says something."""

import functools
from collections.abc import Awaitable, Callable
from typing import ParamSpec

import structlog
from nicegui import ui

from pages.guard import problem
from services.errors import DomainError
from services.i18n import _

log = structlog.get_logger(__name__)
P = ParamSpec("P")


def safely(builder: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
    """A page builder whose failure ends in a page that says so; ours are logged."""

    @functools.wraps(builder)
    async def build(*args: P.args, **kwargs: P.kwargs) -> None:
        place = ui.element("div")
        failure: DomainError | None = None
        try:
            with place:
                await builder(*args, **kwargs)
        except DomainError as error:
            failure = error
        except Exception:
            log.exception("a page could not be built", page=builder.__name__)
            failure = DomainError(_("The page could not be built. The reason is in the log."))
        if failure is not None and not place.is_deleted:
            place.clear()
            with place:
                problem(failure, "/", _("To the overview"))

    return build
