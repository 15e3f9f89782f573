"""The list of programs on PostgreSQL: read, filtered, labelled and counted as on SQLite."""

import asyncio

import pytest
from upgrading import UNITED, labelled_before_partners, spelled_in_many_ways

from models.dates import pacific_today
from models.listed_order import ProgramFilter, ProgramOrder
from models.program import Life
from services.container import bootstrap
from services.settings import load_settings


@pytest.fixture
async def adtrail(address, tmp_path):
    made = bootstrap(load_settings(data_dir=tmp_path, database_url=address, upstream_rate=0))
    await made.start()
    yield made
    await made.stop()


async def read(adtrail):
    adtrail.program_list.refresh()
    async with asyncio.timeout(20):
        while adtrail.program_list._reading:  # noqa: ASYNC110 - a flag of another task
            await asyncio.sleep(0.01)


async def test_the_list_is_read_and_found_again(adtrail):
    await read(adtrail)
    rows, today = adtrail.program_list.rows, pacific_today(adtrail.clock.now())
    everything = await rows.page(ProgramFilter(), ProgramOrder.BUDGET, today, 100)
    assert {one.program_id for one in everything.programs} == set(adtrail.sandbox.state.programs)
    for order in ProgramOrder:
        assert (await rows.page(ProgramFilter(), order, today, 2)).total == everything.total
    lives = [(await rows.page(ProgramFilter(life=life), order, today, 100)).total for life in Life]
    assert all(lives)
    assert await adtrail.program_list.label("ProgActiveManualBid000", "Весна") == "Весна"
    await read(adtrail)
    found = await rows.page(ProgramFilter(text="ВЕСНА"), ProgramOrder.LABEL, today, 10)
    assert [one.program_id for one in found.programs] == ["ProgActiveManualBid000"]
    gone = adtrail.sandbox.state.programs.pop("ProgActiveManualBid000")
    await read(adtrail)
    (marked,) = await rows.some([gone.program_id])
    assert marked.vanished_at is not None
    names = {one.business_id: one.name for one in await adtrail.business_rows.named()}
    assert names["GoldenGateHvacRepair00"] == "Golden Gate HVAC Repair"


def test_labels_and_businesses_outlive_the_upgrade(cluster):
    address = cluster.new_database()
    kept = labelled_before_partners(address.replace("postgresql://", "postgresql+psycopg://"))
    assert kept == [("", "Pg1", "Весна"), ("", "Bz1", "Joe")]


def test_several_spellings_of_a_partner_are_one_after_the_upgrade(cluster):
    address = cluster.new_database()
    kept = spelled_in_many_ways(address.replace("postgresql://", "postgresql+psycopg://"))
    assert kept == UNITED
