"""Many jobs in flight in one process: `uv run benchmarks/load.py --jobs 10000`.

The real app on SQLite, driven through REST, with a partner on a socket. Prints what it took, how
late an end is known, what it cost, and whether anything was lost. The driver, the partner and the
app share the machine: the CPU of each is printed so that the figures can be judged.
"""

import argparse
import asyncio
import json
import sqlite3
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import uvloop
from running import (
    Line,
    adtrail,
    cpu_seconds,
    get,
    histogram_quantile,
    machine,
    memory_mb,
    metrics,
    process,
    quantile,
    wait_for,
)
from serving import free_port

_CONNECTIONS = 64
_PROBES = {"health": 0.25, "page": 2.0}  # seconds between looks
_CREATE = "/api/reseller/program/create"


@dataclass
class Run:
    jobs: int
    port: int
    page: str
    accepting: bool = True
    accepted: int = 0
    refused: int = 0
    seconds: float = 0.0
    app: int = 0
    accept_cpu: float = 0.0
    waits: list[float] = field(default_factory=list)
    probes: dict[str, list[float]] = field(default_factory=dict)


async def submit(run: Run, numbers: Iterable[int]) -> None:
    """Send creates over one connection, one after the other, while there are numbers."""
    line = Line(run.port)
    await line.open()
    for number in numbers:
        if number >= run.jobs:
            break
        order = {
            "business_id": f"Business{number % 100:014d}",
            "program_name": "CPC",
            "budget": 200,
            "is_autobid": True,
        }
        began = time.perf_counter()
        status = await line.ask(
            "POST", _CREATE, json.dumps(order).encode(), f"Idempotency-Key: load-{number}\r\n"
        )
        run.waits.append(time.perf_counter() - began)
        run.accepted += status == 202
        run.refused += status != 202
    line.close()


async def probe(run: Run, name: str, path: str) -> None:
    line = Line(run.port)
    while True:
        await line.open()
        began = time.perf_counter()
        await line.ask("GET", path)
        phase = "while accepting" if run.accepting else "afterwards"
        run.probes.setdefault(f"{name}, {phase}", []).append(time.perf_counter() - began)
        line.close()
        await asyncio.sleep(_PROBES[name.split(maxsplit=1)[0]])


async def drive(run: Run, patience: float) -> None:
    """Submit everything, then wait until no job is in hand any more."""
    probes = [
        asyncio.get_running_loop().create_task(probe(run, "health", "/api/health")),
        asyncio.get_running_loop().create_task(probe(run, f"page {run.page}", run.page)),
    ]
    numbers = count()
    began, used = time.perf_counter(), cpu_seconds(run.app)
    await asyncio.gather(*(submit(run, numbers) for _ in range(_CONNECTIONS)))
    run.seconds, run.accepting = time.perf_counter() - began, False
    run.accept_cpu = cpu_seconds(run.app) - used
    line = Line(run.port)
    while time.perf_counter() - began < patience:
        await line.open()
        active = json.loads((await line.answer("GET", "/api/health"))[1])["runner"]["active"]
        line.close()
        if active == 0:
            break
        await asyncio.sleep(1)
    for task in probes:
        task.cancel()


def delays(database: Path, ends: dict[str, float]) -> list[float]:
    """Seconds from the partner's end of each job to the event that says so here."""
    with sqlite3.connect(database) as store:
        rows = store.execute(
            "SELECT job.partner_job_id, job_event.at FROM job JOIN job_event "
            "ON job_event.job_id = job.id WHERE job_event.status = 'COMPLETED' "
            "AND job_event.kind = 'reported'"
        ).fetchall()
    learned = [
        (partner, datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp())
        for partner, at in rows
    ]
    return [at - ends[partner] for partner, at in learned if partner in ends]


def unfinished(database: Path) -> tuple[int, int]:
    """How many jobs the store has, and how many of them are not completed."""
    with sqlite3.connect(database) as store:
        jobs, completed = store.execute(
            "SELECT count(*), coalesce(sum(status = 'COMPLETED'), 0) FROM job"
        ).fetchone()
    return int(jobs), int(jobs - completed)


def measure(arguments: argparse.Namespace, folder: Path) -> list[tuple[str, str]]:
    partner_port, port = free_port(), free_port()
    run = Run(arguments.jobs, port, arguments.page)
    with process("benchmarks/fast_partner.py", str(partner_port), str(arguments.median)) as partner:
        address = f"http://127.0.0.1:{partner_port}"
        wait_for(f"{address}/stats")
        with adtrail(folder, port, upstream_url=address, upstream_rate=arguments.rate) as app:
            run.app = app
            print(f"app {app}, partner {partner}, log {folder / 'adtrail.log'}", flush=True)
            idle, began = (cpu_seconds(app), cpu_seconds(partner)), time.perf_counter()
            mine, empty = time.process_time(), memory_mb(app)
            uvloop.run(drive(run, arguments.patience))
            took = time.perf_counter() - began
            stats = json.loads(get(f"{address}/stats"))
            found = metrics(get(f"http://127.0.0.1:{port}/metrics").decode())
            rows = [
                ("accepted through REST", f"{run.accepted / run.seconds:,.0f} a second"),
                ("CPU of the app while accepting", accepting(run)),
                ("POST to 202, p50 / p95", both(run.waits)),
                ("all of it", f"{took:.0f} s"),
                *(costs("app", cpu_seconds(app) - idle[0], took)),
                *(costs("partner", cpu_seconds(partner) - idle[1], took)),
                *(costs("driver", time.process_time() - mine, took)),
                ("memory of the app", f"{empty:.0f} -> {memory_mb(app, 'VmHWM'):.0f} MB at most"),
            ]
    return rows + outcome(run, stats, found, folder / "adtrail.sqlite3")


def outcome(
    run: Run, stats: dict[str, dict[str, float]], found: dict[str, float], database: Path
) -> list[tuple[str, str]]:
    late = delays(database, stats["ends"])
    jobs, left = unfinished(database)
    twice = sum(stats["asked"].values()) and int(stats["asked"].get("create", 0)) - jobs
    requests = sum(stats["asked"].values())
    lag = [histogram_quantile(found, "adtrail_event_loop_lag_seconds", q) for q in (0.5, 0.99)]
    return [
        ("end known after, p50 / p95", f"{quantile(late, 0.5):.2f} / {quantile(late, 0.95):.2f} s"),
        ("requests to the partner a job", f"{requests / jobs:.2f} ({dict(stats['asked'])})"),
        ("event-loop lag, p50 / p99", f"<= {lag[0] * 1000:.0f} / {lag[1] * 1000:.0f} ms"),
        ("commits a job", f"{found['adtrail_commits_total'] / jobs:.3f}"),
        *((f"GET {name}, p50 / p95", both(waits)) for name, waits in run.probes.items()),
        ("refused by Adtrail", str(run.refused)),
        ("lost (accepted, not in the store)", str(run.accepted - jobs)),
        ("not completed", str(left)),
        ("sent twice", str(twice)),
    ]


def both(seconds: list[float]) -> str:
    p50, p95 = (quantile(seconds, share) * 1000 for share in (0.5, 0.95))
    return f"{p50:.0f} / {p95:.0f} ms ({len(seconds)})"


def accepting(run: Run) -> str:
    each = 1000 * run.accept_cpu / run.jobs
    return f"{run.accept_cpu / run.seconds:.0%} of a core, {each:.2f} ms a job"


def costs(who: str, cpu: float, took: float) -> list[tuple[str, str]]:
    return [(f"CPU of the {who}", f"{cpu:.1f} s, {cpu / took:.0%} of a core")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=10_000)
    parser.add_argument("--median", type=float, default=30.0, help="seconds a partner's job lasts")
    parser.add_argument("--patience", type=float, default=300.0, help="seconds for all of it")
    parser.add_argument("--rate", default="0", help="ADTRAIL_UPSTREAM_RATE")
    parser.add_argument("--page", default="/create-program")
    arguments = parser.parse_args()
    print(f"{arguments.jobs:,} jobs; {machine()}")
    with tempfile.TemporaryDirectory(prefix="adtrail-load-") as folder:
        rows = measure(arguments, Path(folder))
    print(f"afterwards: {machine()}")
    for name, value in rows:
        print(f"{name:<46} {value}")


if __name__ == "__main__":
    main()
