"""What Adtrail counts and times, for Prometheus. Cheap: nothing here reads the store by itself.

The parts are handed a callable each (`asked`, `commit.observe`, ...); what only has to be read is
read when somebody looks (`document`).
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from models.job import JobKind
from models.job_status import JobStatus
from services.clock import Clock
from services.engines.port import Engine
from services.pace import Pace
from services.store.store import Store
from services.tasks import Tasks
from services.tracking.troubles import trouble_of
from services.upstream.errors import Refused, UpstreamError

_BEAT = 0.05  # seconds between two looks at the event loop
_COUNTED_FOR = 5.0  # seconds for which a count of jobs is good enough
_FINE = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2, 5)
_COARSE = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60)
_OPERATIONS = {  # a part of the partner's path: which operation it is
    "/program/create": "create",
    "/status/": "status",
    "/programs/list/": "business_programs",
    "/programs/info/": "program_info",
    "/programs/v1": "account_programs",
    "/business_info/": "business_info",
    "/features/": "features",
    "/pause/": "pause",
    "/resume/": "resume",
    "/edit": "edit",
    "/end": "end",
}

JobCounts = Mapping[tuple[JobStatus, JobKind], int]


class Metrics:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tasks = Tasks()
        self._counts: JobCounts = {}
        self._counted_at = float("-inf")
        self._registry = registry = CollectorRegistry()
        self.viewers: Callable[[], int] = lambda: 0  # the pages know; told by `pages.app`
        self.commit = Histogram(
            "adtrail_commit_seconds", "One commit of the store.", buckets=_FINE, registry=registry
        )
        self.poll_lag = Histogram(
            "adtrail_poll_lag_seconds",
            "How late a job was called after it was due.",
            buckets=_COARSE,
            registry=registry,
        )
        self._loop_lag = Histogram(
            "adtrail_event_loop_lag_seconds",
            "How late the event loop came back from a short sleep.",
            buckets=_FINE,
            registry=registry,
        )
        self._partner = Histogram(
            "adtrail_partner_seconds",
            "One request to the partner, answered or not.",
            ["operation"],
            buckets=_COARSE,
            registry=registry,
        )
        self._errors = Counter(
            "adtrail_partner_errors",
            "Requests to the partner that did not get what they asked for.",
            ["operation", "kind"],
            registry=registry,
        )
        ProcessCollector(registry=registry)

    def start(self, store: Store, engine: Engine, pace: Pace) -> None:
        """Watch the event loop, and these parts from now on."""
        self._store = store
        self._registry.register(_Parts(lambda: self._now(store, engine, pace)))
        self._tasks.start(self._watch_loop(), "event-loop lag")

    async def stop(self) -> None:
        await self._tasks.stop()

    def asked(self, path: str, seconds: float, error: UpstreamError | None) -> None:
        """One request to the partner is over; `path` is its address."""
        operation = next((word for part, word in _OPERATIONS.items() if part in path), "other")
        self._partner.labels(operation).observe(seconds)
        if error is not None:
            kind = "refused" if isinstance(error, Refused) else str(trouble_of(error)["kind"])
            self._errors.labels(operation, kind).inc()

    async def document(self) -> bytes:
        """Everything in Prometheus' text form; the jobs are counted at most every few seconds."""
        if self._clock.monotonic() - self._counted_at > _COUNTED_FOR:
            self._counts = await self._store.count_by_status_and_kind()
            self._counted_at = self._clock.monotonic()
        return generate_latest(self._registry)

    async def _watch_loop(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _BEAT
            await asyncio.sleep(_BEAT)
            self._loop_lag.observe(max(0.0, loop.time() - due))

    def _now(self, store: Store, engine: Engine, pace: Pace) -> Iterable[Metric]:
        yield CounterMetricFamily("adtrail_commits", "Commits of the store.", value=store.commits)
        yield GaugeMetricFamily("adtrail_engine_active", "Jobs in hand.", value=engine.active)
        yield GaugeMetricFamily(
            "adtrail_engine_lag_seconds", "By how much the latest job is late.", value=engine.lag
        )
        yield GaugeMetricFamily(
            "adtrail_pace_waiting", "Requests that wait for their turn.", value=pace.waiting
        )
        yield GaugeMetricFamily(
            "adtrail_clients_connected", "Browser pages connected.", value=self.viewers()
        )
        jobs = GaugeMetricFamily("adtrail_jobs", "Jobs in the store.", labels=["status", "kind"])
        for (status, kind), count in self._counts.items():
            jobs.add_metric([status.value, kind.value], count)
        yield jobs


class _Parts(Collector):
    """What is read at the moment somebody looks."""

    def __init__(self, read: Callable[[], Iterable[Metric]]) -> None:
        self._read = read

    def collect(self) -> Iterable[Metric]:
        return self._read()

    def describe(self) -> Iterable[Metric]:
        return ()  # or registering would read, before anything runs
