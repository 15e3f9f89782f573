"""Looking where the end is likely, against a look every 2 s: `uv run benchmarks/polling.py`.

Simulated jobs, seeded, no clock and no network. The plan learns as in the app: from the jobs
that ended before, newest first. Three comparisons for each mix of durations: the delay from end
to knowledge at the same number of requests, the requests at the same delay, and what the app
does by default (its schedule without a history, and with one). What the best possible plan would
reach that knew the mix beforehand, without jitter, says how much there is to gain at all.
"""

import random
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate, islice
from math import sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from models.durations import REMEMBERED
from models.polling import MIN_HISTORY, Pauses, Plan

_JOBS, _NEWS = 1_000, 8
_DEFAULT = Pauses(2.0, 15.0)
_EVERY = 2.0
_DRAWN, _GRID, _LONGEST = 20_000, 0.25, 30.0  # jobs that make a law; seconds

Next = Callable[[float], float]
Result = tuple[float, float, float]  # looks a job, mean delay, p95 of the delay in seconds


def log_normal(chance: random.Random) -> Iterator[float]:
    """The contract's create jobs: 22 to 58 s."""
    while True:
        yield chance.lognormvariate(3.45, 0.35)


def narrow(chance: random.Random) -> Iterator[float]:
    while True:
        yield chance.lognormvariate(3.4, 0.1)


def bimodal(chance: random.Random) -> Iterator[float]:
    """Refusals are quick, successes are not."""
    while True:
        quick = chance.random() < 0.4
        yield chance.lognormvariate(1.8, 0.2) if quick else chance.lognormvariate(3.7, 0.15)


def drifting(chance: random.Random) -> Iterator[float]:
    """From 15 s to 60 s and more over the run."""
    for job in range(_JOBS):
        yield chance.lognormvariate(2.7 + 1.5 * job / _JOBS, 0.2)


def heavy(chance: random.Random) -> Iterator[float]:
    """One in twenty takes minutes."""
    while True:
        slow = chance.random() < 0.05
        yield chance.uniform(120, 500) if slow else chance.lognormvariate(3.2, 0.3)


def watch(duration: float, pause: Next, first: float, phase: float) -> tuple[int, float]:
    """Looks at one job, and the seconds from its end to the last of them."""
    at, looks = first * (0.9 + 0.2 * phase), 1
    while at < duration:
        at += pause(at) * (0.9 + 0.2 * phase)  # the app's jitter
        looks += 1
    return looks, at - duration


def run(durations: list[float], pause_of: Callable[[list[float]], Next], first: float) -> Result:
    """`pause_of` is handed the durations that are known so far, newest first."""
    chance = random.Random(2)  # noqa: S311 - a seed, so that runs compare
    known: list[float] = []
    looks, delays = 0, []
    pause = pause_of(known)
    for number, duration in enumerate(durations):
        if number % _NEWS == 0:
            pause = pause_of(known)
        asked, late = watch(duration, pause, first, chance.random())
        looks += asked
        delays.append(late)
        known = [duration, *known[: REMEMBERED - 1]]
    delays.sort()
    return looks / len(delays), sum(delays) / len(delays), delays[int(0.95 * len(delays))]


def fixed(every: float) -> Callable[[list[float]], Next]:
    return lambda _known: lambda _age: every


def learned(looks: float | None = None) -> Callable[[list[float]], Next]:
    def pause_of(known: list[float]) -> Next:
        if len(known) < MIN_HISTORY:
            return _DEFAULT.next
        return Plan(_DEFAULT, known, looks).next

    return pause_of


def tuned(durations: list[float], good: Callable[[Result], bool]) -> Result:
    """The learned plan with the fewest looks that is `good`."""
    low, high = 1.0, 60.0
    for _ in range(8):
        middle = (low + high) / 2
        found = run(durations, learned(middle), _DEFAULT.first)
        low, high = (low, middle) if good(found) else (middle, high)
    return run(durations, learned(high), _DEFAULT.first)


class Best:
    """The least delay for a number of looks, by dynamic programming over a law of durations.

    A price for each look makes one sum of both; between two looks a job that ended in between is
    late by the time that is left. It plans on a grid, with no pause longer than `_LONGEST`.
    """

    def __init__(self, law: list[float]) -> None:
        ordered = sorted(law)
        sums = [0.0, *accumulate(ordered)]
        points = range(int(ordered[-1] / _GRID) + 2)
        ended = [bisect_right(ordered, point * _GRID) for point in points]
        self._ended = [number / len(law) for number in ended]
        self._spent = [sums[number] / len(law) for number in ended]

    def at(self, price: float) -> tuple[float, float]:
        """(looks a job, mean delay in seconds) where a look costs so many seconds of delay."""
        ended, spent = self._ended, self._spent
        last, reach = len(ended) - 1, int(_LONGEST / _GRID)
        cost, looks, late = ([0.0] * (last + 1) for _ in range(3))
        for here in range(last - 1, -1, -1):
            ahead = range(here + 1, min(here + reach, last) + 1)
            there = min(
                ahead, key=lambda to: to * _GRID * (ended[to] - ended[here]) - spent[to] + cost[to]
            )
            waited = there * _GRID * (ended[there] - ended[here]) - spent[there] + spent[here]
            cost[here] = waited + price * (1 - ended[here]) + cost[there]
            looks[here] = 1 - ended[here] + looks[there]
            late[here] = waited + late[there]
        return looks[0], late[0]

    def gains(self, looks: float, delay: float) -> tuple[float, float]:
        """(delay at so many looks, looks at this delay): the best there is."""
        return self._where(lambda r: r[0] > looks)[1], self._where(lambda r: r[1] < delay)[0]

    def _where(self, too_cheap: Callable[[tuple[float, float]], bool]) -> tuple[float, float]:
        low, high = 1e-3, 1e2
        for _ in range(12):
            middle = sqrt(low * high)
            low, high = (middle, high) if too_cheap(self.at(middle)) else (low, middle)
        return self.at(high)


def main() -> None:
    print(f"{_JOBS} jobs a mix; looks a job | mean delay s | p95 delay s")
    cells = ("every 2 s", "same requests", "same delay", "app, no history", "app, learned")
    print(
        f"{'':<11}"
        + "".join(f"{cell:>22}" for cell in cells)
        + f"{'delay':>8}{'requests':>10}{'at best':>14}"
    )
    for mix in (log_normal, narrow, bimodal, drifting, heavy):
        chance = random.Random(1)  # noqa: S311 - a seed
        durations = list(islice(mix(chance), _JOBS))
        base = run(durations, fixed(_EVERY), _EVERY)
        same = tuned(durations, lambda r, base=base: r[0] >= base[0])
        even = tuned(durations, lambda r, base=base: r[1] <= base[1])
        today = run(durations, lambda _known: _DEFAULT.next, _DEFAULT.first)
        default = run(durations, learned(), _DEFAULT.first)
        print(
            f"{mix.__name__:<11}"
            + "".join(f"{cell(found):>22}" for found in (base, same, even, today, default))
            + f"{base[1] / same[1]:>7.1f}x{base[0] / even[0]:>9.1f}x{at_best(mix, base):>14}"
        )


def at_best(mix: Callable[[random.Random], Iterator[float]], base: Result) -> str:
    """Both gains of a plan that knows the law; a mix that drifts has none."""
    if mix is drifting:
        return "-"
    law = list(islice(mix(random.Random(3)), _DRAWN))  # noqa: S311 - a seed
    delay, looks = Best(law).gains(base[0], base[1])
    return f"{base[1] / delay:.1f}x {base[0] / looks:.1f}x"


def cell(found: Result) -> str:
    return f"{found[0]:.1f} | {found[1]:.2f} | {found[2]:.2f}"


if __name__ == "__main__":
    main()
