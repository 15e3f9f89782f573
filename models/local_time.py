"""A moment as a person says it: the time of a clock in a zone, whatever is done to the clock."""

import re
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from models.dates import format_day
from models.wording import N_, _

WRITE_A_TIME = N_("Write the time as 2027-01-10T09:00, with the zone beside it.")
_NO_SUCH_TIME = N_(
    "There is no {time} on {day} in {zone}: the clocks are put forward then. Choose another time."
)
_TWICE = N_(
    "{time} on {day} comes twice in {zone}, because the clocks are put back. The first one is "
    "meant ({offset})."
)
_LOCAL = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII
)


class When(NamedTuple):
    """`twice`: the clock shows this time twice that night, and the first one is meant."""

    at: datetime
    zone: str
    twice: bool = False


def zone_named(name: str) -> tzinfo:
    """Raises `ValueError` with a sentence for what is no zone."""
    try:
        if name.strip():
            return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise ValueError(_("Write the zone as Europe/Kyiv or America/New_York."))


def parse_when(text: str, zone: str) -> When:
    """`2027-01-10T09:00` in `zone`; with an offset or `Z` exactly that moment.

    Raises `ValueError` with a sentence for a person, also for a time that the clocks leave out.
    """
    place = zone_named(zone)
    cleaned = text.strip()
    if _LOCAL.fullmatch(cleaned) is None:
        raise ValueError(_(WRITE_A_TIME))
    try:
        said = datetime.fromisoformat(cleaned)
        if said.tzinfo is not None:
            return When(said.astimezone(UTC), zone.strip())
        at = said.replace(tzinfo=place).astimezone(UTC)
        back = at.astimezone(place).replace(tzinfo=None)
    except OverflowError:
        raise ValueError(_(WRITE_A_TIME)) from None
    except ValueError:
        raise ValueError(_("There is no such time as {}.").format(cleaned)) from None
    if back != said:
        words = _(_NO_SUCH_TIME)
        raise ValueError(
            words.format(time=f"{said:%H:%M}", day=format_day(said.date()), zone=zone.strip())
        )
    later = said.replace(tzinfo=place, fold=1).astimezone(UTC)
    return When(at, zone.strip(), twice=later != at)


def said_twice(when: When) -> str | None:
    """The sentence about a time that comes twice; None for any other."""
    if not when.twice:
        return None
    local = when.at.astimezone(zone_named(when.zone))
    return _(_TWICE).format(
        time=f"{local:%H:%M}",
        day=format_day(local.date()),
        zone=when.zone,
        offset=offset_of(when.at, when.zone),
    )


def format_when(at: datetime, zone: str) -> str:
    """The moment as its person said it: "10.01.2027 09:00, Europe/Kyiv (UTC+2)".

    With seconds where there are some.
    """
    try:
        local = at.astimezone(zone_named(zone))
    except ValueError:  # a zone that this machine does not know (any more)
        local, zone = at.astimezone(UTC), "UTC"
    words = f"{format_day(local.date())} {clock_of(local)}, {zone.replace('_', ' ')}"
    return words if zone == "UTC" else f"{words} ({offset_of(at, zone)})"


def clock_of(local: datetime) -> str:
    """What a clock shows then: "09:00", or "09:00:30" where there are seconds."""
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


def offset_of(at: datetime, zone: str) -> str:
    """As "UTC+2" or "UTC-3:30"."""
    offset = at.astimezone(zone_named(zone)).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
