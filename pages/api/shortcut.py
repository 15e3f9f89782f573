"""The call that scripts make by the thousand, without the layers that it has no use for.

To find the route, to solve its parameters and to wrap it twice against errors takes FastAPI as long
as Adtrail takes to check and record an order. What is plain goes straight to its handler; whatever
has a query string, or a header that FastAPI might refuse, goes the long way and is answered there.
"""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.api.answers import LONGEST_KEY
from pages.api.problems import of_domain
from services.errors import DomainError

Handler = Callable[[Request, str | None], Awaitable[Response]]
"""Of a POST without parameters but its body, and the Idempotency-Key where one was sent."""

_KEY = b"idempotency-key"


class Shortcut:
    """`handlers` are routes' own, by their path: both ways give the same answer."""

    def __init__(self, app: ASGIApp, handlers: Mapping[str, Handler]) -> None:
        self._app = app
        self._handlers = handlers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        handler = self._handlers.get(scope["path"]) if scope["type"] == "http" else None
        if handler is None or scope["method"] != "POST" or scope["query_string"]:
            await self._app(scope, receive, send)
            return
        keys = [value for name, value in scope["headers"] if name == _KEY]
        if len(keys) > 1 or not all(0 < len(key) <= LONGEST_KEY for key in keys):
            await self._app(scope, receive, send)
            return
        try:
            answer = await handler(
                Request(scope, receive, send), keys[0].decode("latin-1") if keys else None
            )
        except DomainError as error:
            answer = of_domain(error, scope["path"])
        await answer(scope, receive, send)
