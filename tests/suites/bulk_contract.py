"""What a store does with batches, whichever database it has. The importing module has `store`."""

import asyncio
import io
from datetime import timedelta

import pytest
from store_contract import START, make_job, nobody

from models import evidence as ev
from models.bulk import Act, Bulk, BulkRow, BulkState, Place, RowState
from models.duplication import Plan
from models.job import JobKind, Phase
from models.job_status import JobStatus
from services.errors import IdempotencyConflict
from services.store.bulks import BulkRows
from services.store.rows import NotReleased
from services.store.transfer import export_jobs

PAUSE = Act("2026-05-04T09:12:07Z", "somebody", "paused")
GO_ON = Act("2026-05-04T09:13:07Z", "somebody", "continued")
RETRY = Act("2026-05-04T09:14:07Z", "somebody", "retried")
KEYS = ("waiting", "running", "completed", "failed", "refused")


@pytest.fixture
def rows(store):
    return BulkRows(store)


def batch(bulk_id="bulk_1", size=3, **values):
    columns = {"kind": JobKind.CREATE, "created_at": START, "total": size, **values}
    asked = {"business_id": "Bz1", "budget": "64.10", "words": "Ж🙂"}
    return Bulk(id=bulk_id, **columns), [(n + 1, asked) for n in range(1, size + 1)]


def waiting(number):
    return BulkRow(bulk_id="bulk_1", number=number, line=number + 1)


def released(number, attempt=1, **values):
    columns = {"bulk_id": "bulk_1", "bulk_row": number, **values}
    key = f"bulk_1:{number}:{attempt}"
    return make_job(f"job_{number}_{attempt}", idempotency_key=key, **columns)


async def counted(rows):
    progress = (await rows.progress(["bulk_1"]))["bulk_1"]
    return tuple(getattr(progress, key) for key in KEYS)


async def settle(store, job_id, status, **values):
    await store.move(job_id, ev.SubmitStarted())
    await store.move(job_id, ev.Accepted(partner_job_id=f"Jb{job_id}"))
    error = {"code": "X"} if status is JobStatus.FAILED else None
    await store.move(job_id, ev.Reported(status=status, receipt="{}", error=error, **values))


async def test_a_batch_and_its_rows_are_recorded_together_and_taken_up(store, rows):
    enlisted = []
    await rows.record(*batch(size=1200), lambda _session, bulk: enlisted.append(bulk.id))
    assert enlisted == ["bulk_1"]
    assert await counted(rows) == (1200, 0, 0, 0, 0)
    assert store.unfinished() == ["bulk_1"]
    [now] = await rows.rows("bulk_1", 1, after=1199)
    assert (now.row.line, now.row.asked["words"], now.place) == (1201, "Ж🙂", Place.WAITING)


async def test_of_a_batch_that_fails_nothing_is_left(store, rows):
    def broken(_session, _bulk):
        raise RuntimeError("the engine is ill")

    with pytest.raises(RuntimeError):
        await rows.record(*batch(), broken)
    assert rows.get("bulk_1") is None
    assert await rows.rows("bulk_1", 9) == []


async def test_a_key_makes_one_batch_and_belongs_to_one_file(rows):
    made = [batch(f"bulk_{n}", idempotency_key="k", request_hash="h") for n in range(9)]
    found = await asyncio.gather(*(rows.record(*one, nobody) for one in made))
    assert len({bulk.id for bulk in found}) == 1
    assert len(await rows.latest(99)) == 1
    with pytest.raises(IdempotencyConflict):
        await rows.record(*batch("bulk_x", idempotency_key="k", request_hash="other"), nobody)


async def several(rows):
    """Six batches, of which the second is paused, and the third, fifth and sixth go on."""
    for n in range(1, 7):
        later = START + timedelta(seconds=n // 2)  # two at a moment
        await rows.record(*batch(f"bulk_{n}", size=1, created_at=later), nobody)
    await rows.turn("bulk_2", BulkState.PAUSED, PAUSE)
    for bulk_id in ("bulk_1", "bulk_4"):
        await rows.refuse((await rows.due(bulk_id, 1, later))[0], {"message": "No."})
        assert await rows.finish(bulk_id, later)


async def test_what_is_not_over_comes_first_and_every_batch_is_on_a_page(rows):
    await several(rows)
    listed = [one.id for start in (0, 2, 4, 6) for one in await rows.page(2, start)]
    assert listed == ["bulk_6", "bulk_5", "bulk_3", "bulk_2", "bulk_4", "bulk_1"]
    assert await rows.count() == 6


async def test_batches_are_read_on_from_a_place_that_new_ones_do_not_move(rows):
    await several(rows)
    first = await rows.latest(3)
    assert [one.id for one in first] == ["bulk_6", "bulk_5", "bulk_4"]
    later = START + timedelta(hours=1)
    await rows.record(*batch("bulk_7", size=1, created_at=later), nobody)
    rest = await rows.latest(9, after=(first[-1].created_at, first[-1].id))
    assert [one.id for one in rest] == ["bulk_3", "bulk_2", "bulk_1"]
    over = await rows.latest(9, states=[BulkState.FINISHED])
    assert [one.id for one in over] == ["bulk_4", "bulk_1"]
    assert await rows.count([BulkState.PAUSED]) == 1


async def test_a_row_is_released_once_and_knows_its_job(store, rows):
    await rows.record(*batch(), nobody)
    await store.record(released(1), nobody)
    again = await store.record(released(1), nobody)
    assert not again.moved
    with pytest.raises(NotReleased):
        await store.record(released(1, attempt=2), nobody)
    assert store.get("job_1_2") is None
    assert await counted(rows) == (2, 1, 0, 0, 0)
    assert [row.number for row in await rows.due("bulk_1", 9, START)] == [2, 3]


async def test_a_paused_batch_releases_no_row(store, rows):
    await rows.record(*batch(), nobody)
    await rows.turn("bulk_1", BulkState.PAUSED, PAUSE)
    with pytest.raises(NotReleased):
        await store.record(released(1), nobody)
    await rows.turn("bulk_1", BulkState.RUNNING, GO_ON)
    await store.record(released(1), nobody)
    await rows.turn("bulk_1", BulkState.RUNNING, GO_ON)  # it does already
    assert rows.get("bulk_1").acts == [PAUSE, GO_ON]


async def test_it_finishes_only_when_no_row_waits(store, rows):
    await rows.record(*batch(size=1), nobody)
    assert not await rows.finish("bulk_1", START)
    await store.record(released(1), nobody)
    await settle(store, "job_1_1", JobStatus.COMPLETED, program_id="Pg1")
    assert await rows.finish("bulk_1", START)
    assert store.unfinished() == []
    await rows.turn("bulk_1", BulkState.RUNNING, GO_ON)
    assert rows.get("bulk_1").state is BulkState.FINISHED


async def test_what_failed_waits_again_but_not_what_left_a_program(store, rows):
    bulk, made = batch(size=4)
    await rows.record(bulk, made, nobody)
    for number in (1, 2, 3):
        await store.record(released(number), nobody)
    await settle(store, "job_1_1", JobStatus.FAILED)
    await settle(store, "job_2_1", JobStatus.FAILED, program_id="Pg1")
    await settle(store, "job_3_1", JobStatus.COMPLETED, program_id="Pg2")
    await rows.refuse(waiting(4), {"message": "no"})
    await rows.finish("bulk_1", START)
    assert await counted(rows) == (0, 0, 1, 2, 1)
    enlisted = []
    assert await rows.again(bulk, RETRY, lambda _session, one: enlisted.append(one.id)) == 2
    assert enlisted == ["bulk_1"]
    assert await counted(rows) == (2, 0, 1, 1, 0)
    assert rows.get("bulk_1").state is BulkState.RUNNING
    assert rows.get("bulk_1").acts == [RETRY]
    assert [(r.number, r.attempt) for r in await rows.due("bulk_1", 9, START)] == [(1, 2), (4, 2)]


async def test_a_row_that_is_put_off_comes_when_its_time_does(rows, clock):
    await rows.record(*batch(size=2), nobody)
    clock.advance(5)
    await rows.put_off(waiting(1), clock.now(), {"message": "later"})
    assert [row.number for row in await rows.due("bulk_1", 9, START)] == [2]
    assert [row.number for row in await rows.due("bulk_1", 9, clock.now())] == [1, 2]


async def test_a_note_comes_too_late_for_a_row_that_was_released(store, rows):
    await rows.record(*batch(size=1), nobody)
    await store.record(released(1), nobody)
    await rows.refuse(waiting(1), {"message": "no"})
    [now] = await rows.rows("bulk_1", 1)
    assert (now.row.state, now.row.note) == (RowState.RELEASED, None)


@pytest.mark.parametrize("place", list(Place))
async def test_rows_of_each_place_are_found(store, rows, place):
    await rows.record(*batch(size=6), nobody)
    for number in (2, 3, 4, 5):
        await store.record(released(number), nobody)
    await settle(store, "job_3_1", JobStatus.COMPLETED)
    await settle(store, "job_4_1", JobStatus.FAILED)
    await store.move("job_5_1", ev.SubmitStarted())
    await store.move("job_5_1", ev.Doubted(reason="?"))
    await store.move("job_5_1", ev.Asked(reason="?"))
    await rows.refuse(waiting(6), {"message": "no"})
    order = [Place.WAITING, Place.RUNNING, Place.COMPLETED, Place.FAILED, Place.ASKING]
    order.append(Place.REFUSED)
    [now] = await rows.rows("bulk_1", 9, places=[place])
    assert (now.row.number, now.place) == (order.index(place) + 1, place)


async def test_what_stands_against_a_row_is_found(store, rows):
    await store.record(make_job("job_1", kind=JobKind.EDIT, program_id="Pg1"), nobody)
    await store.record(make_job("job_2", kind=JobKind.TERMINATE, program_id="Pg2"), nobody)
    await settle(store, "job_2", JobStatus.COMPLETED)
    await store.record(make_job("job_3", business_id="Bz1"), nobody)
    many = [f"Pg{n}" for n in range(1200)]
    here = store.get("job_1").partner
    assert rows.busy(many, here) == {"Pg1": "job_1"}
    assert rows.ended(many, here) == {"Pg2": "job_2"}
    assert rows.creating(["Bz1", "Bz2"], here) == {"Bz1": "job_3"}
    for ask, ids in ((rows.busy, many), (rows.ended, many), (rows.creating, ["Bz1"])):
        assert ask(ids, "another") == {}


async def test_a_copy_that_gets_its_features_holds_up_no_row(store, rows):
    plan = Plan("Pg0", left=[("AD_GOAL", {"ad_goal": "CALLS"})]).kept()
    await store.record(make_job(kind=JobKind.DUPLICATE, plan=plan), nobody)
    await settle(store, "job_1", JobStatus.COMPLETED, program_id="Pg1")
    job = store.get("job_1")
    assert (job.phase, job.program_id) == (Phase.COPYING, "Pg1")
    assert rows.busy(["Pg1"], job.partner) == {}


async def test_batches_are_part_of_an_export(store, rows):
    await rows.record(*batch(size=2), nobody)
    out = io.StringIO()
    export_jobs(store.engine, out)
    assert [line[:8] for line in out.getvalue().splitlines()[1:4]] == ['{"bulk":'] + [
        '{"bulk_r'
    ] * 2
