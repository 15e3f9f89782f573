"""The partner's calendar: its dates are Pacific days (contract 1)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
OPEN_END = date(9999, 12, 31)


def pacific_day(moment: datetime) -> date:
    return moment.astimezone(PACIFIC).date()


def midnight(day: date) -> datetime:
    """The beginning of a Pacific day."""
    return datetime.combine(day, time(), PACIFIC)


def stamp(moment: datetime) -> str:
    """A receipt's timestamp: numeric offset, no fraction (contract 7)."""
    return moment.replace(microsecond=0).isoformat()


def billing_period(start: date, today: date, *, rolling: bool) -> tuple[date, date]:
    """First day of this billing period and of the next; rolling ones are taken as 30 days."""
    if rolling:
        first = start + timedelta(days=30 * (max((today - start).days, 0) // 30))
        return first, first + timedelta(days=30)
    first = today.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)
