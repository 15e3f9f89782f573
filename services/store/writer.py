"""One thread writes. What has queued up while it was busy is committed together (group commit).

A write is durable when its future resolves: the transaction is committed (SQLite with
`synchronous=FULL`). One write that fails is undone alone (savepoint) and fails its own caller.
With PostgreSQL a write that lost against another process is tried again, and so is one whose
transaction is known not to have been committed; a COMMIT without an answer is asked about first.
"""

import asyncio
import contextlib
import queue
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.orm import Session

from services.clock import Clock
from services.store.away import as_away
from services.store.postgres import is_postgres, tell
from services.store.rows import connection_of, keep_connection, savepoint
from services.store.steps import Step, was_committed

T = TypeVar("T")
StepsOf = Callable[[Any], Sequence[Step]]
_BATCH = 256
_TRIES = 6  # times; a lost connection counts for four, so it is tried once more and no oftener
_GONE = 4
_PAUSE = 0.5  # seconds between two questions what became of a COMMIT
_AT_ONCE = 8  # callers who go on in one turn of their loop, so that a large batch does not hold it
_LOST = frozenset({"40001", "40P01", "23505"})  # serialization, deadlock, unique: look again


class _Write:
    """`committed` is called in the caller's loop, whether the caller still waits or not."""

    def __init__(
        self, work: Callable[[Session], Any], committed: Callable[[Any], object] | None
    ) -> None:
        self.work = work
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Any] = self.loop.create_future()
        self.tries = 0
        self.over = False
        self._committed = committed
        self._result: Any = None
        self._error: Exception | None = None

    def done(self, result: Any) -> None:
        self.over, self._result = True, result

    def failed(self, error: Exception) -> None:
        self.over, self._error = True, as_away(error)

    def tell(self) -> None:
        try:
            if self._error is None and self._committed is not None:
                self._committed(self._result)
        finally:
            if self.future.done():
                pass  # cancelled
            elif self._error is None:
                self.future.set_result(self._result)
            else:
                self.future.set_exception(self._error)


class Writer:
    """`steps_of` says what the result of a write has written, as far as others want to know."""

    def __init__(self, engine: Engine, steps_of: StepsOf, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._shared = is_postgres(engine)
        self._steps_of = steps_of
        self._queue: queue.SimpleQueue[_Write | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._over: dict[asyncio.AbstractEventLoop, deque[_Write]] = defaultdict(deque)
        self._telling: set[asyncio.AbstractEventLoop] = set()
        self.commits = 0
        self.on_commit: Callable[[float], object] = lambda _seconds: None  # called in the thread
        self._thread = threading.Thread(target=self._run, name="adtrail-writer", daemon=True)
        self._thread.start()

    async def write(
        self, work: Callable[[Session], T], committed: Callable[[T], object] | None = None
    ) -> T:
        """Run `work` in the next transaction; returns its result after the commit.

        `committed` is called then, even when the caller was cancelled meanwhile: a cancelled
        caller does not undo the write. `work` may run more than once.
        """
        write = _Write(work, committed)
        self._queue.put(write)
        result: T = await write.future
        return result

    def close(self) -> None:
        """Commit what is queued and end the thread."""
        self._closing.set()
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        open_ = True
        while open_:
            batch, open_ = self._next_batch()
            again = self._committed(batch) if batch else []
            while again:  # singly: who waits for another process's lock should hold none itself
                again = again[1:] + self._committed(again[:1])

    def _committed(self, batch: list[_Write]) -> list[_Write]:
        """One transaction; the writes that are to be tried again."""
        again = self._commit(batch)
        self._tell(batch)
        return again

    def _tell(self, batch: list[_Write]) -> None:
        """Let those who wait go on, a few in each turn of their loop and in their order."""
        loops = set()
        for write in batch:
            if write.over:
                self._over[write.loop].append(write)
                loops.add(write.loop)
        for loop in loops:
            with contextlib.suppress(RuntimeError):  # it is closed: nobody waits
                loop.call_soon_threadsafe(self._begin_telling, loop)

    def _begin_telling(self, loop: asyncio.AbstractEventLoop) -> None:
        if loop not in self._telling:
            self._telling.add(loop)
            self._tell_some(loop)

    def _tell_some(self, loop: asyncio.AbstractEventLoop) -> None:
        left = self._over[loop]
        try:
            for _ in range(min(_AT_ONCE, len(left))):
                left.popleft().tell()
        finally:
            if left:
                loop.call_soon(self._tell_some, loop)
            else:
                self._telling.discard(loop)

    def _next_batch(self) -> tuple[list[_Write], bool]:
        batch: list[_Write] = []
        write = self._queue.get()
        while write is not None:
            batch.append(write)
            if len(batch) >= _BATCH or self._queue.empty():
                return batch, True
            write = self._queue.get()
        return batch, False

    def _commit(self, batch: list[_Write]) -> list[_Write]:
        results: list[tuple[_Write, Any]] = []
        again: list[_Write] = []
        steps: list[Step] = []
        sent = False
        began = self._clock.monotonic()
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                keep_connection(session)
                for number, write in enumerate(batch):
                    if not self._attempt(session, write, results, again):
                        again += batch[number + 1 :]
                        break
                steps = [step for _, result in results for step in self._steps_of(result)]
                if self._shared:
                    tell(session, [f"{step.job_id}:{step.version}" for step in steps])
                sent = True
        except Exception as error:  # noqa: BLE001 - it belongs to everybody in the batch
            there: bool | None = False
            if sent and self._shared and _is_gone(error):
                there = was_committed(self._engine, steps, self._still_away)
            if not there:
                return self._failed(batch, error, known=there is not None)
        self.commits += 1
        self.on_commit(self._clock.monotonic() - began)
        for write, result in results:
            write.done(result)
        return again

    def _still_away(self, error: Exception) -> bool:
        """Wait a moment, refusing who comes meanwhile: of theirs nothing was written."""
        waiting = [self._queue.get_nowait() for _ in range(self._queue.qsize())]
        refused = [write for write in waiting if write is not None]
        for write in refused:
            write.failed(error)
        self._tell(refused)
        if len(refused) < len(waiting):  # among them what `close` put there
            self._queue.put(None)
        return self._closing.wait(_PAUSE)

    def _attempt(
        self,
        session: Session,
        write: _Write,
        results: list[tuple[_Write, Any]],
        again: list[_Write],
    ) -> bool:
        """Whether the batch may go on; after a deadlock it lets go of its locks first."""
        try:
            with savepoint(session):
                result = write.work(session)
        except Exception as error:  # it belongs to this caller alone, unless nothing works any more
            if _is_gone(error) or not _in_transaction(session):
                raise
            if _is_lost(error) and write.tries < _TRIES:
                write.tries += 1
                again.append(write)
                return False
            write.failed(error)
        else:
            results.append((write, result))
        return True

    def _failed(self, batch: list[_Write], error: Exception, *, known: bool) -> list[_Write]:
        """Those to be tried again: only where it is `known` that nothing was committed."""
        again = []
        for write in batch:
            if write.over:
                continue
            write.tries += _GONE
            gone = self._shared and _is_gone(error) and write.tries < _TRIES
            spoilt = not self._shared and len(batch) > 1  # one may have spoilt it for all
            if known and (gone or spoilt):
                again.append(write)
            else:
                write.failed(error)
        return again


def _in_transaction(session: Session) -> bool:
    """Whether a commit would commit anything.

    SQLite undoes the whole transaction when the disk is full; going on would tell everybody that
    what was undone is durable.
    """
    raw = connection_of(session).connection.dbapi_connection
    return bool(getattr(raw, "in_transaction", True))


def _is_gone(error: Exception) -> bool:
    """Whether the connection is lost, so that nothing more can be said over it."""
    if isinstance(error, PendingRollbackError):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated


def _is_lost(error: Exception) -> bool:
    """Whether another process was quicker: looking again finds what it did."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _LOST
