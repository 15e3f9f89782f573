"""Many browsers at once: `uv run benchmarks/viewers.py --clients 200`.

Raw socket clients and one real Chromium open a page with a tracker for each running job. Prints
how long it takes from the store's event to the socket and to the DOM, what a client costs, and
what ten tabs cost the partner.
"""

import argparse
import asyncio
import json
import re
import sqlite3
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import socketio
from playwright.async_api import Page, async_playwright
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

_PAGE = "/create-program"
_CLIENT = re.compile(r"""["']client_id["']: ?["']([^"']+)["']""")
_WATCH = """
window.seen = [];
new MutationObserver(changes => changes.forEach(change => {
  const card = change.target;
  seen.push([card.dataset.jobId, card.dataset.status, Date.now() / 1000]);
})).observe(document, {subtree: true, attributes: true, attributeFilter: ["data-status"]});
"""

Seen = tuple[str, str, float]  # job, status, when


class Viewer:
    """A page without a browser; its session is its own (a shared one is dropped after 5 s)."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._socket: Any = None
        self.seen: list[Seen] = []

    async def open(self) -> None:
        async with aiohttp.ClientSession() as http, http.get(self._url + _PAGE) as answer:
            found = _CLIENT.search(await answer.text())
            cookies = "; ".join(f"{c.key}={c.value}" for c in answer.cookies.values())
        assert found
        self._socket = socketio.AsyncClient(reconnection=False)
        self._socket.on("update", self._note)
        query = (
            f"client_id={found[1]}&next_message_id=0&implicit_handshake=true"
            f"&document_id={found[1]}&tab_id={found[1]}&old_tab_id="
        )
        await self._socket.connect(
            f"{self._url}?{query}",
            socketio_path="/_nicegui_ws/socket.io",
            transports=["websocket"],
            headers={"Cookie": cookies},
        )

    async def close(self) -> None:
        await self._socket.disconnect()

    def _note(self, update: dict[str, Any]) -> None:
        at = time.time()
        for element in update.values():
            props = element.get("props") if isinstance(element, dict) else None
            if props and "data-job-id" in props:
                self.seen.append((props["data-job-id"], props["data-status"], at))


def events(database: Path) -> dict[tuple[str, str], float]:
    """When each job got each status, as the store wrote it down."""
    with sqlite3.connect(database) as store:
        rows = store.execute("SELECT job_id, status, min(at) FROM job_event GROUP BY 1, 2")
        return {
            (job, status): datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp()
            for job, status, at in rows.fetchall()
        }


def late(seen: list[Seen], written: dict[tuple[str, str], float], since: float) -> list[float]:
    """Milliseconds from the event to the first sight of it, for what was written `since`."""
    first: dict[tuple[str, str], float] = {}
    for job, status, at in seen:
        first[job, status] = min(at, first.get((job, status), at))
    return [(at - written[key]) * 1000 for key, at in first.items() if written[key] > since]


async def submit(port: int, jobs: int) -> None:
    line = Line(port)
    await line.open()
    order = {"program_name": "CPC", "budget": 200, "is_autobid": True}
    for number in range(jobs):
        body = order | {"business_id": f"Business{number:014d}"}
        await line.ask("POST", "/api/reseller/program/create", json.dumps(body).encode())
    line.close()


async def until_over(port: int, jobs: int, patience: float) -> None:
    """Wait until every job has ended, and the last pushes have arrived."""
    for _ in range(int(patience)):
        found = metrics((await asyncio.to_thread(get, f"http://127.0.0.1:{port}/metrics")).decode())
        if found.get('adtrail_jobs{kind="create",status="FAILED"}') == jobs:
            break
        await asyncio.sleep(1)
    await asyncio.sleep(2)


async def look(port: int, clients: int, jobs: int, app: int, folder: Path) -> dict[str, str]:
    """Submit, let everybody watch, and wait for the ends."""
    url, empty = f"http://127.0.0.1:{port}", memory_mb(app)
    await submit(port, jobs)
    viewers = [Viewer(url) for _ in range(clients)]
    async with async_playwright() as play:
        chromium = await play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page: Page = await chromium.new_page()
        await page.add_init_script(_WATCH)
        await page.goto(url + _PAGE)
        for viewer in viewers:
            await viewer.open()
        opened, used = time.time(), cpu_seconds(app)
        full = memory_mb(app)
        await until_over(port, jobs, 200)
        told = await page.evaluate("window.seen")
        cpu = cpu_seconds(app) - used
        found = metrics((await asyncio.to_thread(get, f"{url}/metrics")).decode())
        await asyncio.gather(*(viewer.close() for viewer in viewers))
        await chromium.close()
    written = events(folder / "adtrail.sqlite3")
    dom = late([(job, status, at) for job, status, at in told if job], written, opened)
    raw = [one for viewer in viewers for one in late(viewer.seen, written, opened)]
    share = len(raw) / max(1, clients * sum(at > opened for at in written.values()))
    return {
        "clients connected": f"{found['adtrail_clients_connected']:.0f}",
        "store -> DOM in Chromium, p50 / p95": both(dom),
        "store -> socket, p50 / p95": both(raw),
        "changes seen by the clients": f"{share:.1%}",
        "memory a client": f"{(full - empty) / max(1, clients + 1):.2f} MB ({full:.0f} MB in all)",
        "CPU a client and change": f"{1000 * cpu / max(1, len(raw)):.2f} ms",
        "event-loop lag p99": f"<= {1000 * lag(found):.0f} ms",
    }


def lag(found: dict[str, float]) -> float:
    return histogram_quantile(found, "adtrail_event_loop_lag_seconds", 0.99)


def both(values: list[float]) -> str:
    return f"{quantile(values, 0.5):.0f} / {quantile(values, 0.95):.0f} ms ({len(values)})"


def once(clients: int, jobs: int, median: float) -> tuple[dict[str, str], list[int]]:
    """One app, one partner, so many viewers; also how often each job was looked at."""
    partner_port, port = free_port(), free_port()
    address = f"http://127.0.0.1:{partner_port}"
    with tempfile.TemporaryDirectory(prefix="adtrail-viewers-") as place:
        folder = Path(place)
        words = ("benchmarks/fast_partner.py", str(partner_port), str(median), "REJECTED")
        with process(*words):
            wait_for(f"{address}/stats")
            with adtrail(folder, port, upstream_url=address, upstream_rate="0") as app:
                rows = asyncio.run(look(port, clients, jobs, app, folder))
                stats = json.loads(get(f"{address}/stats"))
    return rows, sorted(stats["looks"].values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=4, help="trackers on each page")
    parser.add_argument("--median", type=float, default=60.0, help="seconds a job lasts")
    arguments = parser.parse_args()
    print(f"{arguments.clients} socket clients and one Chromium; {machine()}", flush=True)
    rows, _ = once(arguments.clients, arguments.jobs, arguments.median)
    print(f"afterwards: {machine()}")
    for name, value in rows.items():
        print(f"{name:<40} {value}")
    for tabs in (0, 9):
        _, looks = once(tabs, 1, 12)
        print(f"{f'looks at one job with {tabs + 1} tab(s)':<40} {looks}", flush=True)


if __name__ == "__main__":
    main()
