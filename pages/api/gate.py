"""Who asks: found out once for each request and socket, in front of everything else.

Without ADTRAIL_PASSWORD there is one local person, and nobody signs in. With it nothing is answered
to nobody except the door (the sign-in page) and `/api/health`: pages lead to the door, REST answers
401, a socket is refused.
"""

import base64
import binascii
from http import HTTPStatus
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from models.people import Role
from pages.api.boundary import PREFIX, header, is_beneath
from pages.api.guard import HARMLESS, POLICY_VIOLATION
from pages.api.problems import Forbidden, of_domain
from services.errors import DomainError, SignedOut
from services.i18n import N_, _, preferred, speaking
from services.people.acting import LOCAL, REST, Person, acting_as, required
from services.people.signing import Signing

COOKIE = "adtrail_session"
DOOR = "/login"
DOORS = frozenset({DOOR, "/logout"})
_OPEN = frozenset({f"{PREFIX}/health"})
_OWN = tuple(f"{PREFIX}/{name}" for name in ("tokens", "sessions", "people/me"))
"""Everybody's own matter; `services.people` says what is whose."""
_PARTS = (
    "/_nicegui",
    "/static/",
    "/sw.js",
)  # of pages; a script would not know what to do at a door

_FIRST = N_("Sign in first: with a token, with a name and a password, or in a browser at /login.")
_UNREADABLE = N_("The Authorization header is neither Bearer nor Basic as Adtrail takes them.")
_NO_ORIGIN = N_("A browser has to say which page makes the request (Origin).")


class Gate:
    """`door` answers `DOORS`."""

    def __init__(self, app: ASGIApp, signing: Signing, door: ASGIApp | None = None) -> None:
        self._app = app
        self._signing = signing
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
        elif not self._signing.required:
            with acting_as(REST if is_beneath(scope) else LOCAL):
                await self._app(scope, receive, send)
        elif self._door is not None and scope["type"] == "http" and scope["path"] in DOORS:
            await self._door(scope, receive, send)
        else:
            await self._checked(scope, receive, send)

    async def _checked(self, scope: Scope, receive: Receive, send: Send) -> None:
        person, refusal = None, None
        if scope["path"] not in _OPEN:
            with speaking(preferred(header(scope, b"accept-language"))):
                try:
                    person = await self._allowed(scope)
                except DomainError as error:
                    refusal = error
        if refusal is None:
            with acting_as(person):
                await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await _refused(scope, refusal)(scope, receive, send)

    async def _allowed(self, scope: Scope) -> Person:
        """Raises SignedOut, TooManyTries, Forbidden and NotPermitted."""
        person = await self._who(scope)
        if person is None:
            raise SignedOut(_(_FIRST))
        if scope["type"] == "http" and scope["method"] not in HARMLESS:
            if person.sign_in is not None and not _names_its_origin(scope):
                raise Forbidden(_(_NO_ORIGIN))
            if is_beneath(scope):
                with acting_as(person):
                    required(Role.VIEWER if _is_own(scope["path"]) else Role.OPERATOR)
        return person

    async def _who(self, scope: Scope) -> Person | None:
        connection = HTTPConnection(scope)
        said = connection.headers.get("authorization")
        if said is not None and is_beneath(scope):
            scheme, _space, value = said.partition(" ")
            if scheme.lower() == "bearer":
                return await self._signing.by_token(value.strip())
            pair = _pair(value) if scheme.lower() == "basic" else None
            if pair is None:
                raise SignedOut(_(_UNREADABLE))
            return await self._signing.by_pair(*pair, address_of(connection))
        secret = connection.cookies.get(COOKIE)
        return self._signing.by_cookie(secret) if secret else None


def _is_own(path: str) -> bool:
    return any(path == own or path.startswith(f"{own}/") for own in _OWN)


def address_of(connection: HTTPConnection) -> str:
    """Of whoever asks; behind a proxy that the server trusts, as the proxy says."""
    return connection.client.host if connection.client is not None else ""


def _pair(encoded: str) -> tuple[str, str] | None:
    try:
        name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return (name, password) if colon else None


def _names_its_origin(scope: Scope) -> bool:
    """A foreign one was refused by the guard; a form of an old browser may have none."""
    headers = Headers(scope=scope)
    return "origin" in headers or headers.get("sec-fetch-site") == "same-origin"


def _refused(scope: Scope, error: DomainError) -> Response:
    of_page = not is_beneath(scope) and not scope["path"].startswith(_PARTS)
    if of_page and isinstance(error, SignedOut) and scope["method"] in HARMLESS:
        query = scope["query_string"].decode("latin-1")
        place = scope["path"] + (f"?{query}" if query else "")
        asked = f"?next={quote(place, safe='')}" if place != "/" else ""
        return RedirectResponse(f"{DOOR}{asked}", HTTPStatus.SEE_OTHER)
    return of_domain(error, scope["path"])
