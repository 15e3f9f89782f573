"""Who wants to know that a job changed. A hint, sent after the commit: the reader reads the row.

Everything happens on the event loop's thread.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class JobChanged:
    """`version` is that of the row; `None` when only what is known about checking changed.

    An empty `job_id`: any job may have changed unheard (`Bus.catch_up`).
    """

    job_id: str
    version: int | None = None


Listener = Callable[[JobChanged], None]


class Bus:
    def __init__(self) -> None:
        self._by_job: dict[str, set[Listener]] = defaultdict(set)
        self._to_all: set[Listener] = set()

    def subscribe(self, listener: Listener, job_id: str | None = None) -> Callable[[], None]:
        """Call `listener` for one job, or for every job; returns what ends it."""
        if job_id is None:
            self._to_all.add(listener)
            return lambda: self._to_all.discard(listener)
        self._by_job[job_id].add(listener)
        return lambda: self._forget(job_id, listener)

    def publish(self, change: JobChanged) -> None:
        for listener in (*self._by_job.get(change.job_id, ()), *self._to_all):
            try:
                listener(change)
            except Exception:
                log.exception("a listener failed", job_id=change.job_id)

    def catch_up(self) -> None:
        """Tell everybody to look again: changes may have gone by unheard."""
        for job_id in (*self._by_job, ""):
            self.publish(JobChanged(job_id))

    def watched(self, job_id: str) -> bool:
        """Whether anybody looks at this job right now."""
        return job_id in self._by_job

    def _forget(self, job_id: str, listener: Listener) -> None:
        listeners = self._by_job.get(job_id, set())
        listeners.discard(listener)
        if not listeners:
            self._by_job.pop(job_id, None)
