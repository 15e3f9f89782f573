"""/login and /logout: plain pages in front of everything, without a script and without NiceGUI.

A browser that nobody has signed in to costs no session of pages, and a password manager knows the
form.
"""

from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from string import Template
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from components.static_files import STATIC
from pages.api.gate import COOKIE, DOOR, address_of
from services.errors import DomainError
from services.i18n import _, language, pgettext, preferred, speaking
from services.people.signing import LASTS, Signing

_LARGEST = 16 * 1024  # bytes of a form
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_PAGE = Template((STATIC / "login.html").read_text(encoding="utf-8"))
_MARK = (
    (STATIC / "favicon.svg").read_text(encoding="utf-8").replace("<svg", '<svg aria-hidden="true"')
)


class Door:
    def __init__(self, signing: Signing) -> None:
        self._signing = signing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        with speaking(preferred(request.headers.get("accept-language"))):
            answer = await self._answer(request)
        answer.headers["Cache-Control"] = "no-store"
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.url.path != DOOR:
            return await self._leave(request)
        if request.method == "POST":
            return await self._enter(request)
        wanted = local_path(request.query_params.get("next"))
        if self._known(request):
            return RedirectResponse(wanted, HTTPStatus.SEE_OTHER)
        return _page(wanted)

    async def _enter(self, request: Request) -> Response:
        form = await _form(request)
        wanted = local_path(form.get("next"))
        name, password = form.get("name", ""), form.get("password", "")
        agent = request.headers.get("user-agent", "")
        try:
            secret = await self._signing.sign_in(name, password, address_of(request), agent)
        except DomainError as error:
            answer = _page(wanted, name=name, said=str(error), status=error.status)
            if error.retry_after is not None:
                answer.headers["Retry-After"] = str(error.retry_after)
            return answer
        await self._end(request)  # who sat here before
        entered = RedirectResponse(wanted, HTTPStatus.SEE_OTHER)
        entered.set_cookie(
            COOKIE,
            secret,
            max_age=int(LASTS.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return entered

    async def _leave(self, request: Request) -> Response:
        """Only by a form of ours: a link of another site signs nobody out."""
        if request.method == "POST":
            await self._end(request)
        left = RedirectResponse(DOOR, HTTPStatus.SEE_OTHER)
        if request.method == "POST":
            left.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return left

    async def _end(self, request: Request) -> None:
        secret = request.cookies.get(COOKIE)
        person = self._signing.by_cookie(secret) if secret else None
        if person is not None:
            await self._signing.sign_out(person)

    def _known(self, request: Request) -> bool:
        secret = request.cookies.get(COOKIE)
        return bool(secret) and self._signing.by_cookie(str(secret)) is not None


def local_path(wanted: str | None) -> str:
    """Where to go after signing in: a page of ours, or the overview."""
    split = urlsplit(wanted or "/")
    plain = (wanted or "/").isprintable() and "\\" not in (wanted or "")
    ours = not split.scheme and not split.netloc and split.path.startswith("/")
    elsewhere = (wanted or "/").startswith("//")  # three slashes are another site to a browser
    if not plain or not ours or elsewhere or split.path.rstrip("/") == DOOR:
        return "/"
    return wanted or "/"


async def _form(request: Request) -> Mapping[str, str]:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            return {}
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def _page(wanted: str, *, name: str = "", said: str = "", status: int = 200) -> HTMLResponse:
    words = {
        "title": _("Sign in"),
        "name_label": pgettext("of a person", "Name"),
        "password_label": _("Password"),
        "button": _("Sign in"),
        "lost": _("No account, or the password is lost? Ask an administrator."),
        "language": language(),
        "name": name,
        "next": wanted,
        "said": said,
    }
    safe = {key: escape(value) for key, value in words.items()}
    alert = f'<p class="bad" role="alert">{safe["said"]}</p>' if said else ""
    focus = {"focus_password" if name else "focus_name": " autofocus"}
    page = _PAGE.substitute(
        {"focus_name": "", "focus_password": ""} | focus | safe, mark=_MARK, alert=alert
    )
    return HTMLResponse(page, status, {"Content-Security-Policy": _POLICY})
