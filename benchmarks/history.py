"""How long the history keeps a person waiting, with 100,000 jobs, on both databases.

    uv run benchmarks/history.py [--jobs 100000] [--rounds 20] [--only sqlite|postgresql]

The databases are made in a temporary folder (PostgreSQL, too) and filled through the real schema.
First the queries of a page (rows and count), then what Chromium waits for until the first row is
on the screen: the whole page from nothing, and coming from another page of the application.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(ROOT / "tests" / "postgres")]

from past import fill  # noqa: E402 - found by the line above
from pg_cluster import Cluster  # noqa: E402
from playwright.async_api import Page, async_playwright  # noqa: E402
from serving import CHROMIUM, FLAGS, Server, load  # noqa: E402

from models.job import JobKind  # noqa: E402
from models.job_status import JobStatus  # noqa: E402
from services.bus import Bus  # noqa: E402
from services.clock import SystemClock  # noqa: E402
from services.store.filtering import JobFilter, Order  # noqa: E402
from services.store.store import Store  # noqa: E402

SIZE = 50
WAYS = {
    "the whole page": "/jobs",
    "from another page": "",
    "status=FAILED": "/jobs?status=FAILED",
    "last page": "/jobs?page={last}",
    "search, one hit": "/jobs?q={hit}",
    "sort=-duration": "/jobs?sort=-duration",
}


def questions(last: int, hit: str) -> dict[str, tuple[JobFilter, int, Order]]:
    """What the page asks of the store: filter, offset, order."""
    days = {n: JobFilter(since=datetime.now(UTC) - timedelta(days=n)) for n in (1, 7, 30, 90)}
    plain = JobFilter()
    return {
        "first page": (plain, 0, Order.NEWEST),
        "last page": (plain, last, Order.NEWEST),
        "status=FAILED": (JobFilter(statuses=frozenset({JobStatus.FAILED})), 0, Order.NEWEST),
        "status=PENDING (none)": (
            JobFilter(statuses=frozenset({JobStatus.PENDING})),
            0,
            Order.NEWEST,
        ),
        "kind=terminate": (JobFilter(kinds=frozenset({JobKind.TERMINATE})), 0, Order.NEWEST),
        **{f"days={n}": (which, 0, Order.NEWEST) for n, which in days.items()},
        "actor=rest": (JobFilter(actor="rest"), 0, Order.NEWEST),
        "search, many hits": (JobFilter(text="abc"), 0, Order.NEWEST),
        "search, one hit": (JobFilter(text=hit), 0, Order.NEWEST),
        "search, miss": (JobFilter(text="nowhere-at-all"), 0, Order.NEWEST),
        **{f"sort={order.value}": (plain, 0, order) for order in Order if order != Order.NEWEST},
    }


async def timed(work: Callable[[], Awaitable[object]], rounds: int) -> str:
    """The median, the 95th percentile and the worst, in milliseconds, as cells of a table."""
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        await work()
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return f"{took[len(took) // 2]:.0f} | {took[int(len(took) * 0.95)]:.0f} | {took[-1]:.0f}"


async def ask(store: Store, last: int, hit: str, rounds: int) -> None:
    print("\n| query | rows p50 ms | p95 | max | count p50 ms | p95 | max |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, (which, offset, order) in questions(last, hit).items():
        rows = await timed(lambda: store.page(which, SIZE, offset, order), rounds)  # noqa: B023
        count = await timed(lambda: store.count(which), rounds)  # noqa: B023
        print(f"| {name} | {rows} | {count} |", flush=True)


async def look(server: Server, last: int, hit: str, rounds: int) -> None:
    print(f"\n{load()}\n\n| until Chromium shows a row | p50 ms | p95 | max |")
    print("|---|--:|--:|--:|")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page()
        for name, path in WAYS.items():
            address = server.url + path.format(last=last // SIZE + 1, hit=hit)

            async def full(address: str = address) -> None:
                await page.goto(address, wait_until="commit")
                await page.wait_for_selector("tr[data-job]")

            if path:
                print(f"| {name} | {await timed(full, rounds)} |", flush=True)
            else:
                print(f"| {name} | {await inside(page, server, rounds)} |", flush=True)
        await browser.close()


async def inside(page: Page, server: Server, rounds: int) -> str:
    """From a click on *Jobs* to the first row, measured by the browser's own clock."""
    took = []
    for _ in range(rounds):
        await page.goto(f"{server.url}/settings")
        await page.wait_for_selector("h1")
        await page.wait_for_timeout(700)  # the socket stands
        took.append(
            await page.evaluate(
                """() => new Promise(done => {
                    const began = performance.now();
                    new MutationObserver((_, seen) => {
                        if (!document.querySelector('tr[data-job]')) return;
                        seen.disconnect();
                        requestAnimationFrame(() => done(performance.now() - began));
                    }).observe(document.body, {childList: true, subtree: true});
                    document.querySelector('.ad-nav a[href="/jobs"]').click();
                })"""
            )
        )
    took.sort()
    return f"{took[len(took) // 2]:.0f} | {took[int(len(took) * 0.95)]:.0f} | {took[-1]:.0f}"


@contextmanager
def databases(folder: Path, only: str | None) -> Iterator[Iterator[tuple[str, str]]]:
    """Name and address of each; PostgreSQL stops with the context."""
    named = [("sqlite", f"sqlite:///{folder / 'jobs.sqlite3'}")]
    if only == "sqlite":
        yield iter(named)
        return
    (folder / "pg").mkdir()
    folder.chmod(0o755)
    cluster = Cluster(folder / "pg")
    try:
        pair = ("postgresql", cluster.new_database())
        yield iter([pair] if only else [*named, pair])
    finally:
        cluster.stop("immediate")


def measure(name: str, address: str, folder: Path, jobs: int, rounds: int) -> None:
    engine_url = address.replace("postgresql://", "postgresql+psycopg://")
    store = Store.open(engine_url, Bus(), SystemClock())
    began = time.monotonic()
    fill(store.engine, jobs)
    seconds = time.monotonic() - began
    print(f"\n## {name}: {jobs:,} jobs, filled in {seconds:.0f} s\n\n{load()}")
    last = (jobs - 1) // SIZE * SIZE
    rows = asyncio.run(store.page(JobFilter(), 1, jobs // 2))
    hit = (rows[0].partner_job_id or "")[2:14]
    asyncio.run(ask(store, last, hit, rounds))
    store.close()
    data = folder / f"data-{name}"
    data.mkdir()
    server = Server(data, ADTRAIL_DATABASE_URL=address)
    try:
        asyncio.run(look(server, last, hit, rounds))
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="adtrail-history-"))
    try:
        with databases(folder, options.only) as found:
            for name, address in found:
                measure(name, address, folder, options.jobs, options.rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
