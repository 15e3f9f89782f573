"""Kill Adtrail at random moments while jobs stream in, and count what was lost or sent twice.

    uv run benchmarks/kill.py --kills 1000 --minutes 90

Jobs (creates, edits and ends) are posted over REST with an Idempotency-Key, and posted again with
the same key until there is an answer. The partner is a process of its own thread here, on a
socket, and outlives every kill. Exit code 1 when a number that has to be 0 is not. After
`--minutes` it kills no more, and judges and prints what it has got to.
"""

import argparse
import asyncio
import contextlib
import math
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median

import httpx

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "kill"))

from counting_partner import CountingPartner, listening
from victim import Victim

About = tuple[str, str, str | None]  # as CountingPartner counts it

_BUSINESSES = 200
_STILL = 60.0  # seconds without a change: then what is open is stuck
_UNANSWERED = 30  # requests; more of them would only heat the machine
_KINDS = ("create", "create", "edit", "end")


class Run:
    """`kills` kills; a random 0.3-2 s lie between a start and the next kill."""

    def __init__(  # noqa: PLR0917 - what it is made of
        self,
        victim: Victim,
        partner: CountingPartner,
        kills: int,
        rate: float,
        dice: random.Random,
        seconds: float = math.inf,
    ) -> None:
        self._victim = victim
        self._partner = partner
        self._kills = kills
        self._rate = rate
        self._dice = dice
        self._end = time.monotonic() + seconds
        self.kills = 0
        self.restarts: list[float] = []
        self.jobs: dict[str, tuple[About, str]] = {}  # key -> (what it is about, job id)
        self.changed_ids = 0
        self._places = asyncio.Semaphore(_UNANSWERED)

    async def go(self) -> None:
        """Until every job that was posted has been answered and settled, or none is any more."""
        await asyncio.to_thread(self._start)
        limits = httpx.Limits(max_connections=20, max_keepalive_connections=0)
        async with httpx.AsyncClient(
            base_url=self._victim.url, timeout=5, limits=limits, trust_env=False
        ) as client:
            streaming = asyncio.Event()
            posts = asyncio.get_running_loop().create_task(self._stream(client, streaming))
            while self.kills < self._kills and time.monotonic() < self._end:
                await self._kill_and_start()
                if self.kills % 50 == 0:
                    done = f"{self.kills} kills, {len(self.jobs)} jobs"
                    print(done, file=sys.stderr, flush=True)
            streaming.set()
            await posts
        await asyncio.to_thread(self._drain)

    async def _kill_and_start(self) -> None:
        await asyncio.sleep(self._dice.uniform(0.3, 2))
        await asyncio.to_thread(self._victim.kill)
        self.kills += 1
        # One start in ten is killed as well, most of them before anything is served.
        while self._dice.random() < 0.1:
            self._victim.start()
            await asyncio.sleep(self._dice.uniform(0.3, 2))
            await asyncio.to_thread(self._victim.kill)
            self.kills += 1
        await asyncio.to_thread(self._start)

    def _start(self) -> None:
        before = time.monotonic()
        self._victim.start()
        self._victim.wait_ready()
        self.restarts.append(time.monotonic() - before)

    async def _stream(self, client: httpx.AsyncClient, over: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as posts:
            number = 0
            while not over.is_set():
                await self._places.acquire()
                posts.create_task(self._post(client, number))
                number += 1
                await asyncio.sleep(self._dice.expovariate(self._rate))

    async def _post(self, client: httpx.AsyncClient, number: int) -> None:
        path, body, about = self._order(number)
        key = f"key-{number}"
        again = self._dice.random() < 0.2  # some clients ask twice although they were answered
        while True:
            try:
                answer = await client.post(path, json=body, headers={"Idempotency-Key": key})
            except httpx.TransportError:
                await asyncio.sleep(0.1)
                continue
            assert answer.status_code == 202, answer.text
            job_id = answer.json()["job_id"]
            if key in self.jobs and self.jobs[key][1] != job_id:
                self.changed_ids += 1
            self.jobs[key] = (about, job_id)
            if not again:
                self._places.release()
                return
            again = False
            await asyncio.sleep(0.5)

    def _order(self, number: int) -> tuple[str, dict[str, object], About]:
        kind = _KINDS[number % len(_KINDS)]
        cents = 10_000 + number
        dollars = f"{cents // 100}.{cents % 100:02}"
        business = f"Bz{number % _BUSINESSES:020d}"
        if kind == "create":
            body = {
                "business_id": business,
                "program_name": "CPC",
                "budget": dollars,
                "is_autobid": True,
                "start": "2099-01-10",
            }
            return "/api/reseller/program/create", body, ("create", business, str(cents))
        program_id = self._partner.add_program("Bz_of_changed_programs")
        path = f"/api/reseller/program/{program_id}/{kind}"
        if kind == "edit":
            return path, {"budget": dollars}, ("edit", program_id, str(cents))
        return path, {}, ("end", program_id, None)

    def _drain(self) -> None:
        """A backlog is not stuck for as long as it grows smaller."""
        left, deadline = len(self.open_jobs()), time.monotonic() + _STILL
        while left and time.monotonic() < deadline:
            time.sleep(0.5)
            if (now := len(self.open_jobs())) < left:
                left, deadline = now, time.monotonic() + _STILL

    def open_jobs(self) -> list[str]:
        """Ids of jobs that have neither an end nor a question to a person."""
        return [id_ for id_, row in self.rows().items() if row[0] != "settled" and not row[2]]

    def rows(self) -> dict[str, tuple[str, str, bool]]:
        """By job id: (phase, status, asks), as they stand in the file."""
        with contextlib.closing(sqlite3.connect(self._victim.folder / "adtrail.sqlite3")) as file:
            found = file.execute("SELECT id, phase, status, asks FROM job").fetchall()
        return {row[0]: row[1:] for row in found}

    def figures(self) -> dict[str, float]:
        """The numbers to print; the last five have to be 0."""
        rows = self.rows()
        known = {job_id: about for about, job_id in self.jobs.values()}
        asked = [id_ for id_, row in rows.items() if row[2]]
        sent = self._partner.received
        ends: Counter[str] = Counter()
        for id_, (phase, status, _asks) in rows.items():
            times = sent[known[id_]] if id_ in known else 0
            ends["false success"] += status == "COMPLETED" and not times
            ends["false failure"] += status == "FAILED" and bool(times)
            ends["completed"] += phase == "settled" and status == "COMPLETED"
        return {
            "kills": self.kills,
            "jobs": len(self.jobs),
            "completed": ends["completed"],
            "asked": len(asked),
            "asked although it was sent": sum(sent[known[id_]] > 0 for id_ in asked),
            "restart median s": round(median(self.restarts), 2),
            "restart max s": round(max(self.restarts), 2),
            "sent twice": sum(times - 1 for times in sent.values() if times > 1),
            "lost": len(set(known) - set(rows)) + len(rows) - len(known),
            "stuck": len(self.open_jobs()),
            "answered with another job": self.changed_ids,
            "false outcome": ends["false success"] + ends["false failure"],
        }


MUST_BE_ZERO = ("sent twice", "lost", "stuck", "answered with another job", "false outcome")


def run(
    folder: Path, kills: int, rate: float, seed: int | None, seconds: float = math.inf
) -> dict[str, float]:
    """The figures of one run; kills are no longer made after so many seconds."""
    partner = CountingPartner(seconds=0.5, lag=0.3)
    with listening(partner) as url:
        victim = Victim(folder, url, ADTRAIL_RECONCILE_GRACE="2")
        dice = random.Random(seed)  # noqa: S311 - not a secret
        running = Run(victim, partner, kills, rate, dice, seconds)
        try:
            asyncio.run(running.go())
            return running.figures()
        finally:
            victim.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=10.0, help="jobs a second")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--minutes", type=float, default=math.inf)
    arguments = parser.parse_args()
    load, began = os.getloadavg()[0], time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        seconds = arguments.minutes * 60
        found = run(Path(folder), arguments.kills, arguments.rate, arguments.seed, seconds)
    for name, value in found.items():
        print(f"{name:<28}{value}{'   (must be 0)' if name in MUST_BE_ZERO else ''}")
    print(f"{'duration s':<28}{time.monotonic() - began:.0f}")
    print(f"{'load average before, after':<28}{load:.2f}, {os.getloadavg()[0]:.2f}")
    sys.exit(any(found[name] for name in MUST_BE_ZERO))


if __name__ == "__main__":
    main()
