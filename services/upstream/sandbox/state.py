"""The sandbox's state: takes requests down, carries them out when their time has come.

Nothing runs by itself. Whoever reads calls `settle`, which catches up with the clock.
"""

import base64
import heapq
import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from services.clock import Clock
from services.upstream.sandbox.data import first_programs
from services.upstream.sandbox.edit_rules import edit_problems, end_problems
from services.upstream.sandbox.effects import carry_out
from services.upstream.sandbox.metrics import carry_out_plans
from services.upstream.sandbox.receipts import Json, processing, rejected, shuffled
from services.upstream.sandbox.records import Form, JobRecord, Kind, Memory, ProgramRecord
from services.upstream.sandbox.rules import Case, create_problems
from services.upstream.sandbox.scenarios import Polling, Twist, scenario_of
from services.upstream.sandbox.twists import refusal, rejected_field, success

_JUDGES = {"create": create_problems, "edit": edit_problems, "end": end_problems}
_SHORTEST, _LONGEST = 0.6, 2.0  # times the typical length of a job


class SandboxState:
    """`counts` has the requests by operation, `slow_seconds` is how long a slow answer takes."""

    def __init__(self, clock: Clock, seconds: float, seed: int) -> None:
        self.clock = clock
        self.seconds = seconds
        self.slow_seconds = 3.0
        self.counts: Counter[str] = Counter()
        # The time is in the salt: a sandbox that forgot must not give out the same ids again.
        now = clock.now()
        self._take(
            Memory(
                salt=f"{seed}:{now.isoformat()}",
                programs={program.program_id: program for program in first_programs(now)},
            )
        )

    @property
    def programs(self) -> dict[str, ProgramRecord]:
        return self._memory.programs

    @property
    def jobs(self) -> dict[str, JobRecord]:
        return self._memory.jobs

    def dump(self) -> dict[str, Any]:
        """Everything that is remembered, as JSON."""
        return self._memory.model_dump(mode="json")

    def load(self, snapshot: dict[str, Any]) -> None:
        """Remember what `dump` gave. Raises ValueError, and then nothing has changed."""
        self._take(Memory.model_validate(snapshot))

    def _take(self, memory: Memory) -> None:
        running = [job for job in memory.jobs.values() if job.receipt is None and job.done_at]
        self._memory = memory
        self._due = [(job.done_at, job.job_id) for job in running if job.done_at]
        heapq.heapify(self._due)
        self._running = Counter(job.fingerprint for job in running)

    def submit(self, kind: Kind, form: Form, *, program_id: str, business_id: str) -> JobRecord:
        """Queue a request that was well-formed; a create's program gets its id here."""
        self.settle()
        now = self.clock.now()
        job_id, chance = self._next_id()
        never = scenario_of(business_id).twist is Twist.NEVER
        job = JobRecord(
            job_id=job_id,
            kind=kind,
            program_id=program_id or self._next_id()[0],
            business_id=business_id,
            form=form,
            created_at=now,
            done_at=None if never else now + self._duration(chance),
        )
        job.repeats_running = self._running[job.fingerprint] > 0
        self.jobs[job_id] = job
        if job.done_at is not None:
            heapq.heappush(self._due, (job.done_at, job_id))
            self._running[job.fingerprint] += 1
        return job

    def _next_id(self) -> tuple[str, random.Random]:
        """22 characters of URL-safe base64 (contract 1), and the chance they came from."""
        self._memory.made += 1
        chance = random.Random(f"{self._memory.salt}:{self._memory.made}")  # noqa: S311
        return base64.urlsafe_b64encode(chance.randbytes(16)).decode()[:22], chance

    def _duration(self, chance: random.Random) -> timedelta:
        """Mostly about as usual, now and then much longer, as real jobs do (contract 17)."""
        factor = min(max(chance.lognormvariate(0, 0.3), _SHORTEST), _LONGEST)
        return timedelta(seconds=self.seconds * factor)

    def settle(self) -> None:
        """Carry out, in order, the jobs whose time has come, and then the planned budgets."""
        now = self.clock.now()
        while self._due and self._due[0][0] <= now:
            done_at, job_id = heapq.heappop(self._due)
            job = self.jobs[job_id]
            self._running[job.fingerprint] -= 1
            receipt = self._judge(job, done_at)
            job.receipt = shuffled(receipt, random.Random(job_id))  # noqa: S311 - no secret
        for program in self.programs.values():
            if program.budget_changes:
                carry_out_plans(program, now)

    def _judge(self, job: JobRecord, now: datetime) -> Json:
        twist = scenario_of(job.business_id).twist
        if twist is not None and twist.rejects:
            return refusal(job, twist)
        programs = [p for p in self.programs.values() if p.business_id == job.business_id]
        for program in programs:
            carry_out_plans(program, now)
        problem = next(_JUDGES[job.kind](Case(job, programs, now)), None)
        if problem is not None:
            return rejected(job, problem)
        lost = rejected_field(job) if twist is Twist.PARTLY else None
        carry_out(self._memory, job, lost, now)
        return success(job, twist)

    def poll(self, job: JobRecord) -> tuple[Polling, Json | None]:
        """One status check; without a receipt the answer is an empty 202 (contract 19)."""
        self.settle()
        what = scenario_of(job.business_id).poll(job.polls)
        job.polls += 1
        if what is not Polling.NORMAL:
            return what, None
        job.looks += 1
        if job.receipt is not None:
            return what, job.receipt
        if job.looks == 1:
            return what, None
        return what, shuffled(processing(job), random.Random(job.polls))  # noqa: S311 - no secret
