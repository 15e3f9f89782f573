"""Days are the partner's (Pacific time, contract 1); moments are aware UTC inside."""

import re
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from models.wording import N_, _

PACIFIC = ZoneInfo("America/Los_Angeles")
"""Programs start at 00:00 and end at 23:59 of this zone (contract 1)."""

OPEN_END = date(9999, 12, 31)
"""How the partner writes "no end date" (contract 9)."""

WRITE_A_DATE = N_("Write the date as YYYY-MM-DD, such as 2027-01-10.")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def pacific_today(now: datetime) -> date:
    """The partner's today at the moment `now` (aware).

    At 08:00 in Kyiv this is still yesterday (contract 17). Raises `ValueError` for a naive moment.
    """
    return _aware(now).astimezone(PACIFIC).date()


def parse_date(text: str) -> date:
    """A day written `YYYY-MM-DD`, exactly; spaces around it are forgiven.

    Raises `ValueError` with a sentence for a person.
    """
    cleaned = text.strip()
    if _DAY.fullmatch(cleaned) is None:
        raise ValueError(_(WRITE_A_DATE))
    try:
        return date.fromisoformat(cleaned)
    except ValueError:
        raise ValueError(_("There is no such day as {}.").format(cleaned)) from None


def is_open_end(day: date | None) -> bool:
    """Whether `day` means "no end date": none at all, or the partner's 9999-12-31."""
    return day is None or day == OPEN_END


def format_day(day: date) -> str:
    """A day for a person: "15.10.2025"."""
    return f"{day.day:02d}.{day.month:02d}.{day.year:04d}"


def format_moment(moment: datetime, tz: tzinfo) -> str:
    """A moment for a person in the viewer's zone: "15.10.2025 12:34:56".

    Raises `ValueError` for a naive moment.
    """
    local = _aware(moment).astimezone(tz)
    return f"{format_day(local.date())} {local:%H:%M:%S}"


def rfc3339(moment: datetime) -> str:
    """A moment for a machine, in UTC to the second: "2025-10-15T12:34:56Z" (interface 5).

    Raises `ValueError` for a naive moment.
    """
    utc = _aware(moment).astimezone(UTC).replace(microsecond=0, tzinfo=None)
    return f"{utc.isoformat()}Z"


def parse_moment(text: object) -> datetime | None:
    """A partner's timestamp in UTC; None for anything that is not one.

    Reads a numeric offset, `Z` and fractions (contract 7); a timestamp without an offset is taken
    for UTC. Never raises.
    """
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):  # the second: year 1 or 9999 pushed over by its offset
        return None


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone says nothing")
    return moment
