"""How long a job is likely to take, from how long others of its kind took. Pure, without a clock.

All seconds here count from the partner's acceptance to the end: that is what repeats from job to
job. What a job waited before it was accepted (a queue here, an outage) says nothing about the
next one; a card that counts from the creation has to keep the two apart.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.polling import MIN_HISTORY

_HALF = 16.0  # jobs after which a duration weighs half: follows a drift, see benchmarks/eta.py
_SHORTEST = 1.0  # seconds; nothing is said to take no time
_FEW = 3  # known jobs that took longer; fewer say nothing about how much longer


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of one kind of job. `low` to `high` holds 8 of 10, below `high` end 9 of 10.

    `steps` are (from, total): once a job is `from` seconds old, half of those that took longer
    had ended at `total`. Whoever ticks without asking again, such as a browser, needs no more.
    """

    jobs: int
    low: float
    high: float
    steps: tuple[tuple[float, float], ...]

    def left(self, elapsed: float) -> float | None:
        """Seconds until half of the jobs that got this old had ended; None when that is unknown.

        Never zero or negative: every duration that counts is longer than `elapsed`.
        """
        at = bisect_right(self.steps, elapsed, key=lambda step: step[0]) - 1
        if at < 0 or self.late(elapsed) or self.steps[at][1] <= elapsed:
            return None
        return self.steps[at][1] - elapsed

    def late(self, elapsed: float) -> bool:
        """Whether it takes longer than 9 of 10."""
        return elapsed > self.high


def outlook(durations: Sequence[float]) -> Outlook | None:
    """Of past durations in seconds, newest first; None when they are too few to say anything."""
    if len(durations) < MIN_HISTORY:
        return None
    weighed = sorted(
        (max(seconds, _SHORTEST), 2 ** (-place / _HALF)) for place, seconds in enumerate(durations)
    )
    return Outlook(
        jobs=len(durations),
        low=_quantile(weighed, 0.1),
        high=_quantile(weighed, 0.9),
        steps=tuple(_steps(weighed)),
    )


Weighed = list[tuple[float, float]]  # (seconds, weight), the shortest first


def _quantile(weighed: Weighed, share: float) -> float:
    """The duration below which the next job ends with this chance.

    The next job counts as one more of weight 1 that is longer than all: with few known, the
    longest of them is not longer than 9 of 10.
    """
    wanted = share * (sum(weight for _, weight in weighed) + 1)
    for seconds, weight in weighed:
        wanted -= weight
        if wanted <= 0:
            return seconds
    return weighed[-1][0]


def _steps(weighed: Weighed) -> Iterator[tuple[float, float]]:
    yield 0.0, _quantile(weighed, 0.5)
    for place, (seconds, _) in enumerate(weighed[:-_FEW], 1):
        yield seconds, _quantile(weighed[place:], 0.5)
