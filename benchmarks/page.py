"""How fast the page is: click to card, store to screen, start-up, weight, interactive.

`uv run benchmarks/page.py` prints a table with the machine's load. Aims (issue 3): card within
100 ms at the 95th percentile whatever the partner takes; store to screen within 50 ms with one
client, 200 ms with fifty.
"""

import asyncio
import contextlib
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles

from playwright.async_api import Browser, Page, async_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.partner import partner_on_a_socket
from benchmarks.serving import CHROMIUM, FLAGS, Server, load
from benchmarks.viewer import Viewer
from components.tracker_stack import MOST

CLICKS = 20
SECONDS_LOOKING = 15
BUSINESS = "GoldenGateHvacRepair00"

_WATCH_CARD = """() => {
  const button = [...document.querySelectorAll('button')].find(
    (b) => b.textContent.includes('Create Program'));
  window.card = new Promise((done) => {
    let before = Infinity;
    button.addEventListener('click', () => {
      window.clicked = performance.now();
      before = document.querySelectorAll('[data-job-id]').length;
    }, { once: true, capture: true });
    new MutationObserver((_, o) => {
      if (document.querySelectorAll('[data-job-id]').length > before) {
        o.disconnect();
        requestAnimationFrame(() => done(performance.now() - window.clicked));
      }
    }).observe(document.body, { childList: true, subtree: true });
  });
}"""
_SETTLED = "(cards) => document.querySelectorAll('[data-job-id]').length >= cards"
_WATCH_STATUS = """() => {
  const card = document.querySelector('[data-job-id]');
  window.seen = [];
  new MutationObserver(() => window.seen.push([Date.now(), card.dataset.status]))
    .observe(card, { attributes: true, attributeFilter: ['data-status'] });
}"""
_WEIGHT = """() => {
  const all = [performance.getEntriesByType('navigation')[0],
    ...performance.getEntriesByType('resource')];
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  const scripts = all.filter((e) => e.name.endsWith('.js'));
  const sum = (some) => some.reduce((s, e) => s + e.encodedBodySize, 0);
  return { requests: all.length, bytes: sum(all), script: sum(scripts), paint: paint.startTime };
}"""


def row(what: str, values: list[float], aim: str = "") -> None:
    ninety_five = quantiles(values, n=20)[-1] if len(values) > 1 else values[0]
    print(f"{what:<44} {median(values):8.0f} {ninety_five:8.0f} {len(values):6d}   {aim}")


async def clicks(browser: Browser, delay: float) -> None:
    with partner_on_a_socket(delay) as partner, tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), ADTRAIL_UPSTREAM_URL=partner.url)
        page = await browser.new_page()
        times = []
        for number in range(CLICKS):
            await page.goto(f"{server.url}/create-program")
            await page.get_by_label("Business ID", exact=True).fill(BUSINESS)
            await page.get_by_label("Budget (USD)", exact=True).fill(f"{100 + number}.00")
            await page.wait_for_function(_SETTLED, arg=min(number, MOST))
            await page.wait_for_timeout(500)
            await page.evaluate(_WATCH_CARD)
            await page.get_by_role("button", name="Create Program").click()
            times.append(await page.evaluate("window.card"))
        row(f"click -> card, partner answers after {delay:g} s", times, "p95 <= 100")
        await page.close()
        server.stop()


async def pushes(browser: Browser, others: int, aim: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        slow = {"ADTRAIL_FIRST_POLL": "3000", "ADTRAIL_MAX_POLL": "3000"}
        server = Server(Path(folder), script="benchmarks/pulse.py", **slow)
        with sqlite3.connect(Path(folder) / "adtrail.sqlite3") as store:
            job_id = await first_job(store)
            path = f"/jobs/{job_id}"
            page = await browser.new_page()
            await page.goto(server.url + path)
            await page.locator("[data-job-id]").wait_for()
            async with viewers(server.url, path, others):
                await page.wait_for_timeout(1500)
                await page.evaluate(_WATCH_STATUS)
                await page.wait_for_timeout(SECONDS_LOOKING * 1000)
                seen = await page.evaluate("window.seen")
            query = "SELECT at, status FROM job_event WHERE job_id = ? AND kind = 'reported'"
            events = store.execute(query, (job_id,)).fetchall()
        row(f"store -> screen, {others + 1} clients", delays(events, seen), aim)
        await page.close()
        server.stop()


def delays(events: list[tuple[str, str]], seen: list[tuple[float, str]]) -> list[float]:
    """Milliseconds from each change that was seen to its showing, matched by time and word."""
    found = []
    for at, word in seen:
        times = [
            at - datetime.fromisoformat(f"{when}+00:00").timestamp() * 1000
            for when, status in events
            if status == word
        ]
        found.append(min(t for t in times if t >= 0))
    return found


async def first_job(store: sqlite3.Connection) -> str:
    for _ in range(200):
        rows = store.execute("SELECT job_id FROM job_event WHERE kind = 'reported'").fetchall()
        if rows:
            return str(rows[0][0])
        await asyncio.sleep(0.05)
    raise TimeoutError("no pulse")


@contextlib.asynccontextmanager
async def viewers(url: str, path: str, count: int) -> AsyncIterator[None]:
    opened = [Viewer(url, path) for _ in range(count)]
    for viewer in opened:
        await viewer.open()
    yield
    assert all(viewer.updates for viewer in opened), "every viewer was pushed to"
    for viewer in opened:
        await viewer.close()


async def loading(browser: Browser) -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        starts = []
        for _ in range(3):
            server.stop()
            starts.append(server.start() * 1000)
        row("start of the process -> first answer", starts)
        cold, interactive = [], []
        for _ in range(3):
            context = await browser.new_context()
            page = await context.new_page()
            interactive.append(await until_interactive(page, server.url))
            cold.append(await page.evaluate(_WEIGHT))
            await context.close()
        row("cold load -> interactive (socket ready)", interactive, "was 595")
        row("cold load -> first paint", [c["paint"] for c in cold])
        weight = cold[-1]
        print(f"cold load: {weight['requests']} requests, {weight['bytes'] / 1000:.0f} KB in all,")
        print(f"  {weight['script'] / 1000:.0f} KB of it script, as sent (was 220 KB of script)")
        server.stop()


async def until_interactive(page: Page, url: str) -> float:
    await page.goto(f"{url}/create-program", wait_until="commit")
    await page.wait_for_function("window.did_handshake === true")
    return float(await page.evaluate("performance.now()"))


async def main() -> None:
    print(load())
    print(f"{'milliseconds':<44} {'median':>8} {'p95':>8} {'n':>6}   aim")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for delay in (0, 1.5, 3):
            await clicks(browser, delay)
        for others, aim in ((0, "p95 <= 50"), (9, ""), (49, "p95 <= 200")):
            await pushes(browser, others, aim)
        await loading(browser)
        await browser.close()
    print(load())


if __name__ == "__main__":
    asyncio.run(main())
