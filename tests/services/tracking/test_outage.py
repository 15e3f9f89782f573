"""A thousand open jobs and a partner that is away for ten minutes, on a clock that does not wait.

The real engine, tracking, circuit and pace run on an event loop whose time jumps to the next
timer as soon as nothing else is to be done.
"""

import asyncio
import selectors
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from models.job import Job, JobKind, Phase
from models.job_status import JobStatus
from models.polling import Pauses
from services.bus import Bus
from services.circuit import Circuit
from services.engines.local import LocalEngine
from services.pace import Pace
from services.partner_watch import PartnerWatch
from services.store.database import open_engine, upgrade
from services.store.store import Store
from services.tracking.context import Tracking
from services.tracking.tracker import Tracker
from services.upstream import errors
from services.upstream.port import ProgramInfo, ProgramPage, StatusAnswer

pytestmark = pytest.mark.slow

START = datetime(2026, 5, 4, 18, 0, 0, tzinfo=UTC)
OUTAGE = (60.0, 660.0)  # seconds after the start
JOBS = 1000
COMPLETED = StatusAnswer(200, {"status": "COMPLETED", "business_results": []}, "{}")
PROCESSING = StatusAnswer(200, {"status": "PROCESSING"}, "{}")


class Jump(selectors.DefaultSelector):
    """Never waits for a timer: the time that would have passed has passed."""

    passed = 0.0

    def select(self, timeout=None):
        ready = super().select(0 if timeout else timeout)
        if timeout and not ready:
            self.passed += timeout
        self.passed += 1e-6  # what a round takes: a clock that stands still would be no clock
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.jump = Jump()
        super().__init__(self.jump)

    def time(self):
        return self.jump.passed


class LoopClock:
    def __init__(self, loop):
        self._loop = loop

    def now(self):
        return START + timedelta(seconds=self._loop.time())

    def monotonic(self):
        return self._loop.time()


class AtOnce:
    """Writes where it stands: a thread would need time of its own."""

    def __init__(self, engine):
        self._engine = engine

    async def write(self, work, committed=None):
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            result = work(session)
        if committed is not None:
            committed(result)
        return result


class AwayPartner:
    """Answers, except during the outage; notes when it was asked."""

    def __init__(self, loop, trouble):
        self._loop = loop
        self._trouble = trouble
        self.asked = []
        self.posts = 0

    async def _reached(self):
        self.asked.append(self._loop.time())
        away = OUTAGE[0] <= self._loop.time() < OUTAGE[1]
        seconds, error = self._trouble if away else (0.05, None)
        await asyncio.sleep(seconds)
        if error is not None:
            raise error

    async def status(self, _job_id):
        await self._reached()
        return COMPLETED if self._loop.time() > OUTAGE[1] else PROCESSING

    async def business_programs(self, _ids):
        await self._reached()
        return []

    async def business_lists(self, ids):
        return dict.fromkeys(ids, await self.business_programs(ids))

    async def program_info(self, _ids):
        await self._reached()
        return ProgramInfo([], [])

    async def create(self, _params):
        self.posts += 1
        await self._reached()
        return f"Jb{self.posts}"

    async def edit(self, _program_id, _params):
        return await self.create(None)

    async def check_credentials(self):
        await self._reached()
        return ProgramPage([], 0, 0, 0, "")


class House:
    def __init__(self, folder, loop, trouble):
        self.clock = LoopClock(loop)
        self.bus = Bus()
        engine = open_engine(f"sqlite:///{folder / 'jobs.sqlite3'}")
        upgrade(engine)
        self.store = Store(engine, self.bus, self.clock)
        self.store._writer.close()
        self.store._writer = AtOnce(engine)
        self.partner = AwayPartner(loop, trouble)
        self.circuit = Circuit(self.clock)
        self.tracking = Tracking(
            store=self.store,
            partner=self.partner,
            clock=self.clock,
            bus=self.bus,
            pace=Pace(5),
            circuit=self.circuit,
            pauses=Pauses(2, 15),
            grace=60,
            request_timeout=15,
        )
        self.engine = LocalEngine(self.bus, self.store.unfinished)
        self.watch = PartnerWatch(self.partner, self.circuit)

    def watched(self, count):
        """Edits that the partner has taken."""
        taken = {"phase": Phase.ACCEPTED, "accepted_at": START}
        self._add("job", count, lambda number: taken | {"partner_job_id": f"Jb{number}"})

    def recorded(self, count):
        """Edits that nobody has sent yet."""
        self._add("new", count, lambda _number: {})

    def _add(self, name, count, values):
        with Session(self.store.engine) as session, session.begin():
            for number in range(count):
                job = Job(
                    id=f"{name}-{number}",
                    kind=JobKind.EDIT,
                    program_id=f"Pg-{name}-{number}",
                    order={"budget": 60000},
                    created_at=START,
                    updated_at=START,
                    **values(number),
                )
                session.add(job)

    async def run_until(self, moment):
        await asyncio.sleep(moment - self.clock.monotonic())

    async def start(self):
        await self.engine.start(Tracker(self.tracking).advance)
        self.watch.start()

    async def stop(self):
        await self.watch.stop()
        await self.engine.stop()

    def statuses(self):
        with Session(self.store.engine) as session:
            return Counter(job.status for job in session.query(Job))

    def asking(self):
        with Session(self.store.engine) as session:
            return sum(job.asks for job in session.query(Job))

    def requests_in(self, begin, end):
        return sum(begin <= moment < end for moment in self.partner.asked)


TROUBLES = {
    "refused": (0.001, errors.Unreachable("No connection.")),
    "silent": (15.0, errors.Unavailable("No answer.")),
    "503": (0.05, errors.Unavailable("Down.", http=503)),
    "500": (0.05, errors.Unavailable("Down.", http=500)),
    "429": (0.05, errors.Throttled("Slow down.", http=429)),
    "401": (0.05, errors.Unauthorized("Wrong pair.", http=401)),
}


@pytest.fixture
def play(tmp_path):
    """Runs a scenario on a loop of its own."""
    loop = JumpingLoop()

    def play(scenario, trouble):
        house = House(tmp_path, loop, TROUBLES[trouble])
        loop.run_until_complete(scenario(house))
        house.store.engine.dispose()
        return house

    yield play
    loop.close()


@pytest.mark.parametrize(
    ("trouble", "jobs"),
    [("refused", 300), ("silent", JOBS), ("503", 300), ("500", JOBS), ("429", 300), ("401", 300)],
)
def test_a_partner_that_is_away_is_left_alone_and_everything_ends_later(play, trouble, jobs):
    async def scenario(house):
        house.watched(jobs)
        await house.start()
        await house.run_until(OUTAGE[1])
        assert set(house.statuses()) <= {JobStatus.PENDING, JobStatus.IN_PROGRESS}
        assert house.asking() == 0
        await house.run_until(OUTAGE[1] + 600)
        await house.stop()

    house = play(scenario, trouble)
    begin, end = OUTAGE
    # Until the first time-out nobody can know: up to 15 s at 5 requests a second.
    assert house.requests_in(begin, end) <= 75 + 600 / 4
    assert house.requests_in(begin + 20, end) <= 600 / 4
    assert house.statuses() == {JobStatus.COMPLETED: jobs}
    assert house.asking() == 0
    for second in range(int(end), int(end) + 600):
        assert house.requests_in(second, second + 1) <= 11, "a herd"


def test_what_is_submitted_during_an_outage_waits_for_its_end(play):
    async def scenario(house):
        house.watched(10)
        await house.start()
        await house.run_until(OUTAGE[0] + 100)
        house.recorded(300)
        for number in range(300):
            house.engine.nudge(f"new-{number}")
        await house.run_until(OUTAGE[1])
        await house.run_until(OUTAGE[1] + 600)
        await house.stop()

    house = play(scenario, "silent")
    assert house.requests_in(OUTAGE[0] + 100, OUTAGE[1]) <= 500 / 4
    assert house.partner.posts == 300, (
        "no change was risked to find out whether the partner is back"
    )
    assert house.statuses() == {JobStatus.COMPLETED: 310}
