"""How long jobs of a kind last, told from those that ended. Pure.

Two things are read off the durations themselves, so that nobody has to set them: how far back
they still speak for the next job (`trusted`), and how far each stands for those near it (`Law`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import exp, log, sqrt

REMEMBERED = 512  # ended jobs of a kind; what more of them would add is not seen

_HALVES = (12.0, 24.0, 48.0, 96.0, 192.0, 384.0)  # jobs after which a duration weighs half
_RECENT = 32.0  # jobs after which it counts half how well a rate of forgetting foretold them
_HEAPS, _A_HEAP = 16, 4  # of equally many durations each, at least so many
_UNMET = 0.5  # of a job in each heap, before the first is seen
_WIDTHS = (0.04, 0.08, 0.16, 0.32)  # of the kernel, in natural logarithms
_FAR, _WIDER = 0.05, 3.0  # the share that stands for so many times as wide a stretch
_PROBES = 128  # durations that a width is tried on
_ODD = 0.02  # the share that is never told from its neighbours, spread over this:
_RANGE = 4.0  # natural logarithms
_CELLS = 300
_LEAST = 1e-3  # seconds


def trusted(durations: Sequence[float]) -> list[float]:
    """The weight of each duration (newest first), all together 1.

    Slow forgetting tells a steady mix best, quick forgetting one that changes. Which is in force
    is seen from how well each rate would have foretold the latest jobs, one after the other, from
    those before them; with little between them, the slower one is twice as likely.
    """
    count = len(durations)
    fates = [_foretold(half, heaps) for half, heaps in _replays(durations)]
    best = max(fates)
    belief = [exp(fate - best) * 2**place for place, fate in enumerate(fates)]
    weights = [0.0] * count
    for half, share in zip(_HALVES, belief, strict=True):
        fade = 2 ** (-1 / half)
        weight = share / sum(belief) * (1 - fade) / (1 - fade**count)
        for place in range(count):
            weights[place] += weight
            weight *= fade
    return weights


def _replays(durations: Sequence[float]) -> list[tuple[float, tuple[int, list[int]]]]:
    """Each rate with (how many heaps, the heap of each duration from the oldest on)."""
    ordered = sorted(durations)
    number = max(2, min(_HEAPS, len(ordered) // _A_HEAP))
    bounds = [ordered[len(ordered) * place // number] for place in range(1, number)]
    heaps = [bisect_right(bounds, one) for one in reversed(durations)]
    return [(half, (number, heaps)) for half in _HALVES]


def _foretold(half: float, replay: tuple[int, list[int]]) -> float:
    """The logarithm of how likely the latest were, for who forgets at this rate."""
    number, heaps = replay
    grow, fade = 2 ** (1 / half), 2 ** (-1 / _RECENT)
    seen, total, weight, fate = [0.0] * number, 0.0, 1.0, 0.0
    judged = max(0, len(heaps) - int(4 * _RECENT))
    for place, heap in enumerate(heaps):
        if place >= judged:
            unmet = _UNMET * weight
            fate = fate * fade + log((seen[heap] + unmet) / (total + number * unmet))
        seen[heap] += weight
        total += weight
        weight *= grow
    return fate


class Law:
    """`ended[i]` is the share of jobs that are over at `ages[i]`, of `low` to `high` seconds.

    Each duration stands for a stretch around it, as wide (of four widths) as makes each of them
    the most likely from the others: heaps stay apart, a wide spread is smooth. A job that lasts
    as none before is as likely as one among those that count; it lasts at least as long as the
    shortest, and half of them twice as long.
    """

    def __init__(self, durations: Sequence[float], low: float, high: float) -> None:
        weights = trusted(durations)
        pairs = sorted(zip((log(max(one, _LEAST)) for one in durations), weights, strict=True))
        unseen = 1 / (1 / sum(weight * weight for weight in weights) + 2)
        start, step = log(low), log(high / low) / _CELLS
        self.ages = [exp(start + step * place) for place in range(_CELLS + 1)]
        heaps = _heaped(pairs, start, step)
        shortest = exp(pairs[0][0])
        self.ended = [
            (1 - unseen) * min(1.0, share) + unseen * (1 - min(1.0, shortest / age))
            for share, age in zip(accumulate(heaps), self.ages, strict=True)
        ]

    def hazards(self) -> list[float]:
        """The chance per second that a job which is not over ends, between an age and the next."""
        found = []
        for place in range(_CELLS):
            now, then = self.ended[place], self.ended[place + 1]
            left = max(1e-9, 1 - (now + then) / 2) * (self.ages[place + 1] - self.ages[place])
            found.append(max(0.0, then - now) / left)
        return found


Pairs = Sequence[tuple[float, float]]  # (logarithm of the seconds, weight), the shortest first


def _heaped(pairs: Pairs, start: float, step: float) -> list[float]:
    """The share of jobs that ends before the first age, and then between each and the next."""
    reach = _reach(pairs) / step
    boxes = ((reach, (1 - _FAR) / (2 * reach)), (_WIDER * reach, _FAR / (2 * _WIDER * reach)))
    changes = [0.0] * (_CELLS + 2)
    before = 0.0
    for at, weight in pairs:
        middle = (at - start) / step
        for to, density in boxes:
            level, left, right = weight * density, middle - to, min(middle + to, float(_CELLS))
            if left < 0:
                before += level * (min(0.0, middle + to) - left)
                left = 0.0
            if right > left:
                first, last = int(left), int(right)
                changes[first] += level * (first + 1 - left)
                changes[first + 1] += level * (left - first)
                changes[last] -= level * (last + 1 - right)
                changes[last + 1] -= level * (right - last)
    return [before, *accumulate(changes[:_CELLS])]


def _reach(pairs: Pairs) -> float:
    """How far a duration stands for others, to either side: half of a box."""
    logs = [at for at, _ in pairs]
    sums = [0.0, *accumulate(weight for _, weight in pairs)]
    probes = pairs[:: len(pairs) // _PROBES + 1]

    def likely(reach: float) -> float:
        found = 0.0
        for at, weight in probes:
            near = sums[bisect_right(logs, at + reach)] - sums[bisect_left(logs, at - reach)]
            others = max(0.0, near - weight) / (max(1 - weight, 1e-9) * 2 * reach)
            found += weight * log((1 - _ODD) * others + _ODD / _RANGE)
        return found

    return max((sqrt(3) * width for width in _WIDTHS), key=likely)
