"""What the store takes for a job, without REST and engine: `uv run benchmarks/store.py`.

64 callers record jobs in turn, as scripts do through REST; then each is read once. Prints CPU, of
all threads, so that other work on the machine counts for less.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from running import machine

from models.job import Job, JobKind
from models.plain import put
from services.bus import Bus
from services.clock import SystemClock
from services.requests import new_job
from services.store.store import Store

_CALLERS = 64
_ORDER = {"business_id": "Business00000000000001", "program_type": "CPC", "budget": 20000}


def an_order(clock: SystemClock, number: int) -> Job:
    key = f"store-{number}"
    job = new_job(clock.now(), JobKind.CREATE, key=key, digest="x" * 64, actor="rest")
    put(job, business_id=_ORDER["business_id"], program_type="CPC", order=_ORDER)
    return job


async def measure(jobs: int, folder: str) -> None:
    clock = SystemClock()
    store = Store.open(f"sqlite:///{folder}/jobs.sqlite3", Bus(), clock)
    ids: list[str] = []

    async def record(first: int) -> None:
        for number in range(first, jobs, _CALLERS):
            moved = await store.record(an_order(clock, number), lambda _session, _job: None)
            ids.append(moved.job.id)

    began = time.process_time()
    await asyncio.gather(*(record(first) for first in range(_CALLERS)))
    recorded = time.process_time()
    for job_id in ids:
        store.get(job_id)
    read = time.process_time()
    store.close()
    print(f"{len(ids):,} jobs, {store.commits} commits; {machine()}")
    print(f"to record one  {1000 * (recorded - began) / jobs:.3f} ms of CPU")
    print(f"to read one    {1000 * (read - recorded) / jobs:.3f} ms of CPU")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=3000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="adtrail-store-") as folder:
        asyncio.run(measure(arguments.jobs, folder))


if __name__ == "__main__":
    main()
