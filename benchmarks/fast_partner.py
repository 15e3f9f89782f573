"""A partner that costs next to nothing: raw HTTP on a socket, in a process of its own.

    uv run benchmarks/fast_partner.py PORT [MEDIAN_SECONDS [COMPLETED or REJECTED]]

Creates answer after 50 ms, everything else after 10 ms. A job lasts a log-normal time. `/stats`
tells what it was asked and when each job ended, on the machine's clock, so that the delay to
our knowledge can be computed from outside.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter

import uvloop

CREATE, READ = 0.050, 0.010  # seconds to an answer
_SPREAD = 0.35  # sigma of the logarithm
_EMPTY = b""


class Books:
    """What the partner knows: when each job ends, and how often it was asked."""

    def __init__(self, median: float, end: str) -> None:
        self._median = median
        self._end = end
        self._chance = random.Random(1)  # noqa: S311 - a seed, so that runs compare
        self.ends: dict[str, float] = {}
        self.asked: Counter[str] = Counter()
        self.looks: Counter[str] = Counter()

    def create(self) -> bytes:
        job = f"P{len(self.ends):08d}"
        lasts = self._chance.lognormvariate(0, _SPREAD) * self._median
        self.ends[job] = time.time() + lasts
        return json.dumps({"job_id": job}).encode()

    def status(self, job: str) -> tuple[int, bytes]:
        self.looks[job] += 1
        if time.time() < self.ends[job]:
            return 202, _EMPTY
        added = {"program_added": {"program_id": {"requested_value": f"G{job}"}}}
        result = {
            "status": self._end,
            "identifier": "B",
            "identifier_type": "BUSINESS",
            "program_id": f"G{job}",
            "update_results": added,
        }
        return 200, json.dumps({"status": self._end, "business_results": [result]}).encode()

    def stats(self) -> bytes:
        told = {"ends": self.ends, "asked": self.asked, "looks": self.looks}
        return json.dumps(told | {"cpu": time.process_time()}).encode()


class Wire(asyncio.Protocol):
    """One connection: requests without bodies, one after the other."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._seen = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._seen += data
        while b"\r\n\r\n" in self._seen:
            head, self._seen = self._seen.split(b"\r\n\r\n", 1)
            method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
            self._answer(method, target.split("?", 1)[0])

    def _answer(self, method: str, path: str) -> None:
        books, wait, status = self._books, READ, 200
        last = path.rsplit("/", 1)[-1]
        if path == "/stats":
            self._send(200, books.stats())
            return
        if method == "POST":
            books.asked["create"] += 1
            wait, body = CREATE, books.create()
        elif "/status/" in path:
            books.asked["status"] += 1
            status, body = books.status(last)
        elif "/programs/list/" in path:
            books.asked["list"] += 1
            rows = [{"yelp_business_id": one, "programs": []} for one in last.split(",")]
            body = json.dumps({"businesses": rows, "errors": []}).encode()
        else:
            books.asked["other"] += 1
            body = json.dumps({"payment_programs": [], "total": 0}).encode()
        asyncio.get_running_loop().call_later(wait, self._send, status, body)

    def _send(self, status: int, body: bytes) -> None:
        if self._transport.is_closing():
            return
        head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\n"
        self._transport.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)


async def serve(port: int, median: float, end: str) -> None:
    books = Books(median, end)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Wire(books), "127.0.0.1", port, backlog=512)
    await server.serve_forever()


if __name__ == "__main__":
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 30.0
    word = sys.argv[3] if len(sys.argv) > 3 else "COMPLETED"
    uvloop.run(serve(int(sys.argv[1]), seconds, word))
