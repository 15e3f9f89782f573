"""Each partner has its own programs, labels and businesses; an exchange mixes nothing."""

import asyncio
import sqlite3

from two_partners import CREATE, REAL, Wires, until

from models.dates import pacific_today
from models.listed_order import ProgramFilter, ProgramOrder

MANUAL = "ProgActiveManualBid000"


async def read(adtrail):
    adtrail.program_list.refresh()
    await until(lambda: not adtrail.program_list._reading)


async def listed(adtrail):
    """Every program of the partner in use, by id."""
    today = pacific_today(adtrail.clock.now())
    rows = adtrail.program_list.rows
    found = await rows.page(ProgramFilter(), ProgramOrder.LATEST, today, 100)
    return {one.program_id: one for one in found.programs}


async def test_the_other_partners_programs_are_neither_shown_nor_said_to_be_gone(start):
    wires = Wires()
    adtrail = await start(wires)
    del wires.state("partner.example").programs[MANUAL]
    await read(adtrail)
    await adtrail.program_list.label(MANUAL, "Spring")
    there = await start(wires, REAL)
    assert await listed(there) == {}
    await read(there)
    assert MANUAL not in await listed(there)
    back = await start(wires)
    kept = (await listed(back))[MANUAL]
    assert (kept.label, kept.vanished_at) == ("Spring", None)


async def test_a_label_belongs_to_the_program_of_one_partner(start):
    wires = Wires()
    adtrail = await start(wires)
    await read(adtrail)
    await adtrail.program_list.label(MANUAL, "Spring")
    there = await start(wires, REAL)
    await read(there)
    assert (await listed(there))[MANUAL].label == ""
    await there.program_list.label(MANUAL, "Autumn")
    assert (await listed(await start(wires)))[MANUAL].label == "Spring"


async def test_businesses_of_the_sandbox_are_not_offered_at_another_partner(start):
    wires = Wires()
    adtrail = await start(wires)
    await read(adtrail)
    own = {"business_id": "GoldenGateHvacRepair00", "name": "Ours", "ad_categories": ["hvac"]}
    await adtrail.businesses.save(own)
    there = await start(wires, REAL)
    assert await there.businesses.saved() == []
    assert await there.businesses.named() == {}
    await there.businesses.save(own | {"name": "Theirs"})
    await there.businesses.remove(own["business_id"])
    (kept,) = await (await start(wires)).businesses.saved()
    assert kept.name == "Ours"


async def test_a_reading_under_way_ends_at_the_partner_where_it_began(start, monkeypatch):
    wires = Wires()
    adtrail = await start(wires, REAL)
    adtrail.partners.at("sandbox")
    gate, asked = asyncio.Event(), adtrail.partner.account_programs

    async def later(*arguments):
        await gate.wait()
        return await asked(*arguments)

    monkeypatch.setattr(adtrail.partner, "account_programs", later)
    adtrail.program_list.refresh()
    await asyncio.sleep(0.05)
    adtrail.partners.current = "sandbox"
    await read_of(adtrail, "sandbox")
    gate.set()
    await until(lambda: not adtrail.program_list._reading)
    lists = [path for path in wires.asked["sandbox"] if path == "/programs/v1"]
    assert len(lists) == len([p for p in wires.asked["partner.example"] if p == "/programs/v1"])
    assert adtrail.program_list.rows.state().read_at is not None
    adtrail.partners.current = REAL
    assert adtrail.program_list.rows.state().read_at is not None


async def read_of(adtrail, whose):
    adtrail.program_list.refresh()
    await until(lambda: whose not in adtrail.program_list._reading)


async def test_a_program_is_read_again_at_the_partner_of_the_job_that_ended(start):
    wires = Wires()
    adtrail = await start(wires)
    await read(adtrail)
    there = await start(wires, REAL)
    await read(there)
    with there.partners.pinned("sandbox"):
        job = await there.programs.create(CREATE)
    await until(lambda: there.store.get(job.id).terminal)
    made = there.store.get(job.id).program_id
    there.partners.current = "sandbox"
    async with asyncio.timeout(5):
        while made not in await listed(there):  # noqa: ASYNC110 - a row has no event here
            await asyncio.sleep(0.02)
    there.partners.current = REAL
    assert made not in await listed(there)


async def test_what_was_listed_in_the_time_of_one_partner_is_given_to_the_one_in_use(
    start, settings
):
    wires = Wires()
    adtrail = await start(wires)
    await read(adtrail)
    await adtrail.program_list.label(MANUAL, "Spring")
    await adtrail.stop()
    with sqlite3.connect(settings.data_dir / "adtrail.sqlite3") as file:
        for table in ("listed_program", "listing_state", "business"):
            file.execute(f"UPDATE {table} SET partner = ''")  # noqa: S608 - names of ours
    file.close()
    assert (await listed(await start(wires)))[MANUAL].label == "Spring"
