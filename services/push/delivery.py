"""One message to one push service: what became of it."""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from http import HTTPStatus

import httpx

from models.push import PushSubscription
from services.clock import Clock
from services.push import crypto
from services.push.address import NotAPushService, resolve

_TIMEOUT = 10.0  # seconds
_KEPT = 12 * 3600  # seconds that the push service keeps it for a browser that is off
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class Outcome(Enum):
    SENT = "sent"
    GONE = "gone"  # the browser has given the subscription up
    AGAIN = "again"  # nobody took it; later somebody may
    REFUSED = "refused"  # it will not be taken, however often it is sent


@dataclass(frozen=True)
class Answer:
    """`reason` is for the log: never an address, a key or a word of the answer."""

    outcome: Outcome
    reason: str
    retry_after: float = 0.0


class Delivery:
    """`contact` is where a push service can reach whoever runs this; `loopback` is for tests."""

    def __init__(self, private: str, contact: str, clock: Clock, *, loopback: bool) -> None:
        self._private = private
        self._contact = contact
        self._clock = clock
        self._loopback = loopback

    @cached_property
    def _client(self) -> httpx.AsyncClient:
        """Made with the first message: it reads every certificate of the machine."""
        return httpx.AsyncClient(timeout=_TIMEOUT, follow_redirects=False, trust_env=False)

    async def send(self, to: PushSubscription, topic: str, message: bytes) -> Answer:
        """Never raises for what the network or the other side does."""
        try:
            target = await resolve(to.endpoint, loopback=self._loopback)
        except NotAPushService as error:
            return Answer(Outcome.REFUSED, str(error))
        except OSError:
            return Answer(Outcome.AGAIN, "its name cannot be resolved")
        signed = crypto.sign(self._private, to.endpoint, self._contact, self._clock.now())
        headers = {
            **signed,
            "Host": target.host,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(_KEPT),
            "Topic": topic,  # one that waits at the push service is replaced, not doubled
            "Urgency": "normal",
        }
        named = {"sni_hostname": target.name}
        body = crypto.seal(to, message)
        try:
            async with self._client.stream(
                "POST", target.url, content=body, headers=headers, extensions=named
            ) as response:
                return _answer(response)
        except httpx.HTTPError as error:
            return _failed(error)

    async def aclose(self) -> None:
        if "_client" in vars(self):
            await self._client.aclose()


def _answer(response: httpx.Response) -> Answer:
    said = f"HTTP {response.status_code}"
    if response.is_success:
        return Answer(Outcome.SENT, said)
    if response.status_code in _GONE:
        return Answer(Outcome.GONE, said)
    busy = response.status_code == HTTPStatus.TOO_MANY_REQUESTS
    if busy or response.is_server_error:
        pause = response.headers.get("Retry-After", "")
        return Answer(Outcome.AGAIN, said, float(pause[:6]) if pause.isdecimal() else 0.0)
    return Answer(Outcome.REFUSED, said)


def _failed(error: httpx.HTTPError) -> Answer:
    # After the request has left, it may have been taken: then it is not sent a second time.
    unsent = isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout))
    return Answer(Outcome.AGAIN if unsent else Outcome.REFUSED, type(error).__name__)
