"""What a business has before a create is sent: many businesses are read in one request.

A program that is on the list now cannot be the outcome of a create that has not been sent yet.
Creates that wait at the same moment share a request (the partner takes 200 ids in one), so that
a thousand of them cost it hardly more than the thousand submissions.
"""

import asyncio

from services.pace import Urgency
from services.tracking.context import Tracking
from services.upstream.client import MOST_IDS
from services.upstream.errors import Declined, Forbidden, Refused, Unknown, UpstreamError

Baseline = tuple[str, ...]
"""Ids of programs."""
_Queue = tuple[str | None, Urgency]
"""Whom to ask, and how urgently."""

_AT_ONCE = 4  # requests under way; who comes meanwhile shares the next one
_OF_ONE = (Declined, Forbidden, Refused, Unknown)  # about one business, and nobody says which


class Later(Exception):
    """The request that this create shared did not get through: come again."""


class _Batch(dict[str, "asyncio.Future[Baseline | None]"]):
    """Who waits for one request; None is the answer of a business to be asked for alone."""

    def join(self, business_id: str) -> "asyncio.Future[Baseline | None]":
        return self.setdefault(business_id, asyncio.get_running_loop().create_future())

    def fail(self) -> None:
        for answer in self.values():
            if not answer.done():
                answer.set_exception(Later)
                answer.exception()  # perhaps nobody waits for it any more


class Baselines:
    def __init__(self, tracking: Tracking) -> None:
        self._tracking = tracking
        self._next: dict[_Queue, _Batch] = {}
        # A business whose list cannot be read shall not keep others from theirs for ever: after a
        # failure everybody asks alone, and as long as all goes well by twice as many each time.
        self._most = MOST_IDS
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def of(
        self, business_id: str, urgency: Urgency = Urgency.SUBMIT, partner: str | None = None
    ) -> Baseline:
        """Raises UpstreamError, and Later when it is another's request that failed.

        `partner` is the one that is meant here: only its creates share a request.
        """
        queue = (partner, urgency)
        batch = self._next.get(queue)
        if batch is None or len(batch) >= self._most:
            batch = self._next[queue] = _Batch()
            answer = batch.join(business_id)
            await self._ask(batch, queue)
        else:
            answer = batch.join(business_id)
        # Several may wait for one answer: who is cancelled does not take it from the others.
        told = await asyncio.shield(answer)
        return await self._alone(business_id, urgency) if told is None else told

    async def _ask(self, batch: _Batch, queue: _Queue) -> None:
        """Wait for a turn, then ask for everybody who has joined by then."""
        try:
            await self._tracking.pace.turn(queue[1])
            async with self._free:
                await asyncio.sleep(0)  # what was started together is asked for together
                self._close(batch, queue)
                await self._read(batch)
            self._most = min(2 * self._most, MOST_IDS)
        except UpstreamError:
            self._most = 1
            raise
        finally:
            self._close(batch, queue)
            batch.fail()

    def _close(self, batch: _Batch, queue: _Queue) -> None:
        if self._next.get(queue) is batch:
            del self._next[queue]

    async def _read(self, batch: _Batch) -> None:
        lists: dict[str, list[dict[str, object]]] = {}
        try:
            lists = await self._tracking.partner.business_lists(list(batch))
        except _OF_ONE:
            if len(batch) == 1:
                raise
        for business_id, answer in batch.items():
            programs = lists.get(business_id)
            answer.set_result(None if programs is None else _ids(programs))

    async def _alone(self, business_id: str, urgency: Urgency) -> Baseline:
        await self._tracking.pace.turn(urgency)
        return _ids(await self._tracking.partner.business_programs([business_id]))


def _ids(programs: list[dict[str, object]]) -> Baseline:
    return tuple(str(program.get("program_id")) for program in programs)
