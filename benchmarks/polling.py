"""Looking where the end is likely, against a look every 2 s: `uv run benchmarks/polling.py`.

Simulated jobs, seeded, no clock and no network. The plan learns as in the app: from the jobs
that ended before, newest first. Three comparisons for each mix of durations: the delay from end
to knowledge at the same number of requests, the requests at the same delay, and what the app
does by default (its schedule without a history, and with one).
"""

import random
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from models.polling import KEPT, MIN_HISTORY, Pauses, Plan

_JOBS, _NEWS = 1_000, 8
_DEFAULT = Pauses(2.0, 15.0)
_EVERY = 2.0

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
        known = [duration, *known[: KEPT - 1]]
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


def main() -> None:
    print(f"{_JOBS} jobs a mix; looks a job | mean delay s | p95 delay s")
    cells = ("every 2 s", "same requests", "same delay", "app, no history", "app, learned")
    print(f"{'':<11}" + "".join(f"{cell:>22}" for cell in cells) + f"{'delay':>8}{'requests':>10}")
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
            + f"{base[1] / same[1]:>7.1f}x{base[0] / even[0]:>9.1f}x"
        )


def cell(found: Result) -> str:
    return f"{found[0]:.1f} | {found[1]:.2f} | {found[2]:.2f}"


if __name__ == "__main__":
    main()
