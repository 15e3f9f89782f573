"""One thread writes. What has queued up while it was busy is committed together (group commit).

A write is durable when its future resolves: the transaction is committed (SQLite with
`synchronous=FULL`). One write that fails is undone alone (savepoint) and fails its own caller.
With PostgreSQL a write that lost against another process is tried again, and so is one whose
transaction is known not to have been committed; a COMMIT without an answer is asked about first.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
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
_LOST = frozenset({"40001", "40P01", "23505"})  # serialization, deadlock, unique: look again


class _Write:
    def __init__(self, work: Callable[[Session], Any]) -> None:
        self.work = work
        self.future: Future[Any] = Future()
        self.tries = 0


class Writer:
    """`steps_of` says what the result of a write has written, as far as others want to know."""

    def __init__(self, engine: Engine, steps_of: StepsOf, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._shared = is_postgres(engine)
        self._steps_of = steps_of
        self._queue: queue.SimpleQueue[_Write | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self.commits = 0
        self.on_commit: Callable[[float], object] = lambda _seconds: None  # called in the thread
        self._thread = threading.Thread(target=self._run, name="adtrail-writer", daemon=True)
        self._thread.start()

    async def write(
        self, work: Callable[[Session], T], committed: Callable[[T], object] | None = None
    ) -> T:
        """Run `work` in the next transaction; returns its result after the commit.

        `committed` is called in the writer's thread then, even when the caller was cancelled
        meanwhile: a cancelled caller does not undo the write. `work` may run more than once.
        """
        write = _Write(work)
        future: Future[T] = write.future
        if committed is not None:
            future.add_done_callback(lambda done: done.exception() or committed(done.result()))
        self._queue.put(write)
        return await asyncio.shield(asyncio.wrap_future(future))

    def close(self) -> None:
        """Commit what is queued and end the thread."""
        self._closing.set()
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        open_ = True
        while open_:
            batch, open_ = self._next_batch()
            again = self._commit(batch) if batch else []
            while again:  # singly: who waits for another process's lock should hold none itself
                again = again[1:] + self._commit(again[:1])

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
        """One transaction; the writes that are to be tried again."""
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
                there = was_committed(self._engine, steps, self._closing)
            if not there:
                return self._failed(batch, error, known=there is not None)
        self.commits += 1
        self.on_commit(self._clock.monotonic() - began)
        for write, result in results:
            write.future.set_result(result)
        return again

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
            write.future.set_exception(as_away(error))
        else:
            results.append((write, result))
        return True

    def _failed(self, batch: list[_Write], error: Exception, *, known: bool) -> list[_Write]:
        """Those to be tried again: only where it is `known` that nothing was committed."""
        again = []
        for write in batch:
            if write.future.done():
                continue
            write.tries += _GONE
            gone = self._shared and _is_gone(error) and write.tries < _TRIES
            spoilt = not self._shared and len(batch) > 1  # one may have spoilt it for all
            if known and (gone or spoilt):
                again.append(write)
            else:
                write.future.set_exception(as_away(error))
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
