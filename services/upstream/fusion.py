"""The client of the look-up of businesses (contract 10): another host, and a key of its own."""

from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

import httpx
from pydantic import SecretStr

from services.clock import Clock
from services.upstream.client import segment
from services.upstream.exchange import Answer, Exchange, NoAnswer
from services.upstream.verdicts import Verdicts

T = TypeVar("T")


class FusionClient:
    """Raises what reads of the partner raise: Unauthorized, Throttled, Unknown, Unavailable..."""

    def __init__(self, exchange: Exchange, clock: Clock) -> None:
        self._exchange = exchange
        self._verdicts = Verdicts(exchange, clock)

    @classmethod
    def open(
        cls,
        base_url: str,
        key: SecretStr,
        timeout: float,
        transport: httpx.AsyncBaseTransport | None,
        clock: Clock,
    ) -> Self:
        """Does not connect yet. `timeout` is seconds for one whole request."""
        exchange = Exchange(base_url, timeout, transport)
        exchange.set_bearer(key)
        return cls(exchange, clock)

    async def aclose(self) -> None:
        await self._exchange.aclose()

    async def matches(self, wanted: Mapping[str, str]) -> list[dict[str, Any]]:
        """Businesses like `name` in `city`, `state`, `country`; `address1` may be empty."""
        return await self._read("/v3/businesses/matches", dict(wanted), self._listed)

    async def business(self, business_id: str) -> dict[str, Any]:
        """One business with its categories. Raises Unknown as well."""
        path = f"/v3/businesses/{segment(business_id)}"
        return await self._read(path, {}, self._verdicts.json_object)

    def _listed(self, answer: Answer) -> list[dict[str, Any]]:
        found = self._verdicts.json_object(answer).get("businesses")
        if not isinstance(found, list):
            raise self._verdicts.unusable(answer)
        return [one for one in found if isinstance(one, dict)]

    async def _read(self, path: str, params: dict[str, str], judge: Callable[[Answer], T]) -> T:
        try:
            answer = await self._exchange.send("GET", path, {**params})
        except NoAnswer as failure:
            raise self._verdicts.no_answer(failure, submit=False) from failure.__cause__
        return judge(answer)
