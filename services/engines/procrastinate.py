"""The engine for more than one machine: one procrastinate job a job of ours, in PostgreSQL.

It is enlisted in the transaction that records the job; any process takes it and keeps it in hand
until the job has ended. What a dead process had in hand is taken over by the others: procrastinate
knows by heartbeat who is dead, and one process at a time puts those jobs back.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import procrastinate
import psycopg
import structlog
from procrastinate import exceptions
from sqlalchemy import text
from sqlalchemy.orm import Session

from services.engines.hands import Hands, LetGo
from services.engines.port import GRACE, NUDGE, Advance, Enlisted
from services.engines.returning import ReturningManager
from services.store.postgres import CHANNEL, CONNECTING, RESCUE_LOCK, RESUME_LOCK
from services.tasks import Tasks

log = structlog.get_logger(__name__)

_TASK = _QUEUE = "adtrail"
_IN_HAND = 20_000  # jobs that one process takes at most; a waiting job costs a few kilobytes
_CONNECTIONS = 4
_LOOK = 1.0  # seconds between looks for jobs that were put back: only new ones are announced
_BY_HAND, _NEW = 20, 10  # priorities of new jobs, before those that are taken up again
LAST = 0.3  # seconds for giving jobs back after GRACE, again for goodbye, again for closing
_PAUSE = 1.0  # seconds before a worker that failed is started anew

_ROW = (
    f"ROW('{_QUEUE}', '{_TASK}', ours.priority, NULL, ours.id, "
    "jsonb_build_object('job_id', ours.id), ours.at)::procrastinate_job_to_defer_v1"
)
# The queueing lock makes a second announcement of a waiting job impossible.
_MISSING = f"""
SELECT procrastinate_defer_jobs_v1(array_agg({_ROW}))
FROM (
  SELECT id, at, {_NEW} AS priority
  FROM unnest(CAST(%(ids)s AS text[]), CAST(%(ats)s AS timestamptz[])) AS missing(id, at)
) AS ours
WHERE NOT EXISTS (
  SELECT FROM procrastinate_jobs AS there
  WHERE there.queueing_lock = ours.id AND there.status IN ('todo', 'doing')
)
"""  # noqa: S608 - constants of ours
_ENLIST = text(
    f"SELECT procrastinate_defer_jobs_v1(ARRAY[{_ROW}]) "  # noqa: S608 - constants of ours
    "FROM (SELECT CAST(:id AS text), CAST(:at AS timestamptz), CAST(:priority AS integer)) "
    "AS ours(id, at, priority)".replace("::", "\\:\\:"),
)
# One in somebody's hands is asked again by itself for how long it wants to wait.
_REARM = text(
    "UPDATE procrastinate_jobs SET scheduled_at = :at WHERE queueing_lock = :id AND status = 'todo'"
)
_TRY_LOCK = "SELECT pg_try_advisory_xact_lock(%s)"


class _Again(procrastinate.BaseRetryStrategy):
    """Whatever ended a task before its job was over: the job goes back."""

    def get_retry_decision(
        self, *, exception: BaseException, job: procrastinate.jobs.Job
    ) -> procrastinate.RetryDecision:
        del exception, job
        return procrastinate.RetryDecision()


class ProcrastinateEngine:
    """`takeover`: seconds without a heartbeat after which a process counts as dead."""

    def __init__(
        self,
        address: str,
        unfinished: Callable[[], Sequence[str]],
        takeover: float,
        armed: Callable[[], Sequence[tuple[str, datetime]]] = list,
    ) -> None:
        self._connector = procrastinate.PsycopgConnector(
            conninfo=address,
            kwargs={"application_name": "adtrail engine", **CONNECTING},
            min_size=1,
            max_size=_CONNECTIONS,
            timeout=5,
            reconnect_timeout=5,
        )
        self.on_call: Callable[[float], object] = lambda _late: None  # seconds after it was due
        self._unfinished = unfinished
        self._armed = armed
        self._takeover = takeover
        self._beat = takeover / 4
        self._tasks = Tasks()
        self._worker: asyncio.Task[None] | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._hands: Hands | None = None
        self._ending = False
        self._app = procrastinate.App(connector=self._connector)
        self._manager = ReturningManager(self._connector, self._end_worker)
        self._app.job_manager = self._manager

        @self._app.task(name=_TASK, queue=_QUEUE, retry=_Again())
        async def drive(job_id: str) -> None:
            if self._hands is None:
                raise LetGo
            await self._hands.drive(job_id)

    async def start(self, advance: Advance) -> None:
        self._advance = advance
        await self._connector.open_async()
        await self._resume()
        self._keeper = self._tasks.start(self._keep_working(), "engine")
        self._tasks.start(self._keep_rescuing(), "rescuer")

    def enlist(self, session: Session, job: Enlisted) -> None:
        priority = _BY_HAND if job.by_hand else _NEW
        session.execute(_ENLIST, {"id": job.id, "at": None, "priority": priority})

    def arm(self, session: Session, schedule_id: str, at: datetime) -> None:
        session.execute(_ENLIST, {"id": schedule_id, "at": at, "priority": _NEW})

    def rearm(self, session: Session, schedule_id: str, at: datetime) -> None:
        session.execute(_REARM, {"id": schedule_id, "at": at})

    def nudge(self, job_id: str) -> None:
        if not self.wake(job_id):
            self._tasks.start(self._tell(job_id), f"nudge {job_id}")

    def wake(self, job_id: str) -> bool:
        """Call `advance` for a job in this process's hands; False when it is elsewhere."""
        return self._hands is not None and self._hands.wake(job_id)

    async def stop(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()  # no worker after this one
        if self._hands is not None:
            self._hands.close()
        if self._worker is not None:
            self._end_worker()
            await asyncio.wait({self._worker}, timeout=GRACE + LAST)
            # Thousands of jobs take longer; without a worker they count as stalled at once.
            goodbye = self._tasks.start(self._manager.leave(), "goodbye")
            await asyncio.wait({goodbye}, timeout=LAST)
        await self._tasks.stop()
        if self._hands is not None:
            await self._hands.stop()
        await asyncio.wait(
            {self._tasks.start(self._connector.close_async(), "close")}, timeout=LAST
        )
        self._keeper = self._worker = self._hands = None

    @property
    def running(self) -> bool:
        return self._keeper is not None and not self._keeper.done()

    @property
    def active(self) -> int:
        return 0 if self._hands is None else len(self._hands)

    @property
    def lag(self) -> float:
        return 0.0 if self._hands is None else self._hands.lag

    async def _keep_working(self) -> None:
        """A worker for as long as the engine runs; one that fails is followed by another."""
        while True:
            self._hands = hands = Hands(self._advance, self.on_call)
            self._ending = False
            self._worker = self._tasks.start(self._work(), "engine worker")
            await asyncio.wait({self._worker})
            hands.close()
            log.warning("the engine starts its worker anew")
            await asyncio.sleep(_PAUSE)

    async def _work(self) -> None:
        try:
            await self._app.run_worker_async(
                queues=[_QUEUE],
                concurrency=_IN_HAND,
                fetch_job_polling_interval=_LOOK,
                abort_job_polling_interval=600,
                update_heartbeat_interval=self._beat,
                stalled_worker_timeout=self._takeover,
                shutdown_graceful_timeout=GRACE,
                delete_jobs="successful",
                install_signal_handlers=False,
            )
        except exceptions.ConnectorException as error:
            log.warning("the engine's worker lost the database", reason=repr(error.__cause__))

    def _end_worker(self) -> None:
        """Ask it to end in good order: a first cancel does that, a second would break it off."""
        if self._worker is not None and not self._ending:
            self._ending = True
            self._worker.cancel()

    async def _resume(self) -> None:
        """Enlist unfinished jobs that the engine does not know, as after an import."""
        async with self._connector.pool.connection() as connection:
            if not await _gets(connection, RESUME_LOCK):
                return  # another process does it right now
            unfinished = await asyncio.to_thread(self._unfinished)
            armed = await asyncio.to_thread(self._armed)
            await connection.execute(_MISSING, _those(unfinished, armed))

    async def _tell(self, job_id: str) -> None:
        """Wake the job wherever it is in hand; enlist it where it is in nobody's."""
        try:
            async with self._connector.pool.connection() as connection:
                await connection.execute(_MISSING, _those([job_id]))
                await connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, NUDGE + job_id))
        except psycopg.Error as error:
            log.warning("a nudge got lost", job_id=job_id, reason=str(error))

    async def _keep_rescuing(self) -> None:
        while True:
            try:
                await self._rescue()
            except (psycopg.Error, exceptions.ConnectorException) as error:
                log.warning("nobody could be rescued", reason=repr(error.__cause__ or error))
            await asyncio.sleep(self._beat)

    async def _rescue(self) -> None:
        """Put back what dead processes had in hand; one process does it at a time."""
        async with self._connector.pool.connection() as connection:
            if not await _gets(connection, RESCUE_LOCK):
                return
            stalled = list(
                await self._manager.get_stalled_jobs(
                    task_name=_TASK, seconds_since_heartbeat=self._takeover
                )
            )
            if stalled:
                log.warning("taking over the jobs of a process that is gone", jobs=len(stalled))
                await asyncio.gather(*(self._manager.retry_job(job) for job in stalled))


def enlist_missing(
    session: Session, ids: Sequence[str], armed: Sequence[tuple[str, datetime]] = ()
) -> None:
    """Inside the caller's transaction: enlist those that the engine does not know yet."""
    named = _MISSING.replace("%(ids)s", ":ids").replace("%(ats)s", ":ats")
    session.execute(text(named.replace("::", "\\:\\:")), _those(ids, armed))


def _those(ids: Sequence[str], armed: Sequence[tuple[str, datetime]] = ()) -> dict[str, list[Any]]:
    """Jobs, which are called at once, and schedules with their moments."""
    return {
        "ids": [*ids, *(schedule_id for schedule_id, _at in armed)],
        "ats": [*(None for _ in ids), *(at for _id, at in armed)],
    }


async def _gets(connection: psycopg.AsyncConnection, lock: int) -> bool:
    """Whether this transaction has the lock; it is let go when the transaction ends."""
    row = await (await connection.execute(_TRY_LOCK, (lock,))).fetchone()
    return bool(row and row[0])
