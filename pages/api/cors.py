"""REST for pages of other origins, as far as ADTRAIL_CORS_ORIGINS names them (Fetch, 3.2)."""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.api.boundary import is_beneath

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_TOLD = ("Location", "ETag", "Retry-After", "Preference-Applied", "Content-Disposition")


class Cors:
    """Answers what a browser asks first, and lets the named pages read what REST answers.

    Cookies are left out of their requests: a session belongs to the pages of Adtrail, another
    origin signs in by the Authorization header.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self._app = app
        self._origins = origins
        self._shared = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=_METHODS,
            allow_headers=["*"],
            allow_private_network=True,
            expose_headers=_TOLD,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_beneath(scope):
            await self._app(scope, receive, send)
            return
        if Headers(scope=scope).get("origin") in self._origins:
            kept = [pair for pair in scope["headers"] if pair[0] != b"cookie"]
            scope = {**scope, "headers": kept}
        await self._shared(scope, receive, send)
