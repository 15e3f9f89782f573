"""A steady rate of requests to the partner, shared by all jobs, the urgent ones first.

A token bucket: `rate` tokens a second, a small burst. Whoever waits is served by urgency, then
by arrival, so that a person's submission does not stand behind a thousand routine looks. One
token in four goes to whoever has waited longest, so that nobody waits for ever.
"""

import asyncio
from collections import deque
from enum import IntEnum
from itertools import count

_FAIR = 4  # every such token goes by arrival alone


class Urgency(IntEnum):
    PERSON = 0  # somebody waits at the screen
    SUBMIT = 1
    YOUNG = 2  # a job that is likely to end soon
    BULK = 3  # a row of a batch: behind whatever somebody made by hand
    OLD = 4


_Place = tuple[int, asyncio.Future[None]]  # when it came, and what it waits for


class Pace:
    def __init__(self, rate: float) -> None:
        """`rate` is requests a second; 0 means no limit."""
        self._rate = rate
        self._burst = _burst(rate)
        self._tokens = self._burst
        self._filled_at: float | None = None
        self._queues: dict[Urgency, deque[_Place]] = {urgency: deque() for urgency in Urgency}
        self._arrival = count()
        self._served = 0
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, urgency: Urgency) -> None:
        """Return when the next request may leave."""
        if self._rate == 0:
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queues[urgency].append((next(self._arrival), mine))
        self._serve()
        await mine

    @property
    def rate(self) -> float:
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        """Whoever waits is served at the new rate."""
        self._rate = rate
        self._burst = _burst(rate)
        if rate == 0:
            self._release()
        elif self.waiting:
            self._serve()

    @property
    def waiting(self) -> int:
        return sum(len(queue) for queue in self._queues.values())

    def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        passed = 0.0 if self._filled_at is None else now - self._filled_at
        self._filled_at = now
        self._tokens = min(self._burst, self._tokens + passed * self._rate)
        while self._tokens >= 1 and (queue := self._next()):
            _, waiter = queue.popleft()
            if not waiter.done():  # a cancelled one takes no token
                waiter.set_result(None)
                self._tokens -= 1
                self._served += 1
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self.waiting:
            self._timer = loop.call_later((1 - self._tokens) / self._rate, self._serve)

    def _release(self) -> None:
        """There is no limit any more: nobody waits."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for queue in self._queues.values():
            while queue:
                _, waiter = queue.popleft()
                if not waiter.done():
                    waiter.set_result(None)

    def _next(self) -> "deque[_Place] | None":
        waiting = [queue for queue in self._queues.values() if queue]
        if self._served % _FAIR == _FAIR - 1:
            return min(waiting, key=lambda queue: queue[0][0], default=None)
        return next(iter(waiting), None)


def _burst(rate: float) -> float:
    return max(1.0, min(rate, 5.0))
