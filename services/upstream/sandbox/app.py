"""The sandbox put together: routes over a state, as one ASGI application."""

import base64
import hmac
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from services.clock import Clock
from services.upstream.sandbox import fusion, reads, submits
from services.upstream.sandbox.replies import DropConnection, unauthorized
from services.upstream.sandbox.state import SandboxState

log = structlog.get_logger(__name__)
Handler = Callable[[SandboxState, Request], Awaitable[Response]]

_FEATURES = "/program/{program_id}/features/v1"
# Operation, method, path (contract 2), handler.
_OPERATIONS: tuple[tuple[str, str, str, Handler], ...] = (
    ("create", "POST", "/v1/reseller/program/create", submits.create),
    ("edit", "POST", "/v1/reseller/program/{program_id}/edit", submits.edit),
    ("end", "POST", "/v1/reseller/program/{program_id}/end", submits.end),
    ("status", "GET", "/v1/reseller/status/{job_id}", reads.status),
    ("pause", "POST", "/program/{program_id}/pause/v1", submits.pause),
    ("resume", "POST", "/program/{program_id}/resume/v1", submits.resume),
    ("account_programs", "GET", "/programs/v1", reads.account_programs),
    ("business_programs", "GET", "/v1/programs/list/{business_ids}", reads.business_programs),
    ("program_info", "GET", "/v1/programs/info/{program_ids}", reads.program_info),
    ("business_info", "GET", "/v1/business_info/{business_ids}", reads.business_info),
    ("migration_info", "GET", "/v1/business_migration_info/{business_ids}", reads.migration_info),
    ("features_read", "GET", _FEATURES, reads.read_features),
    ("features_write", "POST", _FEATURES, reads.write_features),
    ("features_remove", "DELETE", _FEATURES, reads.remove_features),
    ("lookup_matches", "GET", "/v3/businesses/matches", fusion.matches),
    ("lookup_business", "GET", "/v3/businesses/{business_id}", fusion.business),
)
_OF_LOOKUP = frozenset({"lookup_matches", "lookup_business"})  # these take a key, not the pair


class Sandbox:
    """A partner to play with. `app` is for a server; in this process use `SandboxTransport`.

    `state` can be looked at: `counts` of requests by operation, `programs`, `jobs`.
    """

    def __init__(self, state: SandboxState, credentials: tuple[str, str] | None) -> None:
        self.state = state
        self._credentials = credentials
        # Lets DropConnection through, for a transport that knows what it means.
        self.routes: ASGIApp = Starlette(
            routes=[
                Route(path, self._endpoint(operation, handler), methods=[method])
                for operation, method, path, handler in _OPERATIONS
            ]
        )

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application. A dropped connection ends early: the server closes the socket."""
        try:
            await self.routes(scope, receive, send)
        except DropConnection:
            return
        except ClientDisconnect:  # its request was not whole, so nothing was done
            log.warning("client went away", method=scope["method"], path=scope["path"])

    def dump(self) -> dict[str, Any]:
        """Everything that the sandbox remembers, as JSON for `load`."""
        return self.state.dump()

    def load(self, snapshot: dict[str, Any]) -> None:
        """Go on from a `dump`. Raises ValueError, and then nothing has changed."""
        self.state.load(snapshot)

    def _endpoint(
        self, operation: str, handler: Handler
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            self.state.counts[operation] += 1
            if operation in _OF_LOOKUP:
                return fusion.refusal(request) or await handler(self.state, request)
            if not self._admits(request):
                return unauthorized()
            return await handler(self.state, request)

        return endpoint

    def _admits(self, request: Request) -> bool:
        """Any pair or none will do, unless the sandbox was given the one that counts."""
        if self._credentials is None:
            return True
        pair = base64.b64encode(":".join(self._credentials).encode()).decode()
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Basic {pair}".encode())


def create_sandbox(
    clock: Clock,
    seconds: float = 8.0,
    seed: int = 0,
    credentials: tuple[str, str] | None = None,
) -> Sandbox:
    """A sandbox whose jobs take about `seconds`, by `clock`. Forgets, unless `load` reminds it."""
    return Sandbox(SandboxState(clock, seconds, seed), credentials)
