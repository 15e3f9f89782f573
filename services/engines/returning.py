"""procrastinate's job manager, where ours differs: jobs go back together, and trouble is told.

procrastinate 3.10 stops watching its side tasks as soon as the first of them ends, which is at
once when there are no periodic tasks: a heartbeat that failed would go unnoticed, and others
would take over the jobs of a live process for ever. So the trouble is told from here, and the
engine starts its worker anew (under a new number) instead of going on with a doubtful one.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
import structlog
from procrastinate import exceptions, jobs
from procrastinate.connector import BaseConnector
from procrastinate.manager import JobManager, NotificationCallback

from services.tasks import Tasks

log = structlog.get_logger(__name__)

_TOGETHER = 0.02  # seconds in which jobs that go back gather into one statement
_BATCH = 1000
_PAUSE = 1.0

# Only while the job is still held by the worker it is taken from: `retry_job` itself would pull
# it from under a live worker that has taken it meanwhile.
_GIVE_BACK = """
SELECT procrastinate_retry_job_v2(job.id, now(), 0, NULL, NULL)
FROM procrastinate_jobs AS job
JOIN unnest(%(ids)s::bigint[], %(workers)s::bigint[]) AS held(id, worker)
  ON held.id = job.id AND job.worker_id IS NOT DISTINCT FROM held.worker
WHERE job.status = 'doing'
"""


class ReturningManager(JobManager):
    """`trouble` is called when this worker should not go on as it is."""

    def __init__(self, connector: BaseConnector, trouble: Callable[[], None]) -> None:
        super().__init__(connector)
        self._trouble = trouble
        self._tasks = Tasks()
        self._returned: list[jobs.Job] = []
        self._flush: asyncio.Task[None] | None = None
        self._registered: set[int] = set()

    async def register_worker(self) -> int:
        """A new number; a former one that could not be given up before is given up now."""
        await self.leave()
        worker_id = await super().register_worker()
        self._registered.add(worker_id)
        return worker_id

    async def leave(self) -> None:
        """Give up every number that could not be given up in order."""
        try:
            for former in list(self._registered):
                await self.unregister_worker(former)
        except exceptions.ConnectorException as error:
            log.warning("the engine leaves without a goodbye", reason=repr(error.__cause__))

    async def unregister_worker(self, worker_id: int) -> None:
        """Its jobs, if there are any left, count as stalled from now on."""
        await super().unregister_worker(worker_id)
        self._registered.discard(worker_id)

    async def update_heartbeat(self, worker_id: int) -> None:
        try:
            await super().update_heartbeat(worker_id)
        except exceptions.ConnectorException as error:
            log.warning("the engine's heartbeat failed", reason=repr(error.__cause__))
            self._trouble()

    async def listen_for_jobs(
        self, *, on_notification: NotificationCallback, queues: Iterable[str] | None = None
    ) -> None:
        """Until cancelled: a lost connection is made again."""
        while True:
            try:
                await super().listen_for_jobs(on_notification=on_notification, queues=queues)
            except exceptions.ConnectorException as error:
                log.warning("the engine does not hear of new jobs", reason=repr(error.__cause__))
            await asyncio.sleep(_PAUSE)

    async def finish_job(self, job: jobs.Job, status: jobs.Status, delete_job: bool) -> None:
        try:
            await super().finish_job(job, status, delete_job)
        except exceptions.ConnectorException as error:
            if isinstance(error.__cause__, psycopg.errors.RaiseException):
                return  # it was taken for dead meanwhile, and another has put it away
            log.warning("the engine could not put a job away", reason=repr(error.__cause__))
            self._trouble()

    async def retry_job(self, job: jobs.Job, *_: Any, **__: Any) -> None:
        """Put a job back for anybody to take, now; many at a time, with lower priority than new."""
        self._returned.append(job)
        if self._flush is None or self._flush.done():
            self._flush = self._tasks.start(self._give_back(), "give jobs back")
        await self._flush

    async def _give_back(self) -> None:
        await asyncio.sleep(_TOGETHER)
        while self._returned:
            batch, self._returned = self._returned[:_BATCH], self._returned[_BATCH:]
            held = {"ids": [j.id for j in batch], "workers": [j.worker_id for j in batch]}
            try:
                await self.connector.execute_query_async(_GIVE_BACK, **held)
            except exceptions.ConnectorException as error:
                # They are not lost: without a worker they count as stalled.
                log.warning("jobs could not be given back", reason=repr(error.__cause__))
