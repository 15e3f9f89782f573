"""Which names Adtrail answers under, and which pages may ask it (design 7).

A page of another site can make the browser send requests here (cross-site requests), and can
point a name of its own at this machine (DNS rebinding). The first is told by `Origin`, the second
by `Host`: both are headers that a page cannot choose.
"""

from collections.abc import Collection
from functools import lru_cache, partial
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from pages.api.boundary import Spoken, header, is_beneath
from pages.api.problems import Forbidden, of_domain
from services.i18n import N_, _

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
POLICY_VIOLATION = 1008  # RFC 6455

_OTHER_NAME = N_(
    "Adtrail does not answer under this name. Use http://127.0.0.1 and its port, or let "
    "ADTRAIL_ALLOWED_HOSTS name it."
)
_OTHER_SITE = N_("The request was made by a page of another site.")
_Place = tuple[str, int]
"""A host name in lower case, and a port."""


class Guard:
    """Refuses with 403 what comes under a foreign name or from a foreign page.

    Known names are those of the loopback, `hosts`, and the very address that the connection
    arrived at: a name that points here by somebody's trick is none of these. Pages of `origins`
    may use REST, and nothing else.
    """

    def __init__(
        self, app: ASGIApp, hosts: Collection[str] = (), origins: Collection[str] = ()
    ) -> None:
        self._app = app
        self._origins = origins
        self._hosts = LOOPBACK_NAMES | {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reason = self._reason(scope) if scope["type"] in {"http", "websocket"} else None
        if reason is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await Spoken(partial(_refused, reason))(scope, receive, send)

    def _reason(self, scope: Scope) -> str | None:
        name = header(scope, b"host") or ""
        host = _place(f"{scope.get('scheme', 'http')}://{name}")
        arrived_at = (scope.get("server") or ("", 0))[0].lower()
        if host is None or host[0] not in self._hosts | {arrived_at}:
            return _OTHER_NAME
        origin = header(scope, b"origin")
        if origin is None or (scope["type"] == "http" and scope["method"] in HARMLESS):
            return None
        if origin in self._origins and scope["type"] == "http" and is_beneath(scope):
            return None
        if _place(origin) != host and not _behind_tls(origin, name):
            return _OTHER_SITE
        return None


async def _refused(reason: str, scope: Scope, receive: Receive, send: Send) -> None:
    await of_domain(Forbidden(_(reason)), scope["path"])(scope, receive, send)


@lru_cache(maxsize=256)
def _place(address: str) -> _Place | None:
    """Where an address points to; None for what is no address, such as the origin `null`."""
    try:
        split = urlsplit(address)
        port = split.port or _DEFAULT_PORTS.get(split.scheme)
    except ValueError:
        return None
    if not split.hostname or port is None or split.username is not None:
        return None
    return split.hostname.lower(), port


def _behind_tls(origin: str, host: str) -> bool:
    """The same name through a proxy that ends TLS: then only our side of it speaks plain HTTP."""
    return origin.startswith("https://") and _place(f"https://{host}") == _place(origin)
