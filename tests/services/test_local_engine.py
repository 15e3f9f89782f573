"""The embedded engine keeps the contract; what it knows of jobs it has from the bus."""

import asyncio
import time
from collections import Counter, deque

import pytest
from engine_contract import *  # noqa: F403 - the contract's tests run here
from store_contract import START, make_job

from services.bus import Bus, JobChanged
from services.clock import ManualClock
from services.engines.local import LocalEngine
from services.store.store import Store


class House:
    def __init__(self, url):
        self.bus = Bus()
        self.store = Store.open(url, self.bus, ManualClock(START))
        self.engines = []

    async def engine(self, advance):
        engine = LocalEngine(self.bus, self.store.unfinished)
        self.engines.append(engine)
        await engine.start(advance)
        return engine

    async def record(self, name):
        enlist = self.engines[-1].enlist if self.engines else lambda _session, _job: None
        return (await self.store.record(make_job(name), enlist)).job.id

    async def stop(self, engine):
        self.engines.remove(engine)
        await engine.stop()


@pytest.fixture
async def house(tmp_path):
    made = House(f"sqlite:///{tmp_path / 'jobs.sqlite3'}")
    yield made
    for engine in list(made.engines):
        await made.stop(engine)
    made.store.close()


async def test_stopping_before_it_has_started_is_no_error():
    await LocalEngine(Bus(), list).stop()


async def test_a_schedule_that_changed_is_looked_at_at_once_although_it_waits():
    """A person released it, or took it back: its moment is another one now, or none."""
    bus, looks = Bus(), asyncio.Queue()
    answers = [3600, None]

    async def advance(schedule_id):
        looks.put_nowait(schedule_id)
        return answers.pop(0)

    engine = LocalEngine(bus, list, lambda: [("sch_1", START)])
    await engine.start(advance)
    async with asyncio.timeout(5):
        await looks.get()
        for _ in range(5):
            await asyncio.sleep(0)
        assert "sch_1" in engine._due
        bus.publish(JobChanged("sch_1", 2))
        assert await looks.get() == "sch_1"
    await engine.stop()


async def test_what_is_due_leaves_the_loop_to_others_and_yet_goes_on():
    """A flood of orders is written down first; meanwhile some jobs are moved on all the time."""
    started, begun_by_then, all_begun = [], [], asyncio.Event()

    async def advance(job_id):
        started.append(job_id)
        if len(started) == len(many):
            all_begun.set()

    async def busy():
        for _ in range(100):
            spend(0.002)
            begun_by_then.append(len(started))
            await asyncio.sleep(0)

    many = [f"job_{number}" for number in range(200)]
    engine = LocalEngine(Bus(), lambda: many)
    await engine.start(advance)
    await busy()
    assert 0 < begun_by_then[-1] < len(many) // 4
    await asyncio.wait_for(all_begun.wait(), 10)
    await engine.stop()


async def test_while_new_jobs_stream_in_few_are_begun():
    """Their senders wait for the disk in between: that is no time to spare."""
    started, all_begun = [], asyncio.Event()
    bus, many = Bus(), [f"job_{number}" for number in range(200)]

    async def advance(job_id):
        started.append(job_id)
        if len(started) == len(many):
            all_begun.set()

    engine = LocalEngine(bus, list)
    await engine.start(advance)
    for job_id in many:
        bus.publish(JobChanged(job_id, 1))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert 0 < len(started) < len(many) // 4
    await asyncio.wait_for(all_begun.wait(), 30)
    await engine.stop()


async def test_a_steady_stream_that_leaves_time_is_no_flood_to_hold_back():
    """Twenty orders a second, three steps each: a machine that is idle keeps up with them."""
    steps, engine = Counter(), LocalEngine(bus := Bus(), list)

    async def advance(job_id):
        steps[job_id] += 1
        return 0 if steps[job_id] < 3 else None

    await engine.start(advance)
    for number in range(50):
        bus.publish(JobChanged(f"job_{number}", 1))
        await asyncio.sleep(0.05)
    assert engine.active < 10
    await engine.stop()


@pytest.mark.parametrize(
    ("orders", "least", "most"),
    [(15, 0, 0), (16, 0.001, 0.01), (800, 0.02, 0.04), (2000, 0.08, 0.08)],
)
async def test_the_more_orders_come_in_the_fewer_jobs_are_begun(orders, least, most):
    engine = LocalEngine(Bus(), list)
    engine._news.extend(number / orders for number in range(orders))
    assert least <= engine._ebb(0.999) <= most
    assert engine._ebb(10) == 0


async def test_what_somebody_ordered_by_hand_begins_before_a_flood_of_scripts():
    started, all_begun, bus = [], asyncio.Event(), Bus()

    async def advance(job_id):
        started.append(job_id)
        if len(started) == len(orders):
            all_begun.set()

    orders = [make_job(f"job_{number}", actor="hana/ci") for number in range(40)]
    orders.append(make_job("row", actor="hana", bulk_id="bulk_1"))
    orders.append(make_job("by_hand", actor="hana"))
    engine = LocalEngine(bus, list)
    await engine.start(advance)
    for order in orders:
        engine.enlist(None, order)
        bus.publish(JobChanged(order.id, 1))
    await asyncio.wait_for(all_begun.wait(), 30)
    assert started[0] == "by_hand"
    assert started[-1] == "row"
    await engine.stop()


class _PushedOut(deque):
    """As while the writer's thread pushes the oldest order out between a look and a touch."""

    def __contains__(self, _job_id):
        return True


async def test_an_order_that_many_others_pushed_out_begins_all_the_same():
    begun, bus = asyncio.Event(), Bus()

    async def advance(_job_id):
        begun.set()

    engine = LocalEngine(bus, list)
    engine._by_hand = _PushedOut()
    await engine.start(advance)
    bus.publish(JobChanged("job_1", 1))
    await asyncio.wait_for(begun.wait(), 30)
    await engine.stop()


def spend(seconds):
    """Somebody has much to do in each turn of the loop."""
    time.sleep(seconds)
