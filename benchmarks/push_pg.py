"""How long a change takes from one process's commit to another process's bus, with PostgreSQL.

    uv run benchmarks/push_pg.py            starts a PostgreSQL of its own in a temporary folder

One process (this one) records and moves jobs; a second one listens as a server does. Both read
the same clock of the machine, so the difference is the delay.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "postgres")]

from pg_cluster import Cluster  # noqa: E402 - found by the line above

from models import evidence as ev  # noqa: E402
from models.job import Job, JobKind  # noqa: E402
from services.bus import Bus, JobChanged  # noqa: E402
from services.clock import SystemClock  # noqa: E402
from services.store.listener import Listener  # noqa: E402
from services.store.store import Store  # noqa: E402

EVENTS = 500
RATES = (20, 200)  # events a second


async def listen(address: str) -> None:
    """The other process: prints what it hears, and when."""

    def heard(change: JobChanged) -> None:
        print(change.job_id, change.version, time.monotonic(), flush=True)

    bus = Bus()
    bus.subscribe(heard)
    await Listener(address, bus, print).start()
    print("ready", flush=True)
    await asyncio.Event().wait()


async def send(store: Store, job_id: str, rate: int) -> dict[int, tuple[float, float]]:
    """When the write of each version was asked for, and when it was known to be committed."""
    now = datetime.now(UTC)
    job = Job(id=job_id, kind=JobKind.CREATE, created_at=now, updated_at=now)
    await store.record(job, lambda _session, _job: None)
    written: dict[int, tuple[float, float]] = {}
    for number in range(EVENTS):
        trouble = {"kind": "unreachable", "http": number}
        began = time.monotonic()
        moved = await store.move(job_id, ev.Troubled(trouble=trouble))
        written[moved.job.version] = (began, time.monotonic())
        await asyncio.sleep(1 / rate)
    return written


def measure(address: str) -> None:
    words = [sys.executable, __file__, address]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        url = address.replace("postgresql://", "postgresql+psycopg://")
        store = Store.open(url, Bus(), SystemClock())
        print("| events a second | from | p50 ms | p95 ms | p99 ms | max ms |")
        print("|--:|---|--:|--:|--:|--:|")
        for rate in RATES:
            job_id = f"job_{rate}"
            written = asyncio.run(send(store, job_id, rate))
            heard: dict[int, float] = {}
            while len(heard) < EVENTS:
                said, version, at = other.stdout.readline().split()
                if said == job_id and int(version) in written:
                    heard[int(version)] = float(at)
            for moment, words in enumerate(("the write's start", "its commit known")):
                delays = sorted((at - written[v][moment]) * 1000 for v, at in heard.items())
                p50, p95, p99 = (delays[int(EVENTS * part)] for part in (0.5, 0.95, 0.99))
                figures = f"{p50:.1f} | {p95:.1f} | {p99:.1f} | {delays[-1]:.1f}"
                print(f"| {rate} | {words} | {figures} |")
        store.close()
        other.terminate()
    print(f"\nload average {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
    print("fsync is off. Below zero: the listener was quicker than the writer's own event loop.")


def main() -> None:
    if len(sys.argv) > 1:
        asyncio.run(listen(sys.argv[1]))
        return
    folder = Path(tempfile.mkdtemp(prefix="adtrail-pg-"))
    cluster = Cluster(folder)
    try:
        address = cluster.new_database()
        url = address.replace("postgresql://", "postgresql+psycopg://")
        Store.open(url, Bus(), SystemClock()).close()
        measure(address)
    finally:
        cluster.stop("immediate")
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
