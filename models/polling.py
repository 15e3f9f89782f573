"""When to look at a job again (design 3, contract 17). Pure; the caller adds the jitter.

Without a history the pause grows with the age (`Pauses`). With one, looks go where an end is
likely (`Plan`): their density follows the square root of the chance that a job which is not over
ends in the next moment, which is what makes the delay least for a number of looks.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import erf, exp, log, pi, sqrt

_YOUNG = 600.0  # seconds; until then no pause is longer than `longest`
_OLD_PAUSE = 60.0  # contract 17: every 60 s up to 24 hours
_DAY = 86_400.0
_ANCIENT_PAUSE = 900.0

MIN_HISTORY = 8  # ended jobs; fewer say nothing
KEPT = 64  # the latest; older ones weigh next to nothing
_HALF = 24.0  # jobs after which a duration weighs half
_MOST = 1.5  # times the looks of `Pauses` at a single job that outlives what is known
_POINTS = 120
_SMOOTHEST, _SHARPEST = 0.5, 0.04  # of the kernel, in natural logarithms
_UNSEEN = 0.03  # the share of jobs that may last as none before: short ones end, and count, first


@dataclass(frozen=True)
class Pauses:
    """`first` and `longest` are seconds: ADTRAIL_FIRST_POLL and ADTRAIL_MAX_POLL."""

    first: float
    longest: float

    def next(self, age: float) -> float:
        """Seconds until the next look at a job that the partner took `age` seconds ago.

        The pause grows with the age, so that the wait for an answer stays a small part of the
        time that the job took anyway: at most a sixth while it is young.
        """
        if age >= _DAY:
            return _ANCIENT_PAUSE
        if age >= _YOUNG:
            return _OLD_PAUSE
        return max(self.first, min(age / 6, self.longest))

    def looks(self) -> list[float]:
        """The ages of all looks at a young job, the first at `first`."""
        ages = [self.first]
        while ages[-1] < _YOUNG and len(ages) < 10 * _POINTS:
            ages.append(ages[-1] + self.next(ages[-1]))
        return ages


class Plan:
    """Looks planned from the durations of the jobs that ended before, in seconds, newest first.

    The first look stays at `pauses.first`. On the average a job is looked at no more often than
    by `Pauses` alone, and a single one at most half as often again; no pause of a young job is
    longer than `pauses.longest` (or `first`, if that is longer). `looks` asks for another number
    of looks at an average job; benchmarks do.
    """

    def __init__(
        self, pauses: Pauses, durations: Sequence[float], looks: float | None = None
    ) -> None:
        self._pauses = pauses
        self._shortest = pauses.first / 4
        self._longest = max(pauses.first, pauses.longest)
        usual, capped = pauses.looks(), looks is None
        known = _Known(durations[:KEPT])
        self._ages = _spread(pauses.first, _YOUNG)
        roots = [sqrt(known.hazard(age)) for age in self._ages]
        if looks is None:
            looks = known.mean(lambda d: bisect_right(usual, d) + 1)
        # The first look, and on the average a half more than there is room for before the end.
        wanted = looks - 1.5
        scale = _bisect(lambda k: known.mean(self._counted(self._cumulated(roots, k))) < wanted)
        counts = self._cumulated(roots, scale)
        if capped:
            counts = [
                min(n, _MOST * _at(age, usual, range(len(usual))))
                for n, age in zip(counts, self._ages, strict=True)
            ]
        self._counts = counts

    def next(self, age: float) -> float:
        """Seconds until the next look at a job of this age that is not over."""
        target = _at(age, self._ages, self._counts) + 1
        if target >= self._counts[-1]:
            return self._pauses.next(age)
        planned = _at(target, self._counts, self._ages) - age
        return min(max(planned, self._shortest), self._longest)

    def _cumulated(self, roots: Sequence[float], scale: float) -> list[float]:
        """How many looks after the first there are until each age, when the scale is this."""
        low, high = 1 / self._longest, 1 / self._shortest
        dense = [min(max(root * scale, low), high) for root in roots]
        counts = [0.0]
        for (before, after), (one, two) in zip(pairwise(self._ages), pairwise(dense), strict=True):
            counts.append(counts[-1] + (after - before) * (one + two) / 2)
        return counts

    def _counted(self, counts: Sequence[float]) -> Callable[[float], float]:
        return lambda duration: _at(duration, self._ages, counts)


class _Known:
    """The distribution of durations: each one smoothed, recent ones heavier, and some unseen."""

    def __init__(self, durations: Sequence[float]) -> None:
        self._logs = [log(max(one, 1e-3)) for one in durations]
        weights = [exp(-log(2) * place / _HALF) for place in range(len(durations))]
        total = sum(weights)
        self._weights = [weight / total for weight in weights]
        self._durations = durations
        self._widths = _widths(self._logs)
        self._start = min(self._logs)

    def mean(self, of: Callable[[float], float]) -> float:
        return sum(w * of(d) for w, d in zip(self._weights, self._durations, strict=True))

    def hazard(self, age: float) -> float:
        """The chance per second that a job which is not over at `age` ends now."""
        at = log(age)
        density = survival = 0.0
        for one, weight, width in zip(self._logs, self._weights, self._widths, strict=True):
            z = (at - one) / width
            density += weight * exp(-z * z / 2) / width
            survival += weight * (1 - erf(z / sqrt(2))) / 2
        density *= (1 - _UNSEEN) / (age * sqrt(2 * pi))
        # The unseen last at least as long as the shortest; of those, half twice as long.
        left = min(1.0, exp(self._start - at))
        density += _UNSEEN * left / age if left < 1 else 0.0
        return density / ((1 - _UNSEEN) * survival + _UNSEEN * left)


def _widths(logs: Sequence[float]) -> list[float]:
    """How far each duration is smoothed: about to its neighbours, so that heaps stay apart."""
    ordered, near = sorted(logs), max(2, round(sqrt(len(logs)) / 2))
    widths = []
    for one in logs:
        place = bisect_left(ordered, one)
        around = ordered[max(0, place - near) : place + near + 1]
        width = sorted(abs(one - other) for other in around)[min(near, len(around) - 1)]
        widths.append(min(max(width, _SHARPEST), _SMOOTHEST))
    return widths


def _spread(low: float, high: float) -> list[float]:
    """Ages from low to high, each longer by the same factor."""
    high = max(high, low * 2)
    factor = (high / low) ** (1 / (_POINTS - 1))
    return [low * factor**place for place in range(_POINTS)]


def _at(x: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    """The value at `x` of the line through the points (xs rising)."""
    if x <= xs[0]:
        return ys[0]
    if x >= xs[-1]:
        return ys[-1]
    right = bisect_left(xs, x)
    x0, x1, y0, y1 = xs[right - 1], xs[right], ys[right - 1], ys[right]
    share = 0.0 if x1 == x0 else (x - x0) / (x1 - x0)
    return y0 + (y1 - y0) * share


def _bisect(too_little: Callable[[float], bool]) -> float:
    """The smallest factor that is enough, or a very large one."""
    low, high = 1e-3, 1e3
    for _ in range(24):
        middle = sqrt(low * high)
        low, high = (middle, high) if too_little(middle) else (low, middle)
    return high


def backoff(failures: int, first: float, longest: float = 60.0) -> float:
    """Seconds to wait after this many failures in a row: doubling, bounded."""
    return float(min(longest, first * 2.0 ** min(failures - 1, 16)))
