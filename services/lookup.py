"""Looking businesses up by name and place, and what categories a listing has.

A convenience: where there is no key it is not offered, and where it fails a sentence says so while
everything can still be typed.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import structlog

from models.found_business import Category, FoundBusiness
from services.errors import FieldError, Invalid, LookupFailed, NoLookup
from services.i18n import N_, _
from services.upstream.errors import Forbidden, Throttled, Unauthorized, Unknown, UpstreamError
from services.upstream.fusion import FusionClient

log = structlog.get_logger(__name__)

T = TypeVar("T")

_LONGEST = {"name": 64, "city": 64, "state": 3, "country": 2, "address1": 64}  # contract 10
_OPTIONAL = "address1"
_KEY = N_("The look-up does not take its key: check ADTRAIL_FUSION_KEY. Type the values instead.")
_OFTEN = N_("The look-up was asked too often. Try again later, or type the values.")
_NOT_UNDERSTOOD = N_("The look-up did not understand this. Check the name and the place.")
_NO_KEY = N_(
    "There is no look-up: ADTRAIL_FUSION_KEY is not set. Set it and start Adtrail again, or type "
    "the values."
)
_AWAY = N_("The look-up cannot be reached at the moment. Type the values instead.")
_SENTENCES: dict[type[UpstreamError], str] = {
    Unauthorized: _KEY,
    Forbidden: _KEY,
    Throttled: _OFTEN,
    Unknown: _NOT_UNDERSTOOD,
}


class Lookup:
    """`connect` gives a client for the partner at an address, None where there is no look-up."""

    def __init__(
        self, connect: Callable[[str], FusionClient | None], current: Callable[[], str]
    ) -> None:
        self._connect = connect
        self._current = current
        self._known: dict[str, FusionClient | None] = {}

    @property
    def offered(self) -> bool:
        """Whether there is a look-up beside the partner in use."""
        return self._client is not None

    @property
    def _client(self) -> FusionClient | None:
        address = self._current()
        if address not in self._known:
            self._known[address] = self._connect(address)
        return self._known[address]

    async def find(self, values: Mapping[str, Any]) -> list[FoundBusiness]:
        """Those like `name` in `city`, `state`, `country`. Raises Invalid, LookupFailed."""
        wanted = _checked(values)
        listed = await self._ask(lambda client: client.matches(wanted))
        found = map(FoundBusiness.from_lookup, listed)
        return [one for one in found if one is not None]

    async def categories(self, business_id: str) -> tuple[Category, ...]:
        """Those of a listing; none of one that is not known. Raises LookupFailed and NoLookup."""
        try:
            raw = await self._ask(lambda client: client.business(business_id))
        except LookupFailed as error:
            if isinstance(error.__cause__, Unknown):
                return ()
            raise
        found = FoundBusiness.from_lookup({"id": business_id} | raw)
        return found.categories if found else ()

    async def aclose(self) -> None:
        for client in self._known.values():
            if client is not None:
                await client.aclose()

    async def _ask(self, question: Callable[[FusionClient], Awaitable[T]]) -> T:
        client = self._client
        if client is None:
            raise NoLookup(_(_NO_KEY))
        try:
            return await question(client)
        except UpstreamError as error:
            log.info("a business could not be looked up", reason=error.message, http=error.http)
            raise LookupFailed(_(_SENTENCES.get(type(error), _AWAY))) from error


def _checked(values: Mapping[str, Any]) -> dict[str, str]:
    wanted, problems = {}, []
    for field, most in _LONGEST.items():
        said = values.get(field) or ""
        tidy = " ".join(said.split()) if isinstance(said, str) else ""
        wanted[field] = tidy.upper() if field in {"state", "country"} else tidy
        if len(tidy) > most:
            sentence = _("At most {} characters.").format(most)
            problems.append(FieldError(field, sentence))
        elif not tidy and field != _OPTIONAL:
            problems.append(FieldError(field, _("This is needed to find a business.")))
    if problems:
        raise Invalid(problems)
    return wanted
