"""Single values out of the partner's program object: each reader forgives, none raises."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from models.dates import is_open_end, parse_date
from models.ids import BusinessId
from models.money import Cents
from models.program_type import FeePeriod

_LONGEST_NUMBER = 20  # digits; more is no amount and no count


def mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def text(value: object) -> str | None:
    """Text with something in it, without the spaces around; else None."""
    return (value.strip() or None) if isinstance(value, str) else None


def word(value: object) -> str:
    """A word of the partner's vocabulary in upper case; "" when there is none."""
    return (text(value) or "").upper()


def words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return tuple(cleaned for item in value if (cleaned := text(item)) is not None)


def flag(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"TRUE": True, "FALSE": False}.get(word(value))


def paused(value: object) -> bool | None:
    return {"PAUSED": True, "NOT_PAUSED": False}.get(word(value))


def day(value: object) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return parse_date(value)
    except ValueError:
        return None


def end_day(value: object) -> date | None:
    """The last day; None when there is none, which the partner writes 9999-12-31."""
    end = day(value)
    return None if is_open_end(end) else end


def count(value: object) -> int | None:
    """A whole number, also when it came as text or as 12.0; None for anything else."""
    number = dollars(value)
    if number is None or number != number.to_integral_value():
        return None
    return int(number)


def cents(value: object) -> Cents | None:
    """Whole cents. Text with a decimal point is refused: it could as well be dollars."""
    if isinstance(value, str) and "." in value:
        return None
    number = count(value)
    return None if number is None else Cents(number)


def dollars(value: object) -> Decimal | None:
    """A number as it was written; None for what is none, for NaN and for absurd sizes."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, int) and abs(value) >= 10**_LONGEST_NUMBER:
        return None
    try:
        number = Decimal(value.strip() if isinstance(value, str) else repr(value))
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() >= _LONGEST_NUMBER:
        return None
    return number


def fee_period(value: object) -> FeePeriod | None:
    """`Calendar Month` as it is read and `CALENDAR_MONTH` as it is written (contract 9)."""
    spelled = word(value).replace(" ", "_").replace("-", "_")
    return FeePeriod(spelled) if spelled in set(FeePeriod) else None


def from_places(
    key: str, raw: Mapping[str, Any], parent: Mapping[str, Any] | None = None
) -> str | None:
    """`key` where it first has a value: on the program, in its `businesses[]`, on the parent."""
    return next((found for place in _places(raw, parent) if (found := text(place.get(key)))), None)


def business_id(
    raw: Mapping[str, Any], parent: Mapping[str, Any] | None = None
) -> BusinessId | None:
    """The business a program belongs to; the new one when it was merged (contract 9)."""
    found = from_places("destination_yelp_business_id", raw, parent) or from_places(
        "yelp_business_id", raw, parent
    )
    return None if found is None else BusinessId(found)


def budget_changes(value: object, budget: Cents | None) -> list[tuple[date, Cents, Cents]]:
    """(start, old, new) in cents, by day; nothing when the unit cannot be told.

    The partner is believed to send cents, a peer has met dollars (contract 9). The first change
    starts from the budget of today, which is surely in cents: its `old_budget` shows the unit.
    """
    entries = value if isinstance(value, list) else []
    read: list[tuple[date, Decimal, Decimal]] = []
    for entry in map(mapping, entries):
        start = day(entry.get("start_date"))
        old, new = dollars(entry.get("old_budget")), dollars(entry.get("new_budget"))
        if start is None or old is None or new is None or new <= 0:
            return []
        read.append((start, old, new))
    if not read or not budget:
        return []
    read.sort(key=lambda change: change[0])
    unit = {Decimal(budget): 1, Decimal(budget) / 100: 100}.get(read[0][1])
    if unit is None:
        return []
    changes = [(start, old * unit, new * unit) for start, old, new in read]
    if any(amount != amount.to_integral_value() for change in changes for amount in change[1:]):
        return []
    return [(start, Cents(int(old)), Cents(int(new))) for start, old, new in changes]


def _places(
    raw: Mapping[str, Any], parent: Mapping[str, Any] | None
) -> Iterator[Mapping[str, Any]]:
    yield raw
    businesses = raw.get("businesses")
    if isinstance(businesses, list):
        yield from map(mapping, businesses)
    yield mapping(parent)
