"""How long the list of programs keeps a person waiting, with 5,000 programs.

    uv run benchmarks/programs.py [--programs 5000] [--rounds 20]

The list is filled through the real schema into a SQLite file of its own. First what the page asks
of the store, then what Chromium waits for until the first row is on the screen.
"""

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from history import timed  # noqa: E402 - found by the line above
from playwright.async_api import async_playwright  # noqa: E402
from serving import CHROMIUM, FLAGS, Server, load  # noqa: E402

from models.listed_order import ProgramFilter, ProgramOrder  # noqa: E402
from models.program import Life  # noqa: E402
from services.bus import Bus  # noqa: E402
from services.clock import SystemClock  # noqa: E402
from services.store.listing import Listing  # noqa: E402
from services.store.store import Store  # noqa: E402

SIZE = 50
QUESTIONS: dict[str, tuple[ProgramFilter, ProgramOrder]] = {
    "current, latest start first": (ProgramFilter(life=Life.RUNNING), ProgramOrder.LATEST),
    "all, by label": (ProgramFilter(), ProgramOrder.LABEL),
    "all, most spent first": (ProgramFilter(), ProgramOrder.SPENT),
    "text, one hit": (ProgramFilter(text="prog0000000000000004711"), ProgramOrder.LATEST),
    "text, many hits": (ProgramFilter(text="bz"), ProgramOrder.LATEST),
    "one business": (
        ProgramFilter(business_id="Bz00000000000000000017"),
        ProgramOrder.LATEST,
    ),
}
WAYS = {
    "current": "/programs",
    "all": "/programs?status=ALL",
    "last page": "/programs?status=ALL&page={last}",
    "search, one hit": "/programs?status=ALL&q=prog0000000000000004711",
}


def programs(number: int) -> list[dict[str, Any]]:
    """As the partner lists them: of 400 businesses, a third of them over."""
    pick = random.Random(3)  # noqa: S311 - not a secret
    today = date.today()  # noqa: DTZ011 - a sample
    return [
        {
            "program_id": f"Prog{place:019}",
            "yelp_business_id": f"Bz{place % 400:020}",
            "program_type": "CPC",
            "program_status": "ACTIVE",
            "start_date": str(today - timedelta(days=pick.randrange(700))),
            "end_date": str(today + timedelta(days=pick.randrange(-200, 400))),
            "program_metrics": {
                "budget": pick.randrange(2500, 200_000),
                "ad_cost": pick.randrange(0, 2500),
                "currency": "USD",
            },
        }
        for place in range(number)
    ]


async def fill(store: Store, number: int) -> None:
    rows, now = Listing(store), datetime.now(UTC)
    everything = programs(number)
    for first in range(0, number, 500):
        await rows.put(everything[first : first + 500], now)
    await rows.claim(now, alone=True)
    await rows.done(now + timedelta(hours=1))  # fresh: the sandbox's own list is not read


async def ask(store: Store, rounds: int) -> None:
    print(f"\n{load()}\n\n| question | p50 ms | p95 | max |\n|---|--:|--:|--:|")
    rows, today = Listing(store), date.today()  # noqa: DTZ011 - a sample
    for name, (which, order) in QUESTIONS.items():
        took = await timed(lambda: rows.page(which, order, today, SIZE), rounds)  # noqa: B023
        print(f"| {name} | {took} |", flush=True)


async def look(server: Server, number: int, rounds: int) -> None:
    print(f"\n{load()}\n\n| until Chromium shows a row | p50 ms | p95 | max |\n|---|--:|--:|--:|")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page()
        for name, path in WAYS.items():
            address = server.url + path.format(last=(number - 1) // SIZE + 1)

            async def full(address: str = address) -> None:
                await page.goto(address, wait_until="commit")
                await page.wait_for_selector("tr[data-program]")

            print(f"| {name}, the whole page | {await timed(full, rounds)} |", flush=True)
        await browser.close()


async def measure(folder: Path, number: int, rounds: int) -> None:
    store = Store.open(f"sqlite:///{folder / 'adtrail.sqlite3'}", Bus(), SystemClock())
    await fill(store, number)
    await ask(store, rounds)
    await asyncio.to_thread(store.close)
    server = Server(folder)
    try:
        await look(server, number, rounds)
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="adtrail-programs-"))
    try:
        asyncio.run(measure(folder, options.programs, options.rounds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
