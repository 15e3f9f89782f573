"""What every answer says to the browser about itself."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# NiceGUI starts with inline scripts and compiles templates in the browser, hence the two unsafe
# ones; nothing is loaded from elsewhere, sent elsewhere or framed elsewhere.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: with it, browsers hide the origin of forms from us, too.
    "Referrer-Policy": "same-origin",
}
_BEHIND_TLS = {"Strict-Transport-Security": "max-age=31536000"}


def _sent(said: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in said.items()]


_PLAIN, _SECURE = _sent(_ALWAYS), _sent(_ALWAYS | _BEHIND_TLS)


class SecurityHeaders:
    """What an answer says itself (the documentation has a stricter policy) is left alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        ours = _SECURE if scope.get("scheme") == "https" else _PLAIN

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                said = {name.lower() for name, _value in headers}
                message["headers"] = [*headers, *(one for one in ours if one[0] not in said)]
            await send(message)

        await self._app(scope, receive, marked)
