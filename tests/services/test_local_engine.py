"""The embedded engine keeps the contract; what it knows of jobs it has from the bus."""

import pytest
from engine_contract import *  # noqa: F403 - the contract's tests run here
from store_contract import START, make_job

from services.bus import Bus
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
