"""Many at once: `uv run benchmarks/bulk.py [--rows 2000] [--rate 50] [--median 4]`.

The real app on SQLite, driven through REST, with a partner on a socket. Prints how fast rows are
accepted, when the first one is at the partner, what it costs in memory, and what happens to single
creates that somebody makes meanwhile, against the same without a batch.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from running import adtrail, cpu_seconds, get, machine, memory_mb, process, quantile, wait_for
from serving import free_port

_PROBES = 5  # single creates before the batch
_EVERY = 4.0  # seconds between single creates while the batch runs
_HEAD = "business_id,program_name,budget,is_autobid\n"


def ask(url: str, body: bytes | None = None, sort: str = "application/json") -> Any:
    request = urllib.request.Request(url, body, {"Content-Type": sort})  # noqa: S310 - our own
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own address
        return json.loads(answer.read())


def single(url: str, number: int) -> tuple[float, float]:
    """One create by hand: seconds until the partner has taken it, and until it has ended."""
    order = {
        "business_id": f"Single{number:016d}",
        "program_name": "CPC",
        "budget": 200,
        "is_autobid": True,
    }
    began = time.perf_counter()
    job = ask(f"{url}/api/reseller/program/create", json.dumps(order).encode())["job_id"]
    taken = 0.0
    while True:
        now = ask(f"{url}/api/reseller/status/{job}")
        if now["partner_job_id"] and not taken:
            taken = time.perf_counter() - began
        if now["terminal"]:
            return taken, time.perf_counter() - began
        time.sleep(0.02)


def first_at_partner(partner: str, before: int, began: float) -> float:
    while json.loads(get(f"{partner}/stats"))["asked"].get("create", 0) <= before:
        time.sleep(0.005)
    return time.perf_counter() - began


async def drive(arguments: argparse.Namespace, url: str, partner: str, app: int) -> None:
    rows = arguments.rows
    alone = [single(url, number) for number in range(_PROBES)]
    text = _HEAD + "".join(f"Business{n % 500:014d},CPC,{100 + n},true\n" for n in range(rows))
    checked = time.perf_counter()
    ask(f"{url}/api/bulk?kind=create&dry_run=true", text.encode(), "text/csv")
    checked = time.perf_counter() - checked
    idle, used = memory_mb(app), cpu_seconds(app)
    before = json.loads(get(f"{partner}/stats"))["asked"]["create"]
    began = time.perf_counter()
    first = asyncio.to_thread(first_at_partner, partner, before, began)
    looking = asyncio.get_running_loop().create_task(first)
    sent = await asyncio.to_thread(ask, f"{url}/api/bulk?kind=create", text.encode(), "text/csv")
    accepted = time.perf_counter() - began
    reached = await looking
    meanwhile: list[tuple[float, float]] = []
    under_way = 0
    while True:
        now = await asyncio.to_thread(ask, f"{url}/api/bulk/{sent['bulk_id']}")
        under_way = max(under_way, now["running"])
        if now["finished"] == rows or time.perf_counter() - began > arguments.patience:
            break
        meanwhile.append(await asyncio.to_thread(single, url, _PROBES + len(meanwhile)))
        await asyncio.sleep(_EVERY)
    took = time.perf_counter() - began
    asked = json.loads(get(f"{partner}/stats"))["asked"]
    print(f"rows                     {rows}, finished {now['finished']}, failed {now['failed']}")
    print(f"checked (dry run)        {checked:.2f} s")
    print(f"accepted                 {accepted:.2f} s, {rows / accepted:,.0f} rows/s, durable")
    print(f"first row at the partner {reached:.2f} s after the request")
    print(f"all ended                {took:.0f} s, at most {under_way} under way")
    print(f"creates at the partner   {asked['create'] - before - len(meanwhile)} for {rows} rows")
    print(f"requests to the partner  {sum(asked.values()) / took:.1f}/s, rate {arguments.rate}/s")
    print(
        f"memory                   {idle:.0f} MB before, {memory_mb(app, 'VmHWM'):.0f} MB at most"
    )
    print(f"CPU                      {(cpu_seconds(app) - used) / took:.0%} of a core")
    told(alone, meanwhile)


def told(alone: list[tuple[float, float]], meanwhile: list[tuple[float, float]]) -> None:
    for name, times in (("alone", alone), ("beside the batch", meanwhile)):
        taken, ended = ([one[i] for one in times] for i in (0, 1))
        print(
            f"single, {name:17}{len(times)}: taken after "
            f"{statistics.median(taken):.2f} s (median), "
            f"{quantile(taken, 0.95):.2f} s (95 %), ended after {statistics.median(ended):.1f} s"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--rate", default="50", help="requests a second to the partner; 0: any")
    parser.add_argument("--median", default="4", help="seconds that the partner takes for a job")
    parser.add_argument("--patience", type=float, default=900)
    arguments = parser.parse_args()
    port, partner_port = free_port(), free_port()
    partner = f"http://127.0.0.1:{partner_port}"
    with (
        tempfile.TemporaryDirectory() as folder,
        process("benchmarks/fast_partner.py", str(partner_port), arguments.median),
    ):
        wait_for(f"{partner}/stats")
        settings = {"upstream_url": partner, "upstream_rate": arguments.rate, "log_level": "ERROR"}
        print(f"before: {machine()}", flush=True)
        with adtrail(Path(folder), port, **settings) as app:
            asyncio.run(drive(arguments, f"http://127.0.0.1:{port}", partner, app))
        print(f"after:  {machine()}")


if __name__ == "__main__":
    main()
