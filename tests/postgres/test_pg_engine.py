"""The engine in PostgreSQL: the same contract, and what a single process cannot show."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from engine_contract import *  # noqa: F403 - the contract's tests run here
from engine_contract import until
from schedule_contract import change, scheduled
from store_contract import START, make_job, nobody

from models import evidence as ev
from models.schedule import State
from services.bus import Bus
from services.clock import ManualClock, SystemClock
from services.engines.procrastinate import ProcrastinateEngine
from services.schedules import Schedules
from services.settings import Settings
from services.store.listener import Listener
from services.store.schedules import ScheduleRows
from services.store.store import Store

TAKEOVER = 1.0


class House:
    """Every engine is a process of its own, as far as the database can tell."""

    def __init__(self, address, url):
        self.address = address
        self.bus = Bus()
        self.store = Store.open(url, self.bus, ManualClock(START))
        self.engines = {}

    async def engine(self, advance):
        engine = ProcrastinateEngine(self.address, self.store.unfinished, TAKEOVER)
        listener = Listener(self.address, Bus(), engine.wake)
        self.engines[engine] = listener
        await listener.start()
        await engine.start(advance)
        return engine

    async def record(self, name):
        engine = next(reversed(self.engines), None) or ProcrastinateEngine(self.address, list, 9)
        return (await self.store.record(make_job(name), engine.enlist)).job.id

    async def stop(self, engine):
        listener = self.engines.pop(engine)
        await engine.stop()
        await listener.stop()


@pytest.fixture
async def house(address, url):
    made = House(address, url)
    yield made
    for engine in list(made.engines):
        await made.stop(engine)
    made.store.close()


async def test_what_somebody_ordered_by_hand_begins_before_what_scripts_ordered(house):
    engine = ProcrastinateEngine(house.address, list, TAKEOVER)  # nobody works yet
    for name, actor in (("job_1", "rest"), ("job_2", "hana/ci"), ("job_3", "hana")):
        await house.store.record(make_job(name, actor=actor), engine.enlist)
    begun = asyncio.Queue()

    async def advance(job_id):
        begun.put_nowait(job_id)

    await house.engine(advance)
    assert await asyncio.wait_for(begun.get(), 10) == "job_3"


def called(seen, seconds=3600):
    async def advance(job_id):
        seen.append(job_id)
        return seconds

    return advance


async def test_a_job_is_in_one_process_only(house):
    first, second = [], []
    engines = [await house.engine(called(first)), await house.engine(called(second))]
    for number in range(20):
        await house.record(f"job_{number:02}")
    await until(lambda: len(first) + len(second) == 20)
    await asyncio.sleep(0.3)
    assert len(set(first) | set(second)) == len(first) + len(second) == 20
    assert sum(engine.active for engine in engines) == 20


async def test_a_nudge_reaches_the_process_that_has_the_job(house):
    seen, elsewhere = [], []
    await house.engine(called(seen))
    job_id = await house.record("a")
    await until(lambda: seen)
    other = await house.engine(called(elsewhere))
    other.nudge(job_id)
    await until(lambda: len(seen) == 2)
    assert not elsewhere


async def test_jobs_of_a_process_that_stops_are_taken_by_another_at_once(house):
    first, second = [], []
    one = await house.engine(called(first))
    for number in range(50):
        await house.record(f"job_{number:02}")
    await until(lambda: len(first) == 50)
    await house.engine(called(second))
    loop = asyncio.get_running_loop()
    began = loop.time()
    await house.stop(one)
    assert loop.time() - began < 3
    await until(lambda: len(second) == 50, seconds=3)
    assert set(first) == set(second)


async def test_jobs_of_a_dead_process_are_taken_over(house, cluster):
    seen = []
    await house.engine(called(seen))
    for number in range(30):
        await house.record(f"job_{number:02}")
    await until(lambda: len(seen) == 30)
    await house.stop(next(iter(house.engines)))
    database = house.address.rpartition("/")[2]
    # As kill -9 leaves it: in the hands of a worker that was alive a moment ago.
    cluster.sql(database, "INSERT INTO procrastinate_workers DEFAULT VALUES")
    cluster.sql(
        database,
        "UPDATE procrastinate_jobs SET status = 'doing', "
        "worker_id = (SELECT max(id) FROM procrastinate_workers)",
    )
    second = []
    await house.engine(called(second))
    assert not second
    await until(lambda: len(second) == 30, seconds=TAKEOVER * 3)


async def test_a_job_that_the_engine_does_not_know_is_enlisted_at_start(house, cluster):
    await house.store.record(make_job("job_lost"), lambda _session, _job: None)
    seen = []
    await house.engine(called(seen))
    await until(lambda: seen == ["job_lost"])


async def test_a_live_worker_that_was_taken_for_dead_goes_on_with_a_new_number(house, cluster):
    seen = []
    await house.engine(called(seen))
    await house.record("a")
    await until(lambda: seen)
    database = house.address.rpartition("/")[2]
    cluster.sql(database, "DELETE FROM procrastinate_workers")
    await until(lambda: len(seen) == 2, seconds=10)
    await house.record("b")
    await until(lambda: "b" in seen)


async def test_the_engine_outlives_a_database_that_is_away(house, cluster):
    seen = []
    engine = await house.engine(called(seen, 0.5))
    await house.record("a")
    await until(lambda: seen)
    cluster.stop("immediate")
    await asyncio.sleep(2)
    cluster.start()
    before = len(seen)
    await until(lambda: len(seen) > before + 2, seconds=20)
    await house.record("b")
    await until(lambda: "b" in seen, seconds=10)
    assert engine.running


async def test_a_finished_job_leaves_nothing_behind_in_the_engine(house, cluster):
    async def advance(_job_id):
        return None

    engine = await house.engine(advance)
    await house.record("a")
    database = house.address.rpartition("/")[2]
    left = "SELECT count(*) FROM procrastinate_jobs"
    await until(lambda: cluster.sql(database, left) == [(0,)])
    assert engine.active == 0


async def test_a_change_in_one_process_is_heard_in_another(house):
    heard, other = [], Bus()
    other.subscribe(lambda change: heard.append((change.job_id, change.version)))
    echoes = []
    house.bus.subscribe(lambda change: echoes.append((change.job_id, change.version)))
    listeners = [Listener(house.address, bus, print) for bus in (house.bus, other)]
    for listener in listeners:
        await listener.start()
    await house.record("a")
    await until(lambda: heard == [("a", 1)])
    await asyncio.sleep(0.2)
    assert set(echoes) == {("a", 1)}  # twice only if the echo was quicker than the commit's end
    for listener in listeners:
        await listener.stop()


async def test_after_a_gap_everybody_who_watches_looks_again(house, cluster):
    heard, bus = [], Bus()
    bus.subscribe(heard.append, "a")
    listener = Listener(house.address, bus, print)
    await listener.start()
    cluster.sql(
        house.address.rpartition("/")[2],
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'adtrail listener'",
    )
    await until(lambda: heard)
    assert heard[0].job_id == "a"
    await listener.stop()


async def test_a_schedule_is_called_at_its_moment_and_not_before(house):
    seen = []
    engine = await house.engine(called(seen))
    moment = datetime.now(UTC) + timedelta(seconds=1.5)
    when = []

    def arm(session):
        engine.arm(session, "sch_1", moment)

    await house.store.write(arm)
    await until(lambda: seen and (when.append(datetime.now(UTC)) or True))
    assert seen == ["sch_1"]
    assert when[0] >= moment


async def test_a_schedule_is_called_at_the_moment_it_was_moved_to(house):
    seen = []
    engine = await house.engine(called(seen))
    far = datetime.now(UTC) + timedelta(days=1)
    await house.store.write(lambda session: engine.arm(session, "sch_1", far))
    await house.store.write(lambda session: engine.rearm(session, "sch_1", datetime.now(UTC)))
    await until(lambda: seen)
    assert seen == ["sch_1"]


async def test_one_in_another_process_hands_happens_at_the_earlier_moment_it_was_moved_to(house):
    """Who has it in hand sleeps for up to a minute: the nudge of the other process wakes him."""
    rows, elsewhere = ScheduleRows(house.store), {"partner": "https://elsewhere"}
    asked = []

    async def process():
        async def advance(some_id):
            if not some_id.startswith("sch_"):
                return None
            asked.append(engine)
            return await schedules.advance(some_id)

        engine = await house.engine(advance)
        schedules = Schedules(
            house.store,
            rows,
            engine,
            SystemClock(),
            catalog=None,
            settings=Settings(_env_file=None),
        )
        return engine, schedules

    first, _others = await process()
    await house.store.record(change("job_busy", **elsewhere), nobody)
    due = scheduled(due_at=datetime.now(UTC), **elsewhere)
    await rows.record(due, first.arm)
    await until(lambda: rows.get("sch_1").held_by == "job_busy")
    second, mine = await process()
    await mine.shift("sch_1", moment(days=1))
    await until(lambda: len(asked) == 2)
    await house.store.move("job_busy", ev.SubmitStarted())
    await house.store.move("job_busy", ev.Refused(error={"code": "NO_CATEGORIES"}))
    await mine.shift("sch_1", moment(seconds=1))
    await until(lambda: rows.get("sch_1").state is State.FIRED)
    assert rows.get("sch_1").settled_at >= rows.get("sch_1").due_at
    assert second not in asked


def moment(**ahead):
    return {"at": (datetime.now(UTC) + timedelta(**ahead)).isoformat(), "zone": "UTC"}
