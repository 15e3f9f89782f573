"""What the look-up of businesses (contract 10, Fusion) tells, read leniently."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from models import program_reading as read
from models.transition import storable


class Category(NamedTuple):
    """`alias` is what the partner takes, `title` what people call it."""

    alias: str
    title: str


@dataclass(frozen=True, kw_only=True)
class FoundBusiness:
    """A business that the look-up knows; what it did not say is empty."""

    business_id: str
    name: str
    address: str
    closed: bool
    categories: tuple[Category, ...]

    @classmethod
    def from_lookup(cls, raw: Mapping[str, Any]) -> Self | None:
        """None where it has no id, for then it cannot be chosen. Never raises."""
        business_id = _words(raw.get("id"))
        if not business_id:
            return None
        return cls(
            business_id=business_id,
            name=_words(raw.get("name")),
            address=_address(read.mapping(raw.get("location"))),
            closed=read.flag(raw.get("is_closed")) is True,
            categories=tuple(_categories(raw.get("categories"))),
        )


def _address(location: Mapping[str, Any]) -> str:
    names = ("address1", "city", "state", "zip_code", "country")
    return ", ".join(filter(None, (_words(location.get(name)) for name in names)))


def _categories(listed: object) -> list[Category]:
    entries = map(read.mapping, listed) if isinstance(listed, list) else ()
    told = [(_words(entry.get("alias")), _words(entry.get("title"))) for entry in entries]
    return [Category(alias, title or alias) for alias, title in told if alias]


def _words(value: object) -> str:
    return str(storable(read.text(value) or ""))
