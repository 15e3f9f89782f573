"""When to look at a job again (design 3, contract 17). Pure; the caller adds the jitter.

Without a history the pause grows with the age (`Pauses`). With one, looks go where an end is
likely (`Plan`): each look has a price, and from every age the next one is put where the price of
all that follow and the delay that is to be expected are least together.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import inf, sqrt
from operator import mul

from models.durations import REMEMBERED, Law

_YOUNG = 600.0  # seconds; until then no pause is longer than `longest`
_OLD_PAUSE = 60.0  # contract 17: every 60 s up to 24 hours
_DAY = 86_400.0
_ANCIENT_PAUSE = 900.0

MIN_HISTORY = 8  # ended jobs; fewer say nothing
KEPT = 64  # the latest, of which people are told how long it takes
_MOST = 1.5  # times the looks of `Pauses` at a single job that outlives what is known
_USUAL = 1_200  # looks of `Pauses` that are counted
_COARSE, _FINE = 2.0, 3.0  # ages to choose from for each look
_POINTS, _TOO_MANY = 450, 4_500  # of them: about, and at most
_ROUNDS, _CORRECTIONS = 8, 2
_LITTLE = 0.25  # of a look; fewer cannot be asked for
_JUST = 0.9999  # what is as long as the longest pause, by the sums of floats, is not too long


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
        while ages[-1] < _YOUNG and len(ages) < _USUAL:
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
        law = Law(durations[:REMEMBERED], pauses.first, max(_YOUNG, 2 * pauses.first))
        usual, capped = pauses.looks(), looks is None
        if looks is None:
            looks = 1 + sum(1 - _at(age, law.ages, law.ended) for age in usual)
        self._ages, ended, price = self._grid(law, looks - 1)
        self._targets = self._afforded(ended, price, looks - 1)
        if capped:
            self._spare(usual)

    def next(self, age: float) -> float:
        """Seconds until the next look at a job of this age that is not over."""
        if len(self._ages) == 1 or age >= self._ages[-2]:
            return self._pauses.next(age)
        place = max(1, bisect_right(self._ages, age))
        if age - self._ages[place - 1] < self._ages[place] - age:
            place -= 1
        planned = self._targets[place] - age
        return min(max(planned, self._shortest), self._longest)

    def _grid(self, law: Law, wanted: float) -> tuple[list[float], list[float], float]:
        """Ages to choose from, the share that is over at each, and about the price of a look.

        Where looks are close and cost little beside the delay, their density goes with the root
        of the hazard. That is near enough to say where a fine choice is needed. A single age says
        that there is nothing to plan: `Pauses` does.
        """
        spans = [after - before for before, after in pairwise(law.ages)]
        roots = [sqrt(hazard / 2) for hazard in law.hazards()]
        alive = [span * (1 - share) for span, share in zip(spans, law.ended, strict=False)]
        low, high, scale = 1 / self._longest, 1 / self._shortest, 1.0
        for _ in range(_ROUNDS):
            dense = [min(max(root * scale, low), high) for root in roots]
            looks = sum(map(mul, alive, dense))
            scale *= min(max(wanted / max(looks, _LITTLE), 0.1), 10.0)
        counts = [0.0, *accumulate(map(mul, spans, dense))]
        fine = max(_COARSE, min(_FINE, _POINTS / counts[-1]))
        ages, ended, cell = [], [], 0
        points = int(counts[-1] * fine)
        if points > _TOO_MANY:  # looks that close need no plan, and one of them would take seconds
            return law.ages[:1], law.ended[:1], 1.0
        for number in range(points + 1):
            while cell < len(spans) - 1 and counts[cell + 1] < number / fine:
                cell += 1
            into = (number / fine - counts[cell]) / (counts[cell + 1] - counts[cell])
            ages.append(law.ages[cell] + into * spans[cell])
            ended.append(law.ended[cell] + into * (law.ended[cell + 1] - law.ended[cell]))
        return ages, ended, 1 / (scale * scale)

    def _afforded(self, ended: Sequence[float], price: float, wanted: float) -> list[float]:
        """For each age that of the next look, at the price at which so many are afforded."""
        targets, looks = self._cheapest(ended, price)
        for _ in range(_CORRECTIONS):
            price *= min(max(looks / max(wanted, _LITTLE), 0.5), 2.0) ** 2
            targets, looks = self._cheapest(ended, price)
        return targets

    def _cheapest(self, ended: Sequence[float], price: float) -> tuple[list[float], float]:
        """The next look from each age that makes delay and price together least, and how many.

        By dynamic programming from the end. What a job ending between two looks is late by grows
        the more, the further both are apart; so from an earlier age the next look is never later.
        Of the best age and its two neighbours the least of a parabola is taken.
        """
        ages, end = self._ages, len(self._ages) - 1
        areas = [0.0]
        for place in range(end):
            half = (ended[place] + ended[place + 1]) / 2
            areas.append(areas[-1] + (ages[place + 1] - ages[place]) * half)
        costs, looks, targets = areas[:], [0.0] * (end + 1), [ages[end]] * (end + 1)
        last = end
        for here in range(end - 1, -1, -1):
            at, over = ages[here], ended[here]
            soonest, latest = at + self._shortest, at + self._longest / _JUST
            while last > here + 1 and ages[last] > latest:
                last -= 1
            best, there = inf, last
            for place in range(last, here, -1):
                if place < last and ages[place] + ages[place + 1] < 2 * soonest:
                    break  # the one after it is nearer to the soonest
                cost = costs[place] - over * ages[place]
                if cost < best:
                    best, there = cost, place
            last, aside, beside = there, 0.0, there
            if here + 1 < there < end:
                before = costs[there - 1] - over * ages[there - 1] - best
                after = costs[there + 1] - over * ages[there + 1] - best
                if before >= 0 < after:
                    aside = (before - after) / (before + after) / 2
                    best -= (before + after) * aside * aside / 2
                    beside = there + 1 if aside > 0 else there - 1
            share = abs(aside)
            targets[here] = ages[there] + share * (ages[beside] - ages[there])
            costs[here] = best + over * at + price * (1 - over)
            looks[here] = 1 - over + looks[there] + share * (looks[beside] - looks[there])
        return targets, looks[0]

    def _spare(self, usual: Sequence[float]) -> None:
        """Where a job has been looked at half as often again as by `Pauses` alone, slow down."""
        here, looks, end = 0, 1, len(self._ages) - 1
        while here < end:
            target = self._targets[here]
            if looks + 1 > _MOST * bisect_right(usual, self._ages[here]):
                target = max(target, self._slower(here))
            there = max(here + 1, min(bisect_left(self._ages, target), end))
            if target > self._targets[here]:
                for place in range(here, there):
                    self._targets[place] = max(self._targets[place], self._slower(place))
            here, looks = there, looks + 1

    def _slower(self, place: int) -> float:
        return self._ages[place] + self._pauses.next(self._ages[place]) / _MOST


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


def backoff(failures: int, first: float, longest: float = 60.0) -> float:
    """Seconds to wait after this many failures in a row: doubling, bounded."""
    return float(min(longest, first * 2.0 ** min(failures - 1, 16)))
