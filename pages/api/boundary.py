"""The edge between the API and the rest of the server: what comes in, and what may not get out."""

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.api.problems import TooLarge, of_domain, of_fault
from services.i18n import N_, _, preferred, speaking

log = structlog.get_logger(__name__)

PREFIX = "/api"
METRICS = "/metrics"  # where Prometheus looks by convention
MAX_BODY = 1024 * 1024  # bytes (interface 5)
MAX_FILE = 8 * MAX_BODY  # where a file of rows is sent
_FILES = frozenset({f"{PREFIX}/bulk"})

_VARIES = (b"vary", b"Accept-Language")
_TOO_LARGE = N_("The body is larger than {} MiB; this call takes no more.")


def header(scope: Scope, name: bytes) -> str | None:
    """The first of that name, in lower case; every request is asked for several."""
    found = (value for known, value in scope["headers"] if known == name)
    value: bytes | None = next(found, None)
    return None if value is None else value.decode("latin-1")


def is_beneath(scope: Scope) -> bool:
    """Whether a request is the API's to answer."""
    if scope["type"] != "http":
        return False
    path = scope["path"]
    return path in {PREFIX, METRICS} or path.startswith(f"{PREFIX}/")


class Beneath:
    """Hands every request beneath `/api`, and `/metrics`, to `api`, and every other to `app`.

    So an unknown address, a wrong method and an exception are the API's to answer beneath it and
    the pages' elsewhere, and neither knows the other's handlers.
    """

    def __init__(self, app: ASGIApp, api: ASGIApp) -> None:
        self._app = app
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._api if is_beneath(scope) else self._app)(scope, receive, send)


class LastResort:
    """An exception that nobody foresaw becomes a problem without a traceback, and a log record."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except ClientDisconnect:
            return
        except Exception:
            log.exception("a request failed", method=scope.get("method"), path=scope.get("path"))
            if started:
                raise
            await of_fault(scope["path"])(scope, receive, send)


class Spoken:
    """Says what is for people in the language that the request asks for; English by itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        said = preferred(header(scope, b"accept-language"))
        tongue = (b"content-language", said.encode())

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                # Several headers of one name are one list (RFC 9110, 5.3).
                message["headers"] = [*message["headers"], tongue, _VARIES]
            await send(message)

        with speaking(said):
            await self._app(scope, receive, marked)


class SizeLimit:
    """Refuses bodies over `MAX_BODY` (files: `MAX_FILE`), whether they announce it or not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = MAX_FILE if scope["path"] in _FILES else MAX_BODY
        announced = header(scope, b"content-length") or ""
        if announced.isdecimal() and int(announced[:20]) > most:
            await of_domain(_too_large(most), scope["path"])(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise _too_large(most)
            return message

        await self._app(scope, counted, send)


def _too_large(most: int) -> TooLarge:
    return TooLarge(_(_TOO_LARGE).format(most // MAX_BODY))
