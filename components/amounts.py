"""Numbers as a person reads them. What is not known is a dash, never a zero."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from models.money import format_amount
from services.i18n import _, decimal, ngettext

UNKNOWN = "—"
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_TICK = 0.1  # seconds
_SHORT = 10  # seconds; below, tenths matter


def money(cents: int | None, currency: str | None = None) -> str:
    """`45000` as "$450.00"; another currency by its code, which cannot be mistaken."""
    return UNKNOWN if cents is None else format_amount(cents, currency)


def dollars(amount: Decimal | None) -> str:
    """An amount that the partner gave in dollars (contract 1), to the cent."""
    if amount is None:
        return UNKNOWN
    return format_amount(int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)))


def count(number: int | None) -> str:
    return UNKNOWN if number is None else decimal(number)


def percent(share: Decimal | None, digits: int) -> str:
    """`0.0258` as "2.6%"; `digits` after the point."""
    return UNKNOWN if share is None else _("{}%").format(decimal(share * 100, digits))


def span(passed: timedelta) -> str:
    """As "0.4 s", "34 s", "1 min 05 s", "2 h 10 min" or "3 days 4 h"."""
    seconds = max(0.0, passed.total_seconds())
    if seconds < _TICK:
        return _("< 0.1 s")
    if seconds < _SHORT:
        return _("{} s").format(decimal(seconds, 1))
    return ticks(int(seconds))


def ticks(whole: int) -> str:
    """Whole seconds as a running clock shows them; `static/adtrail.js` says it the same way."""
    if whole < _MINUTE:
        return _("{} s").format(whole)
    if whole < _HOUR:
        return _("{} min {:02d} s").format(whole // _MINUTE, whole % _MINUTE)
    if whole < _DAY:
        return _("{} h {:02d} min").format(whole // _HOUR, whole % _HOUR // _MINUTE)
    return days_words(whole // _DAY).format(whole // _DAY, whole % _DAY // _HOUR)


def days_words(days: int) -> str:
    """The words for so many days and some hours; both are yet to be put in."""
    return ngettext("{} day {} h", "{} days {} h", days)
