"""How fast one page follows another, and what the first one weighs, file by file.

`uv run benchmarks/navigation.py` clicks from each page of the navigation to each other and takes
the time until the new heading is painted; beside it the same pages as full loads with a warm cache.
Aims (issue 5): 150 ms a click; script and style below the 235 KB of the replaced system.
"""

import asyncio
import itertools
import json
import os
import socket
import sys
import tempfile
import urllib.request
from pathlib import Path
from statistics import median, quantiles

from playwright.async_api import Browser, Page, async_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.serving import CHROMIUM, FLAGS, Server, load

ROUNDS = 3
READING = 600  # milliseconds between clicks
JOBS = 40
PAGES = {
    "/": "Overview",
    "/programs": "Programs",
    "/create-program": "Create program",
    "/jobs": "Jobs",
    "/settings": "Settings",
}
ORDER = {
    "business_id": "GoldenGateHvacRepair00",
    "program_name": "CPC",
    "budget": 200,
    "is_autobid": True,
}

_CLICK = """([path, heading]) => new Promise((done) => {
  const began = performance.now();
  const look = () => {
    if (document.querySelector('#main h1')?.textContent !== heading) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  };
  const watch = new MutationObserver(look);
  watch.observe(document.body, { childList: true, subtree: true, characterData: true });
  document.querySelector(`.ad-nav a[href="${path}"]`).click();
  look();  // it may stand already
})"""
_LOADED = """(heading) => {
  if (document.querySelector('#main h1')?.textContent !== heading) return false;
  window.stands ??= performance.now();
  return window.did_handshake && window.stands;
}"""
_FILES = """() => performance.getEntriesByType('resource')
  .concat(performance.getEntriesByType('navigation'))
  .map((e) => [new URL(e.name).pathname, e.encodedBodySize, e.decodedBodySize])"""


def row(what: str, values: list[float]) -> None:
    worst = quantiles(values, n=20)[-1] if len(values) > 1 else values[0]
    print(f"{what:<44} {median(values):8.0f} {worst:8.0f} {len(values):6d}")


def spent(server: Server) -> float:
    """CPU milliseconds of the server so far: these move less with the machine's load."""
    words = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) * 1000 / os.sysconf("SC_CLK_TCK")


async def clicks(page: Page, server: Server) -> None:
    await page.goto(server.url)
    await page.wait_for_function(_LOADED, arg=PAGES["/"])
    await page.wait_for_timeout(500)
    pairs = list(itertools.permutations(PAGES, 2))
    before = spent(server)
    times: dict[str, list[float]] = {path: [] for path in PAGES}
    for start, end in pairs * ROUNDS:
        await page.evaluate(_CLICK, [start, PAGES[start]])
        await page.wait_for_timeout(READING)
        times[end].append(await page.evaluate(_CLICK, [end, PAGES[end]]))
        await page.wait_for_timeout(READING)
    for path, taken in times.items():
        row(f"a click -> {path}", taken)
    row("a click, all pairs", list(itertools.chain(*times.values())))
    cost = (spent(server) - before) / (2 * len(pairs) * ROUNDS)
    print(f"server CPU a click, building and clearing away: {cost:.0f} ms")


async def silent_partner(browser: Browser) -> None:
    """The list of programs is the partner's; its page stands without him."""
    with socket.create_server(("127.0.0.1", 0)) as deaf, tempfile.TemporaryDirectory() as folder:
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        server = Server(Path(folder), ADTRAIL_UPSTREAM_URL=address)
        page = await browser.new_page()
        await page.goto(server.url)
        await page.wait_for_function(_LOADED, arg=PAGES["/"])
        times = []
        for _ in range(2 * ROUNDS):
            times.append(await page.evaluate(_CLICK, ["/programs", PAGES["/programs"]]))
            await page.evaluate(_CLICK, ["/settings", PAGES["/settings"]])
        row("a click -> /programs, the partner is silent", times)
        await page.close()
        server.stop()


async def full_loads(page: Page, url: str) -> None:
    times: list[float] = []
    for path, heading in list(PAGES.items()) * ROUNDS:
        await page.goto(url + path, wait_until="commit")
        stood = await page.wait_for_function(_LOADED, arg=heading)
        times.append(float(await stood.json_value()))
    row("a full load, cached, all pages", times)


async def weigh(browser: Browser, url: str, path: str) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(url + path)
    await page.wait_for_function(_LOADED, arg=PAGES[path])
    await page.wait_for_timeout(1000)
    files = await page.evaluate(_FILES)
    await context.close()
    code = [size for name, size, _ in files if name.endswith((".js", ".mjs", ".css"))]
    total = sum(size for _, size, _ in files)
    print(f"\n{path}: {len(files)} files, {total / 1000:.0f} KB as sent,", end=" ")
    print(f"{sum(code) / 1000:.0f} KB of it script and style")
    for name, sent, unpacked in sorted(files, key=lambda entry: -entry[1]):
        print(f"  {sent / 1000:7.1f} KB  {unpacked / 1000:7.1f} KB unpacked  {name[:80]}")


def some_jobs(url: str) -> None:
    for _ in range(JOBS):
        request = urllib.request.Request(  # noqa: S310
            f"{url}/api/reseller/program/create",
            json.dumps(ORDER).encode(),
            {"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request).close()  # noqa: S310


async def main() -> None:
    print(load())
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        some_jobs(server.url)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = await browser.new_page()
            await page.goto(server.url)
            await asyncio.sleep(8)  # the jobs end, nothing moves any more
            print(f"{'milliseconds':<44} {'median':>8} {'p95':>8} {'n':>6}")
            await clicks(page, server)
            await full_loads(page, server.url)
            await page.close()
            await silent_partner(browser)
            await weigh(browser, server.url, "/")
            await browser.close()
        server.stop()
    print(load())


if __name__ == "__main__":
    asyncio.run(main())
