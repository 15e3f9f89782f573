"""What became of the jobs of each day, and how long they took."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Day:
    """Jobs that were made on this day (UTC) and have ended; seconds from creation to end.

    Half of them took `median` or less, 9 of 10 `most` or less; both are durations that occurred
    (nearest rank), and None when no job has ended.
    """

    day: date
    completed: int = 0
    failed: int = 0
    median: float | None = None
    most: float | None = None


def every_day(known: Iterable[Day]) -> list[Day]:
    """The same days in their order, and those between them on which nothing was asked for."""
    found = {one.day: one for one in known}
    if not found:
        return []
    first, last = min(found), max(found)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [found.get(day, Day(day)) for day in days]
