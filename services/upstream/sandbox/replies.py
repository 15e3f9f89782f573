"""Answers that are more than JSON: errors of contract 14.1, a lost connection, bad polls."""

import json
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from services.upstream.sandbox.scenarios import Polling

_AGAIN_AFTER = 2  # seconds
_MAINTENANCE = (
    "<!DOCTYPE html><html><head><title>503 Service Unavailable</title></head>"
    "<body><h1>We'll be right back</h1></body></html>"
)


class DropConnection(Exception):
    """The connection ends here, without a usable answer."""


class Dropped(Response):
    """Promises a body and breaks off: on a socket the server can only close the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        headers = [(b"content-type", b"application/json"), (b"content-length", b"64")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        raise DropConnection


def failure(http: int, code: str, description: str, **headers: str) -> Response:
    """An error body; header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = {"error": {"id": code, "description": description}}
    return JSONResponse(body, status_code=http, headers=named)


def unauthorized() -> Response:
    return failure(
        401, "UNAUTHORIZED", "Invalid username or password.", www_authenticate='Basic realm="api"'
    )


def unknown_job() -> Response:
    return failure(404, "JOB_NOT_FOUND", "There is no such job.")


def poll_answer(what: Polling, receipt: dict[str, Any] | None, now: datetime) -> Response:
    """The answer to one status check (contract 6)."""
    if what is Polling.NORMAL:
        return Response(status_code=202) if receipt is None else JSONResponse(receipt)
    again = timedelta(seconds=_AGAIN_AFTER)
    troubles = {
        Polling.UNKNOWN_404: unknown_job(),
        Polling.UNKNOWN_500: failure(500, "INTERNAL_SERVER_ERROR", "Something went wrong."),
        Polling.TOO_MANY_SECONDS: _too_many(str(_AGAIN_AFTER)),
        Polling.TOO_MANY_DATE: _too_many(format_datetime(now + again, usegmt=True)),
        Polling.BROKEN_JSON: Response(
            json.dumps({"status": "COMPLETED"})[:-1], media_type="application/json"
        ),
        Polling.HTML_503: HTMLResponse(_MAINTENANCE, status_code=503),
        Polling.UNAUTHORIZED: unauthorized(),
    }
    return troubles[what]


def _too_many(retry_after: str) -> Response:
    return failure(429, "TOO_MANY_REQUESTS", "Slow down.", retry_after=retry_after)
