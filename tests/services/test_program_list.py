"""The partner's list as it is known here: read, kept, brought up to date, never made up."""

import asyncio
from datetime import timedelta
from itertools import product

import pytest

from models.dates import OPEN_END, pacific_today
from models.listed_order import ProgramFilter, ProgramOrder
from models.program import Life, Program
from services.errors import Invalid, NotFound
from services.program_list import OLD, failure
from services.upstream.errors import Unavailable
from services.upstream.port import ProgramInfo, ProgramPage


@pytest.fixture
async def started(adtrail):
    await adtrail.start()
    adtrail.program_list.wanted()
    yield adtrail
    await adtrail.stop()


@pytest.fixture
def known(started):
    """The programs of a filter, by id."""

    async def find(limit=100, order=ProgramOrder.LATEST, **which):
        today = pacific_today(started.clock.now())
        found = await started.program_list.rows.page(ProgramFilter(**which), order, today, limit)
        return {row.program_id: row for row in found.programs}

    return find


async def _read(adtrail):
    """One whole reading, from its order to its end."""
    await _still(adtrail)
    adtrail.program_list.refresh()
    await _still(adtrail)


async def _still(adtrail):
    async with asyncio.timeout(5):
        while adtrail.program_list._reading:  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.01)


async def test_who_looks_first_has_all_programs_read_with_their_budgets(started, known):
    await _still(started)
    found = await known()
    assert set(found) == set(started.sandbox.state.programs)
    assert found["ProgEndedLastMonth0000"].budget == 25_000  # not in the account's list
    assert started.program_list.rows.state().read_at is not None


async def test_what_vanished_is_marked_and_comes_back(started, known):
    await _still(started)
    programs = started.sandbox.state.programs
    gone = programs.pop("ProgActiveManualBid000")
    await _read(started)
    assert (await known())["ProgActiveManualBid000"].vanished_at is not None
    assert "ProgActiveManualBid000" not in await known(life=Life.RUNNING)
    assert "ProgActiveManualBid000" in await known(life=Life.ENDED)
    programs["ProgActiveManualBid000"] = gone
    await _read(started)
    assert "ProgActiveManualBid000" in await known(life=Life.RUNNING)


@pytest.mark.parametrize(
    ("errors", "gone"),
    [
        ([{"id": "INVALID_PROGRAM_ID"}], True),
        ([{"id": "TIMEOUT", "description": "Too slow."}], False),
        ([{"id": "INVALID_PROGRAM_ID"}, {"id": "TIMEOUT"}], False),
        ([], False),
    ],
)
async def test_only_what_the_partner_says_is_gone_has_vanished(
    started, known, monkeypatch, errors, gone
):
    """An error in the place of a program may be a passing one."""
    await _still(started)
    started.sandbox.state.programs.pop("ProgActiveManualBid000")
    ask = started.partner.program_info

    async def answer(ids):
        told = await ask(ids)
        missing = "ProgActiveManualBid000" in ids
        return ProgramInfo(told.programs, errors) if missing else told

    monkeypatch.setattr(started.partner, "program_info", answer)
    await _read(started)
    assert ((await known())["ProgActiveManualBid000"].vanished_at is not None) is gone


async def test_a_program_that_slipped_through_the_pages_has_not_vanished(
    started, known, monkeypatch
):
    await _still(started)
    whole = started.partner.account_programs

    async def without_one(*arguments):
        page = await whole(*arguments)
        return ProgramPage(page.programs[1:], page.total, page.offset, page.limit, "ALL")

    monkeypatch.setattr(started.partner, "account_programs", without_one)
    await _read(started)
    assert [row for row in (await known()).values() if row.vanished_at] == []


async def test_a_failed_reading_says_so_and_keeps_the_old(started, known, monkeypatch):
    await _still(started)
    before = started.program_list.rows.state().read_at

    async def fail(*_arguments):
        raise Unavailable("down", http=404)

    monkeypatch.setattr(started.partner, "account_programs", fail)
    await _read(started)
    state = started.program_list.rows.state()
    assert state.read_at == before
    assert failure(state) is not None
    assert len(await known()) == len(started.sandbox.state.programs)
    monkeypatch.undo()
    await _read(started)
    assert failure(started.program_list.rows.state()) is None


async def test_many_pages_are_asked_for_five_at_a_time(started, known, monkeypatch):
    await _still(started)
    under_way, most = 0, 0

    async def page(offset, limit, status):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.005)
        under_way -= 1
        numbers = range(offset, min(offset + limit, 1000))
        rows = [{"program_id": f"Many{n:04}", "program_type": "EP"} for n in numbers]
        return ProgramPage(rows, 1000, offset, limit, status)

    monkeypatch.setattr(started.partner, "account_programs", page)
    await _read(started)
    assert len(await known(limit=2000, text="many")) == 1000
    assert most == 5


async def test_a_label_survives_a_reading_and_is_found_whatever_its_case(started, known):
    await _still(started)
    await started.program_list.label("ProgEnhancedProfile000", "  Київ,   Поділ ")
    await _read(started)
    assert (await known(text="київ"))["ProgEnhancedProfile000"].label == "Київ, Поділ"
    with pytest.raises(Invalid):
        await started.program_list.label("ProgEnhancedProfile000", "x" * 81)
    with pytest.raises(NotFound):
        await started.program_list.label("NeverSeen", "x")


async def test_a_label_is_found_after_the_program_changed(started, known):
    await _still(started)
    await started.program_list.label("ProgActiveAutobid00000", "North")
    started.sandbox.state.programs["ProgActiveAutobid00000"].paused = True
    await _read(started)
    (row,) = (await known(text="north")).values()
    assert row.paused
    assert row.label == "North"


async def test_a_program_is_read_again_when_its_job_has_ended(started, known):
    await _still(started)
    asked = started.sandbox.state.counts["account_programs"]
    heard = asyncio.Event()
    started.program_list.subscribe(lambda ids: "ProgActiveAutobid00000" in ids and heard.set())
    await started.programs.end("ProgActiveAutobid00000")
    assert "ProgActiveAutobid00000" in await known(life=Life.RUNNING)  # nothing is said early
    await asyncio.wait_for(heard.wait(), 5)
    assert "ProgActiveAutobid00000" in await known(life=Life.ENDED)
    assert started.sandbox.state.counts["account_programs"] == asked


async def test_a_list_that_is_old_is_read_when_somebody_looks(started, monkeypatch):
    await _still(started)
    read_at = started.program_list.rows.state().read_at
    started.program_list.wanted()
    assert not started.program_list._reading
    later = read_at + OLD + timedelta(seconds=1)
    monkeypatch.setattr(started.clock, "now", lambda: later)
    started.program_list.wanted()
    assert started.program_list._reading
    await _still(started)


async def test_of_several_processes_one_reads(started):
    await _still(started)
    rows, now = started.program_list.rows, started.clock.now()
    assert await rows.claim(now, alone=False)
    assert not await rows.claim(now, alone=False)
    assert await rows.claim(now + timedelta(minutes=2), alone=False)  # the first one has died


async def test_a_job_is_one_process_s_to_read_after(started):
    await _still(started)
    rows = started.program_list.rows
    assert await rows.claim_jobs({"ProgActiveAutobid00000": "job_1", "New": "job_2"}) == [
        "ProgActiveAutobid00000",
        "New",
    ]
    assert await rows.claim_jobs({"ProgActiveAutobid00000": "job_1", "New": "job_2"}) == []


async def test_the_database_tells_lives_as_the_model_does(started, known):
    await _still(started)
    now = started.clock.now()
    today = pacific_today(now)
    days = [None, today - timedelta(days=1), today, today + timedelta(days=1)]
    words = ["ACTIVE", "INACTIVE", "TERMINATED", "PAUSED", "NEW_WORD"]
    raws = [
        {
            "program_id": f"Case{number}",
            "program_status": word,
            "program_pause_status": paused,
            "start_date": start and start.isoformat(),
            "end_date": (end or OPEN_END).isoformat(),
        }
        for number, (word, start, end, paused) in enumerate(
            product(words, days, days, ["PAUSED", "NOT_PAUSED"])
        )
    ]
    await started.program_list.rows.put(raws, now)
    for life in set(Life) - {Life.PAUSED}:
        told = {r["program_id"] for r in raws if Program.from_partner(r).life(today) is life}
        assert set(await known(limit=999, life=life, text="case")) == told


async def test_programs_are_found_by_the_name_of_their_business(started, known):
    await _still(started)
    assert set(await known(text="bella italia")) == {
        "ProgEndedLastMonth0000",
        "-ProgPausedManualBid_0",
    }
    await started.program_list.label("-ProgPausedManualBid_0", "Lunch")
    await _read(started)
    assert set(await known(text="BELLA")) >= {"-ProgPausedManualBid_0"}
