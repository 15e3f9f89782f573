"""The person's own list of businesses, and what the partner says of one before it is bought for."""

from collections.abc import Mapping
from typing import Any

import structlog

from models.business_info import UNKNOWN, BusinessFacts, Warned
from models.dates import pacific_today
from models.listed import Business
from models.orders import check_field
from models.people import Role
from models.transition import storable
from services.clock import Clock
from services.errors import FieldError, Invalid, NotAllowed, NotFound
from services.i18n import _
from services.pace import Pace, Urgency
from services.people.acting import needs
from services.store.businesses import BusinessRows
from services.upstream.errors import Forbidden, Unknown, UpstreamError
from services.upstream.port import Partner

log = structlog.get_logger(__name__)

_LONGEST_NAME = 100


class Businesses:
    def __init__(self, rows: BusinessRows, partner: Partner, pace: Pace, clock: Clock) -> None:
        self._rows = rows
        self._partner = partner
        self._pace = pace
        self._clock = clock

    async def saved(self) -> list[Business]:
        return await self._rows.saved()

    async def named(self) -> dict[str, str]:
        """Names by id of every business that has one, by name."""
        named = {one.business_id: one.name for one in await self._rows.named()}
        return dict(sorted(named.items(), key=lambda item: item[1].casefold()))

    @needs(Role.OPERATOR)
    async def save(self, values: Mapping[str, Any], *, new: bool = False) -> Business:
        """Keep `business_id`, `name` and `ad_categories` (aliases).

        Raises Invalid, and for a `new` one NotAllowed where it is kept already.
        """
        problems = [
            FieldError(field, said)
            for field in ("business_id", "ad_categories")
            if (said := self._wrong(field, values))
        ]
        name = values.get("name") or ""
        if not isinstance(name, str):
            problems.append(FieldError("name", _("This has to be text.")))
        elif len(name) > _LONGEST_NAME:
            sentence = _("A name has at most {} characters.").format(_LONGEST_NAME)
            problems.append(FieldError("name", sentence))
        if problems:
            raise Invalid(problems)
        business_id = str(values["business_id"]).strip()
        known = (await self._rows.some([business_id])).get(business_id)
        if new and known is not None and known.saved:
            raise NotAllowed(_("Business {} is kept already.").format(business_id))
        tidy = " ".join(str(storable(name)).split())
        aliases = _listed(values.get("ad_categories"))
        await self._rows.save(business_id, tidy, aliases, self._clock.now())
        return (await self._rows.some([business_id]))[business_id]

    async def get(self, business_id: str) -> Business:
        """One of the list; raises NotFound."""
        known = (await self._rows.some([business_id])).get(business_id)
        if known is None or not known.saved:
            raise NotFound(_("There is no business {} in the list.").format(business_id))
        return known

    @needs(Role.OPERATOR)
    async def remove(self, business_id: str) -> None:
        """Off the list; raises NotFound."""
        await self.get(business_id)
        await self._rows.remove(business_id)

    async def preflight(self, business_id: str) -> list[Warned]:
        """What speaks against buying for it, as far as the partner says; nothing if it is silent.

        It is a courtesy: an account that may not ask, or a partner that is away, stops nobody.
        """
        await self._pace.turn(Urgency.PERSON)
        try:
            told = await self._partner.business_info([business_id])
        except (Forbidden, Unknown):
            return []
        except UpstreamError as error:
            log.info("a business could not be looked at", reason=error.message)
            return []
        facts = [BusinessFacts.from_partner(raw) for raw in told]
        mine = [one for one in facts if one.business_id == business_id]
        await self._rows.heard([business_id], mine, self._clock.now())
        if not mine:
            return [Warned(UNKNOWN)]
        return list(mine[0].warnings())

    def _wrong(self, field: str, values: Mapping[str, Any]) -> str | None:
        """By the create form's own rules."""
        sample = {"business_id": values.get("business_id"), "program_name": "CPC"}
        sample |= {"ad_categories": _listed(values.get("ad_categories"))}
        return check_field(field, sample, pacific_today(self._clock.now()))


def _listed(given: Any) -> Any:
    """Aliases of a list, or of a text with commas; whatever else it is, for the rules to refuse."""
    parts = given.split(",") if isinstance(given, str) else [] if given is None else given
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        return given
    return [alias for part in parts if (alias := part.strip())]
