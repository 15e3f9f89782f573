"""The jobs that this process has in hand: each is called when it is due, or sooner on a nudge."""

import asyncio
import contextlib
from collections.abc import Callable

import structlog

from services.engines.port import Advance
from services.errors import DatabaseAway
from services.tasks import Tasks

log = structlog.get_logger(__name__)

_AFTER_ERROR = 5.0  # seconds; an error in `advance` is ours, the job goes on
_AFTER_AWAY = 2.0


class LetGo(Exception):
    """This process stops: the job goes back, for another to take."""


class _Hand:
    def __init__(self) -> None:
        self.nudged = asyncio.Event()
        self.ended = asyncio.Event()
        self.due = asyncio.get_running_loop().time()


class Hands:
    """`on_call` is told how many seconds after it was due a job is called."""

    def __init__(
        self, advance: Advance, on_call: Callable[[float], object] = lambda _late: None
    ) -> None:
        self._advance = advance
        self._on_call = on_call
        self._held: dict[str, _Hand] = {}
        self._steps: dict[str, asyncio.Task[float | None]] = {}
        self._tasks = Tasks()
        self._closed = False

    def __len__(self) -> int:
        return len(self._held)

    @property
    def lag(self) -> float:
        """Seconds by which the most overdue job is late; one that is being called is not late."""
        now = asyncio.get_running_loop().time()
        waiting = (h.due for job_id, h in self._held.items() if job_id not in self._steps)
        return max(0.0, now - min(waiting, default=now))

    async def drive(self, job_id: str) -> None:
        """Call `advance` until nothing is left to do. Raises LetGo after `close`."""
        if (twin := self._held.get(job_id)) is not None:
            # Never twice at once: the two end together, so that neither looks done too early.
            twin.nudged.set()
            await twin.ended.wait()
            if self._closed:
                raise LetGo
            return
        hand = self._held[job_id] = _Hand()
        try:
            while True:
                if (late := asyncio.get_running_loop().time() - hand.due) >= 0:  # else nudged
                    self._on_call(late)
                hand.nudged.clear()
                delay = await self._step(job_id)
                if delay is None and not hand.nudged.is_set():
                    return
                if self._closed:
                    raise LetGo
                await self._pause(hand, delay or 0)
                if self._closed:
                    raise LetGo
        finally:
            hand.ended.set()
            del self._held[job_id]

    def wake(self, job_id: str) -> bool:
        """Call `advance` now; False when somebody else has the job."""
        if (hand := self._held.get(job_id)) is None:
            return False
        hand.nudged.set()
        return True

    def close(self) -> None:
        """Let go of every job that is not being called right now, and of the others after it."""
        self._closed = True
        for hand in self._held.values():
            hand.nudged.set()

    async def stop(self) -> None:
        """Break off what is still being called."""
        await self._tasks.stop()

    async def _pause(self, hand: _Hand, seconds: float) -> None:
        hand.due = asyncio.get_running_loop().time() + seconds
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await hand.nudged.wait()

    async def _step(self, job_id: str) -> float | None:
        """One call, which goes on when the one who waits for it is cancelled.

        It may hold the partner's answer to a submission, which nobody can ask for again.
        """
        task = self._steps.get(job_id)
        if task is None:
            task = self._tasks.start(self._call(job_id), f"advance {job_id}")
            self._steps[job_id] = task
            task.add_done_callback(lambda _: self._steps.pop(job_id, None))
        return await asyncio.shield(task)

    async def _call(self, job_id: str) -> float | None:
        with structlog.contextvars.bound_contextvars(job_id=job_id):
            try:
                return await self._advance(job_id)
            except DatabaseAway:
                log.warning("the database is away, the job waits")
                return _AFTER_AWAY
            except Exception:
                log.exception("advance failed")
                return _AFTER_ERROR
