"""How often is the expected time right: `uv run benchmarks/eta.py`.

Jobs of several mixes of durations, seeded, replayed in the order of time: each is judged by what
was known when it began, as `services/tracking/history.py` keeps it. The median line has to lie
above the truth in 40-60 % of the jobs, the 9-of-10 line in 85-95 %. "Later on" asks those that
are still running after 10, 20, ... s again. `--jobs 1000 --seeds 10` are the defaults.
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.polling import bimodal, drifting, heavy, log_normal, narrow
from benchmarks.running import machine
from models.job import JobKind
from services.tracking.history import History

_AGES = (10.0, 20.0, 30.0, 40.0, 50.0, 60.0)  # seconds
_ANOTHER = 3.0  # seconds; what another kind takes in between says nothing about this one
Mix = Callable[[random.Random], Iterator[float]]


def shifting(chance: random.Random) -> Iterator[float]:
    """Every 250 jobs the partner becomes half as quick, and quick again."""
    while True:
        for level in (3.0, 3.7):
            for _ in range(250):
                yield chance.lognormvariate(level, 0.3)


MIXES: tuple[Mix, ...] = (log_normal, narrow, bimodal, drifting, heavy, shifting)


class Found(NamedTuple):
    """Shares of the jobs: the line lay above the truth; `usual`: it ended within low to high."""

    median: float
    nine_of_ten: float
    usual: float
    later: float


def back_test(mix: Mix, seed: int, jobs: int) -> Found:
    chance = random.Random(seed)  # noqa: S311 - a seed, so that runs compare
    history = History()
    median, nine, usual, later = [], [], [], []
    for took in islice(mix(chance), jobs):
        known = history.outlook(JobKind.CREATE)
        if known is not None:
            median.append((known.left(0) or 0) >= took)
            nine.append(known.high >= took)
            usual.append(known.low <= took <= known.high)
            for age in (age for age in _AGES if age < took):
                left = known.left(age)
                if left is not None:
                    later.append(age + left >= took)
        history.ended(JobKind.CREATE, took)
        history.ended(JobKind.EDIT, _ANOTHER)
    return Found(_share(median), _share(nine), _share(usual), _share(later))


def _share(of: list[bool]) -> float:
    return sum(of) / len(of) if of else float("nan")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--jobs", type=int, default=1000)
    words.add_argument("--seeds", type=int, default=10)
    asked = words.parse_args()
    print(f"{asked.jobs} jobs a mix, {asked.seeds} seeds, the worst and the best; {machine()}")
    print(f"{'':<12}{'median':>12}{'9 of 10':>12}{'8 of 10':>12}{'later on':>12}")
    good = True
    for mix in MIXES:
        runs = [back_test(mix, seed, asked.jobs) for seed in range(asked.seeds)]
        print(f"{mix.__name__:<12}" + "".join(f"{spread(one):>12}" for one in zip(*runs)))  # noqa: B905
        good &= all(0.4 <= r.median <= 0.6 and 0.85 <= r.nine_of_ten <= 0.95 for r in runs)
    print("every median within 40-60 %, every 9 of 10 within 85-95 %:", "yes" if good else "NO")
    sys.exit(not good)


def spread(shares: tuple[float, ...]) -> str:
    return f"{min(shares):.0%} - {max(shares):.0%}"


if __name__ == "__main__":
    main()
