"""The embedded engine: one heap of due times in this process, resumed from the store at start."""

import asyncio
import contextlib
import heapq
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from models.schedule import is_schedule
from services.bus import Bus, JobChanged
from services.engines.port import GRACE, Advance, Enlisted
from services.tasks import Tasks

log = structlog.get_logger(__name__)

_AFTER_ERROR = 5.0  # seconds; an error in `advance` is ours, the job goes on
_AT_ONCE = 2  # jobs started in one turn of the loop
_QUICK = 0.0002  # seconds; a turn of the loop in which nobody else had anything to do
_PATIENCE = 0.04  # seconds left to others while they have something to do
_FLOOD, _MANY = 1.0, 16  # seconds in which so many new jobs of scripts are a flood
# Seconds of the loop that an order takes to be written down (`benchmarks/load.py` prints it), and
# about what a job takes for a step: what the orders of a flood leave of the loop is for the jobs,
# and never less than two in `_EBB` seconds.
_ORDER, _STEP, _EBB = 0.001, 0.003, 0.08
_FULL = round(_FLOOD / _ORDER)  # orders that leave nothing of the loop
_BY_HAND = 64  # orders of people under way to the disk at one moment


class LocalEngine:
    """Never runs `advance` twice at once for one job; a nudge meanwhile runs it once more."""

    def __init__(
        self,
        bus: Bus,
        unfinished: Callable[[], list[str]],
        armed: Callable[[], Sequence[tuple[str, datetime]]] = list,
    ) -> None:
        self._bus = bus
        self._unfinished = unfinished
        self._armed = armed
        self._due: dict[str, float] = {}
        self._heap: list[tuple[float, str]] = []
        self._first: deque[tuple[float, str]] = deque()  # new ones by hand, before the heap
        self._by_hand: deque[str] = deque(maxlen=_BY_HAND)  # enlisted, perhaps not committed yet
        self._running: set[str] = set()
        self._again: set[str] = set()
        self._wake = asyncio.Event()
        self._tasks = Tasks()
        self._jobs = Tasks()
        self._stopping = False
        self._news: deque[float] = deque(maxlen=_FULL)  # when the last jobs came, by the loop
        self._unsubscribe: Callable[[], None] = lambda: None
        self._beat: asyncio.Task[None] | None = None
        self.on_call: Callable[[float], object] = lambda _late: None  # seconds after it was due

    async def start(self, advance: Advance) -> None:
        self._advance = advance
        self._stopping = False
        self._unsubscribe = self._bus.subscribe(self._heard)
        for job_id in self._unfinished():
            self._schedule(job_id, 0)
        for schedule_id, _at in self._armed():
            self._schedule(schedule_id, 0)  # `advance` says how long it has to wait
        self._beat = self._tasks.start(self._loop(), "local-engine")

    def enlist(self, session: Session, job: Enlisted) -> None:
        """The commit's echo on the bus, or the next start, takes it up."""
        del session
        if job.by_hand:
            self._by_hand.append(job.id)

    def arm(self, session: Session, schedule_id: str, at: datetime) -> None:
        """Nothing to do inside, as with a job."""

    def rearm(self, session: Session, schedule_id: str, at: datetime) -> None:
        """The same."""

    def nudge(self, job_id: str) -> None:
        if job_id in self._running:
            self._again.add(job_id)
        else:
            self._schedule(job_id, 0)

    async def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        self._unsubscribe()
        await self._jobs.drain(GRACE)
        await self._jobs.stop()
        await self._tasks.stop()

    @property
    def running(self) -> bool:
        return self._beat is not None and not self._beat.done()

    @property
    def active(self) -> int:
        return sum(not is_schedule(held) for held in (*self._due, *self._running))

    @property
    def lag(self) -> float:
        waiting = (due for due, job_id in self._heap[:1] if self._due.get(job_id) == due)
        return max(0.0, asyncio.get_running_loop().time() - next(waiting, float("inf")))

    def _heard(self, change: JobChanged) -> None:
        """A job in hand is on its way; a schedule may have another moment now, or none."""
        if is_schedule(change.job_id):
            self.nudge(change.job_id)
        elif change.job_id not in self._due and change.job_id not in self._running:
            self._take_up(change.job_id, asyncio.get_running_loop().time())

    def _take_up(self, job_id: str, now: float) -> None:
        try:
            self._by_hand.remove(job_id)  # the writer's thread may push it out at any moment
        except ValueError:
            self._news.append(now)
            self._schedule(job_id, 0)
        else:
            self._due[job_id] = now
            self._first.append((now, job_id))
            self._wake.set()

    def _schedule(self, job_id: str, delay: float) -> None:
        due = asyncio.get_running_loop().time() + delay
        self._due[job_id] = due
        heapq.heappush(self._heap, (due, job_id))
        self._wake.set()

    async def _loop(self) -> None:
        while not self._stopping:
            self._wake.clear()
            if self._start_due():
                await self._let_others()
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._pause())

    async def _let_others(self) -> None:
        """Others want the loop as well: people, scripts, the partner's answers.

        What is asked of us is written down before it is sent on: while new jobs stream in, none
        are begun in the moments in which their senders wait for the disk either. Yet under the
        heaviest load some jobs are moved on all the time.
        """
        loop = asyncio.get_running_loop()
        began = now = loop.time()
        while now - began < _PATIENCE:
            turn = now
            await asyncio.sleep(0)
            now = loop.time()
            if now - turn < _QUICK:
                if pause := self._ebb(now):
                    await asyncio.sleep(max(0.0, pause - (now - began)))
                return

    def _ebb(self, now: float) -> float:
        """Seconds until the next jobs are begun, by how many new ones come; 0 without a flood."""
        while self._news and now - self._news[0] >= _FLOOD:
            self._news.popleft()
        if len(self._news) < _MANY:
            return 0.0
        left = 1 - len(self._news) * _ORDER / _FLOOD  # of the loop's time
        return min(_EBB, _AT_ONCE * _STEP / left) if left > 0 else _EBB

    def _start_due(self) -> int:
        """Start what is due, a few at once; how many that were."""
        now = asyncio.get_running_loop().time()
        started = 0
        while started < _AT_ONCE and (due := self._next_due()) is not None and due <= now:
            job_id = self._pop()
            del self._due[job_id]
            self._running.add(job_id)
            self.on_call(now - due)
            self._jobs.start(self._run(job_id), f"advance {job_id}")
            started += 1
        return started

    def _next_due(self) -> float | None:
        """When the next job is due, by the loop's clock; None when nothing waits."""
        while self._first or self._heap:
            due, job_id = (self._first or self._heap)[0]
            if self._due.get(job_id) == due:
                return due
            self._pop()  # rescheduled since
        return None

    def _pop(self) -> str:
        return (self._first.popleft() if self._first else heapq.heappop(self._heap))[1]

    def _pause(self) -> float | None:
        """Seconds until the next job is due."""
        due = self._next_due()
        return None if due is None else max(0.0, due - asyncio.get_running_loop().time())

    async def _run(self, job_id: str) -> None:
        delay: float | None = _AFTER_ERROR
        try:
            with structlog.contextvars.bound_contextvars(job_id=job_id):
                delay = await self._advance(job_id)
        except Exception:
            log.exception("advance failed", job_id=job_id)
        finally:
            self._running.discard(job_id)
            if job_id in self._again:
                self._again.discard(job_id)
                delay = 0
            if delay is not None and not self._stopping:
                self._schedule(job_id, delay)
