"""One request and its answer, and whether any of it left this machine.

Knows HTTP, not the partner: no status code is judged here and nothing is tried twice.
"""

import asyncio
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx
from pydantic import SecretStr

from services.i18n import N_
from services.retelling import NOT_IN_TIME
from services.upstream.errors import LONGEST_RAW
from services.upstream.lines import Lines
from services.upstream.redaction import value_without, without

BIGGEST_BODY = 5_000_000  # bytes
_MARGIN = 8_000  # characters: more than a secret takes, however it is spelled
_LONGEST_LOOK = LONGEST_RAW + _MARGIN
_CONNECTIONS = 10  # at once; no more requests than that are under way
# Seconds to connect. Less than for the whole request: httpcore closes the socket of a connection
# that it gives up itself, but not of one that is cancelled in the middle of the TLS handshake.
_LONGEST_CONNECT = 10.0
_BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
_FEATURES = "/features/v1"  # how the address of every features call ends (contract 11)
Pair = tuple[str | None, SecretStr | None]


@dataclass
class Answer:
    """`damage` says what is wrong with the body when it did not come whole."""

    http: int
    headers: httpx.Headers
    body: bytearray = field(default_factory=bytearray)
    damage: str | None = None

    @property
    def text(self) -> str:
        return self.body.decode("utf-8-sig", errors="replace")


class NoAnswer(Exception):
    """No status line came back; `sent` unless it is certain that no byte left."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent


class _Journey:
    """Follows httpcore's trace events: how far a request got.

    A transport without a network sends no events; then only the exception's type can tell. One
    with a network is silent as well while a request waits for a connection of the pool.
    """

    def __init__(self, *, networked: bool) -> None:
        self._networked = networked
        self._began = False

    async def trace(self, event: str, _info: dict[str, Any]) -> None:
        if event.endswith(".send_request_headers.started"):
            self._began = True

    def left(self, error: Exception) -> bool:
        if self._networked:
            return self._began
        return not isinstance(error, _BEFORE_SENDING)


class _Bearer(httpx.Auth):
    def __init__(self, key: SecretStr) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        request.headers["Authorization"] = f"Bearer {self._key.get_secret_value()}"
        yield request


class Exchange:
    """Requests over one connection pool. `timeout` is for a whole request, in seconds."""

    def __init__(
        self, base_url: str, timeout: float, transport: httpx.AsyncBaseTransport | None
    ) -> None:
        self._timeout = timeout
        self._networked = transport is None or isinstance(transport, httpx.AsyncHTTPTransport)
        self._pair: Pair = (None, None)
        self._features: Pair | None = None
        self._key: SecretStr | None = None
        self._former: set[Pair] = set()  # an answer to an earlier request may echo them still
        # Waiting for a connection of ours is not the partner's silence: it is not timed.
        self._free = asyncio.Semaphore(_CONNECTIONS)
        self._client = httpx.AsyncClient(
            base_url=base_url,
            headers={"Accept": "application/json", "User-Agent": "adtrail"},
            timeout=httpx.Timeout(timeout, connect=min(0.8 * timeout, _LONGEST_CONNECT)),
            follow_redirects=False,
            transport=transport or Lines(_CONNECTIONS),
            trust_env=False,  # no proxy, no .netrc: settings come from one place
        )

    def set_credentials(self, username: str | None, password: SecretStr | None) -> None:
        """The Basic pair from the next request on; no header without a user name."""
        self._former.add(self._pair)
        self._pair = (username, password)

    def set_features_credentials(self, username: str | None, password: SecretStr | None) -> None:
        """The pair for the features calls, where it is another one (contract 1)."""
        self._former.add(self._features or self._pair)
        self._features = (username, password) if username is not None else None

    def set_bearer(self, key: SecretStr) -> None:
        """A key instead of a pair, for a host that takes one (contract 1)."""
        self._key = key

    async def aclose(self) -> None:
        await self._client.aclose()

    async def send(
        self,
        method: str,
        path: str,
        params: dict[str, str | list[str]] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        """The answer, read to its end or to where it broke; `body` is JSON. Raises NoAnswer."""
        journey = _Journey(networked=self._networked)
        answers: list[Answer] = []
        try:
            async with self._free, asyncio.timeout(self._timeout):
                request = self._client.build_request(
                    method,
                    path,
                    params=params or None,
                    json=body,
                    extensions={"trace": journey.trace},
                )
                await self._exchange(request, answers)
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError) as error:
            reason = self._reason(error)
            if not answers:
                raise NoAnswer(reason, sent=journey.left(error)) from error
            answers[0].damage = reason
        return answers[0]

    async def _exchange(self, request: httpx.Request, answers: list[Answer]) -> None:
        """Put the answer into `answers` as soon as it begins: what breaks later is damage."""
        response = await self._client.send(request, auth=self._auth(request), stream=True)
        try:
            answer = Answer(response.status_code, response.headers)
            answers.append(answer)
            async for chunk in response.aiter_bytes():
                answer.body += chunk
                if len(answer.body) > BIGGEST_BODY:
                    del answer.body[BIGGEST_BODY:]
                    answer.damage = N_("The answer is too large.")
                    break
        finally:
            await response.aclose()

    def _auth(self, request: httpx.Request) -> httpx.Auth | None:
        if self._key is not None:
            return _Bearer(self._key)
        of_features = self._features if request.url.path.endswith(_FEATURES) else None
        username, password = of_features or self._pair
        return httpx.BasicAuth(username, _clear(password)) if username else None

    def _reason(self, error: Exception) -> str:
        if isinstance(error, TimeoutError | httpx.TimeoutException):
            return NOT_IN_TIME.format(f"{self._timeout:g}")
        said = " ".join(self.redact_value("", str(error)).split())
        return f"{type(error).__name__}: {said}".removesuffix(": ")

    def redact(self, text: str) -> str:
        """As much of a body as is kept, without passwords and key, should a partner echo them."""
        return self._without(text, without)

    def redact_value(self, name: str, said: str) -> str:
        """The same of a value that was read from a body, by the name that it had there."""
        return self._without(said, partial(value_without, name=name))

    def _without(self, text: str, clear: Callable[[str, str, str | None], str]) -> str:
        """Looks at little more than is kept, and leaves no half of a secret where it cuts."""
        said = text[:_LONGEST_LOOK]
        for secret, username in self._secrets():
            said = clear(said, secret, username)
        return (said[:-_MARGIN] if len(text) > _LONGEST_LOOK else said)[:LONGEST_RAW]

    def _secrets(self) -> list[tuple[str, str | None]]:
        """With their user names; those first that another one may be a part of."""
        pairs = filter(None, (self._pair, self._features, *self._former, (None, self._key)))
        found = {(_clear(password), username) for username, password in pairs}
        return sorted(filter(lambda one: one[0], found), key=lambda one: -len(one[0]))


def _clear(password: SecretStr | None) -> str:
    return password.get_secret_value() if password else ""
