"""Batches from the file to the last row: the real engine and store, the sandbox below."""

import asyncio

import pytest
import sqlalchemy
from job_states import hold

from models.bulk import BulkState, Place
from models.bulk_reading import read_csv
from models.job import JobKind
from models.job_status import JobStatus
from services.bulk import releasing
from services.errors import IdempotencyConflict, InvalidRows, NotAllowed, NotFound
from services.store.filtering import JobFilter

GOOD = "GoldenGateHvacRepair00"
REJECTED = "TestRejectWrapperChain"
RUNNING = "ProgActiveManualBid000"


async def test_every_row_becomes_a_job_and_the_batch_ends(adtrail, send, over, creates):
    bulk = await send(creates((GOOD, 200), (GOOD, 300), (REJECTED, 200)), name="november.csv")
    view = await over(bulk)
    assert (view.progress.finished, view.progress.completed, view.progress.failed) == (3, 2, 1)
    rows = await adtrail.bulks.page(bulk.id, 10)
    assert [row.place for row in rows] == [Place.COMPLETED, Place.COMPLETED, Place.FAILED]
    assert [row.job.order["budget"] for row in rows] == [20000, 30000, 20000]
    assert {row.job.bulk_id for row in rows} == {bulk.id}


async def test_wrong_rows_are_left_out_or_keep_everything_from_being_sent(
    adtrail, send, over, creates
):
    text = creates((GOOD, 200), (GOOD, 3))
    with pytest.raises(InvalidRows) as refused:
        await send(text, all_or_nothing=True)
    assert [(e.line, e.field) for e in refused.value.lines] == [(3, "budget")]
    assert await adtrail.bulks.latest(9) == []
    view = await over(await send(text))
    assert (view.bulk.total, view.bulk.left_out) == (1, 1)
    with pytest.raises(InvalidRows):
        await send(creates((GOOD, 3)))


async def test_the_same_key_is_the_same_batch(adtrail, send, over, creates):
    text = creates((GOOD, 200), (GOOD, 300))
    sent = await asyncio.gather(*(send(text, key="k") for _ in range(10)))
    assert len({bulk.id for bulk in sent}) == 1
    with pytest.raises(IdempotencyConflict):
        await send(creates((GOOD, 200)), key="k")
    await over(sent[0])
    assert await adtrail.store.count(JobFilter()) == 2


async def test_no_more_rows_than_may_be_are_under_way(adtrail, send, over, creates, monkeypatch):
    monkeypatch.setattr(releasing, "AT_ONCE", 3)
    most = 0

    def look(_change):
        nonlocal most
        most = max(most, len(adtrail.store.unfinished()) - 1)  # the batch itself

    adtrail.bus.subscribe(look)
    await over(await send(creates(*((GOOD, 200 + n) for n in range(12)))))
    assert most == 3


async def test_a_paused_batch_releases_nothing_until_it_goes_on(
    adtrail, send, over, creates, monkeypatch
):
    monkeypatch.setattr(releasing, "AT_ONCE", 2)
    bulk = await send(creates(*((GOOD, 200 + n) for n in range(6))))
    paused = await adtrail.bulks.pause(bulk.id)
    released = paused.progress.total - paused.progress.waiting
    await asyncio.sleep(1)
    view = await adtrail.bulks.view(bulk.id)
    assert view.paused
    assert view.progress.total - view.progress.waiting == released
    await adtrail.bulks.resume(bulk.id)
    assert (await over(bulk)).progress.completed == 6


async def test_what_failed_is_tried_again_and_the_row_knows_its_last_job(
    adtrail, send, over, creates
):
    bulk = await send(creates((REJECTED, 200), (GOOD, 200)))
    await over(bulk)
    first = (await adtrail.bulks.page(bulk.id, 1))[0].job
    assert (await adtrail.bulks.retry_failed(bulk.id)).bulk.state is BulkState.RUNNING
    await over(bulk)
    second = (await adtrail.bulks.page(bulk.id, 1))[0].job
    assert second.retry_of == first.id
    assert adtrail.store.get(first.id).retried_by == second.id
    assert await adtrail.store.count(JobFilter()) == 3


async def test_a_row_that_somebody_submits_again_singly_counts_for_the_batch(
    adtrail, send, over, creates
):
    bulk = await send(creates((REJECTED, 200), (GOOD, 200)))
    await over(bulk)
    failed = (await adtrail.bulks.page(bulk.id, 1))[0].job
    values = {"business_id": GOOD, "program_name": "CPC", "budget": 210, "is_autobid": True}
    again = await adtrail.programs.create(values, retry_of=failed.id)
    assert (await over(bulk)).progress.completed == 2
    assert (await adtrail.bulks.page(bulk.id, 1))[0].job.id == again.id
    with pytest.raises(NotAllowed):
        await adtrail.bulks.retry_failed(bulk.id)


async def test_a_row_waits_for_a_program_that_another_job_changes(adtrail, send, over, monkeypatch):
    monkeypatch.setattr(releasing, "_BUSY", 0.05)
    other = await adtrail.programs.edit(RUNNING, {"budget": 520})
    bulk = await send(f"program_id,budget\n{RUNNING},540\n", JobKind.EDIT)
    view = await over(bulk)
    assert view.progress.completed == 1
    [row] = await adtrail.bulks.page(bulk.id, 9)
    assert row.job.created_at >= adtrail.store.get(other.id).completed_at
    assert row.row.note is None


async def test_what_may_not_be_any_more_when_its_turn_comes_is_refused_with_a_reason(
    adtrail, send, over, monkeypatch
):
    hold(monkeypatch, adtrail.engine)
    bulk = await send(f"program_id\n{RUNNING}\n", JobKind.TERMINATE)
    row = (await adtrail.bulks.page(bulk.id, 1))[0].row
    monkeypatch.undo()
    ended = await adtrail.programs.end(RUNNING)
    while not adtrail.store.get(ended.id).terminal:  # noqa: ASYNC110 - a row
        await asyncio.sleep(0.01)
    adtrail.engine.nudge(bulk.id)
    view = await over(bulk)
    assert (view.progress.refused, view.progress.unsuccessful) == (1, 1)
    row = (await adtrail.bulks.page(bulk.id, 1))[0].row
    assert "was ended by job" in row.note["message"]


async def test_a_batch_that_is_not_there_is_said(adtrail):
    with pytest.raises(NotFound):
        await adtrail.bulks.view("bulk_nothing")


async def test_one_that_has_ended_is_neither_paused_nor_resumed(adtrail, send, over, creates):
    bulk = await send(creates((GOOD, 200)))
    await over(bulk)
    for act in (adtrail.bulks.pause, adtrail.bulks.resume, adtrail.bulks.retry_failed):
        with pytest.raises(NotAllowed):
            await act(bulk.id)


async def test_its_creates_do_not_stand_above_the_form(adtrail, send, over, creates):
    await over(await send(creates((GOOD, 200), (REJECTED, 200))))
    assert adtrail.store.on_form(JobKind.CREATE, adtrail.clock.now(), most=9) == []


async def test_a_restart_goes_on_with_the_next_row(settings, creates, monkeypatch):
    from services.container import bootstrap

    monkeypatch.setattr(releasing, "AT_ONCE", 2)
    first = bootstrap(settings)
    await first.start()
    preview = await first.bulks.preview(
        read_csv(creates(*((GOOD, 200 + n) for n in range(8))), JobKind.CREATE)
    )
    bulk = await first.bulks.send(preview)
    await first.stop()
    second = bootstrap(settings)
    assert (await second.bulks.view(bulk.id)).progress.waiting > 0
    await second.start()
    try:
        async with asyncio.timeout(20):
            while not (view := await second.bulks.view(bulk.id)).over:  # noqa: ASYNC110 - a row
                await asyncio.sleep(0.02)
        assert view.progress.finished == 8
        jobs = await second.store.page(JobFilter(statuses=frozenset(JobStatus)), 99)
        assert len({job.bulk_row for job in jobs}) == len(jobs) == 8
    finally:
        await second.stop()


def listed(program_id, kind="CPC", end="9999-12-31"):
    return {
        "program_id": program_id,
        "program_type": kind,
        "program_status": "ACTIVE",
        "start_date": "2020-01-01",
        "end_date": end,
    }


@pytest.fixture
async def with_list(adtrail):
    """A list that was read: one that runs, one that has ended, a logo, and one that vanished."""
    rows, now = adtrail.program_list.rows, adtrail.clock.now()
    ended, logo, gone = (f"{word:0<22}" for word in ("ended", "logo", "gone"))
    programs = [listed(RUNNING), listed(ended, end="2020-02-02"), listed(logo, "LOGO")]
    await rows.claim(now, alone=True)
    await rows.put([*programs, listed(gone)], now)
    await rows.vanish([gone], now)
    await rows.done(now)
    return RUNNING, ended, logo, gone


async def previewed(adtrail, *programs):
    text = "program_id,budget\n" + "".join(f"{one},540\n" for one in programs)
    return await adtrail.bulks.preview(read_csv(text, JobKind.EDIT))


async def test_the_list_of_programs_decides_what_can_be_sent_and_summed(adtrail, with_list):
    running, ended, logo, gone = with_list
    preview = await previewed(adtrail, running, "nope", "x" * 22, ended, logo, gone)
    assert [(e.line, e.field) for e in preview.errors] == [
        (3, "program_id"),
        (5, "program_id"),
        (6, "budget"),
    ]
    assert [row.line for row in preview.rows if row.warnings] == [4, 7]
    assert preview.budget == 3 * 54000


async def test_the_list_of_another_partner_says_nothing(adtrail, with_list):
    adtrail.store.partner = lambda: "https://elsewhere.example"
    preview = await previewed(adtrail, *with_list)
    assert all(row.valid and not row.warnings for row in preview.rows)


async def test_thousands_of_rows_take_few_looks_at_the_list(adtrail, with_list):
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        if "FROM listed_program" in statement:
            asked.append(statement)

    sqlalchemy.event.listen(adtrail.store.engine, "before_cursor_execute", note)
    programs = (*with_list, *(f"Many{n:018}" for n in range(2000)))
    preview = await previewed(adtrail, *programs)
    assert len([row for row in preview.rows if row.warnings]) == 2001
    assert 0 < len(asked) <= 5
