"""A business as the partner describes it, read leniently, and what speaks against advertising.

Contract 10 (`/v1/business_info`) names the keys, 3 says when a business qualifies for ads.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from models import program_reading as read
from models.transition import storable
from models.wording import N_


class Warned(NamedTuple):
    """A sentence of ours with a place for a detail of the partner's; warns, never forbids."""

    sentence: str
    detail: str = ""


_CLOSED = N_("The partner says that this business is closed.")
_REMOVED = N_("The partner says that this business was removed from search.")
_MERGED = N_("The partner says that this business was merged into another one: use {}.")
_NO_CATEGORIES = N_("The partner lists no category for this business; ads need at least one.")
UNKNOWN = N_(
    "The partner does not show this business to your account: it may be mistyped, or belong to "
    "somebody else."
)


@dataclass(frozen=True, kw_only=True)
class BusinessFacts:
    """What the partner did not say is None, or an empty name."""

    business_id: str
    name: str
    place: str
    closed: bool | None
    removed: bool | None
    merged_into: str | None
    categories: tuple[str, ...] | None

    @classmethod
    def from_partner(cls, raw: Mapping[str, Any]) -> Self:
        """Never raises."""
        places = (raw.get("city"), raw.get("state"), raw.get("country"))
        found = (raw.get(key) for key in ("yelp_business_id", "business_id", "id"))
        return cls(
            business_id=str(storable(next(filter(None, map(read.text, found)), ""))),
            name=str(storable(read.text(raw.get("name")) or "")),
            place=", ".join(filter(None, map(read.text, places))),
            closed=read.flag(raw.get("is_closed")),
            removed=read.flag(raw.get("is_removed_from_search")),
            merged_into=read.text(raw.get("destination_yelp_business_id")),
            categories=_categories(raw),
        )

    def warnings(self) -> Iterator[Warned]:
        """What was said that speaks against buying; what was not said does not."""
        if self.closed:
            yield Warned(_CLOSED)
        if self.removed:
            yield Warned(_REMOVED)
        if self.merged_into:
            yield Warned(_MERGED, self.merged_into)
        if self.categories == ():
            yield Warned(_NO_CATEGORIES)


def _categories(raw: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Aliases; None where the partner named no list at all."""
    more = read.mapping(raw.get("additional_biz_info"))
    listed = more.get("category_list", raw.get("category_list"))
    if not isinstance(listed, list):
        return None
    told = (
        entry if isinstance(entry, str) else read.mapping(entry).get("alias") for entry in listed
    )
    return tuple(str(storable(alias)) for alias in map(read.text, told) if alias)
