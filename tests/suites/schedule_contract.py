"""What a store does with schedules, whichever database it has. The importing module has `store`."""

import asyncio
from datetime import timedelta

import pytest
from store_contract import START, make_job, nobody

from models import evidence as ev
from models.job import JobKind
from models.job_status import JobStatus
from models.schedule import Action, Schedule, State
from services.errors import ProgramBusy
from services.store.schedules import ScheduleFilter, ScheduleRows

DUE = START + timedelta(days=1)


def scheduled(schedule_id="sch_1", **values):
    columns = {
        "action": Action.BUDGET,
        "program_id": "Pg1",
        "order": {"budget": 45000, "words": "Ж🙂"},
        "due_at": DUE,
        "zone": "Europe/Kyiv",
        "created_at": START,
        "updated_at": START,
        **values,
    }
    return Schedule(id=schedule_id, **columns)


def unarmed(session, schedule_id, at):
    """An engine that is not there."""


def change(job_id="job_1", **values):
    return make_job(job_id, **{"kind": JobKind.EDIT, "program_id": "Pg1", **values})


@pytest.fixture
def schedules(store):
    return ScheduleRows(store)


async def test_a_schedule_is_recorded_and_armed_for_its_moment(schedules):
    armed = []
    await schedules.record(scheduled(), lambda _session, *what: armed.append(what))
    assert armed == [("sch_1", DUE)] == schedules.armed()
    kept = schedules.get("sch_1")
    assert (kept.order, kept.due_at, kept.zone) == (scheduled().order, DUE, "Europe/Kyiv")


async def test_of_many_that_let_it_happen_one_does_and_there_is_one_job(store, schedules):
    seen = (await schedules.record(scheduled(), unarmed)).schedule
    done = await asyncio.gather(
        *(schedules.fire(seen, change(f"job_{n}"), nobody, DUE) for n in range(5))
    )
    assert [one.moved for one in done].count(True) == 1
    now = schedules.get("sch_1")
    assert now.state is State.FIRED
    assert store.unfinished() == [now.job_id]
    assert schedules.of_job(now.job_id).id == "sch_1"
    assert "sch_1" in store.events(now.job_id)[0].detail


async def test_what_fails_while_it_happens_leaves_neither_half(store, schedules):
    seen = (await schedules.record(scheduled(), unarmed)).schedule

    def broken(_session, _job):
        raise RuntimeError("the engine broke")

    with pytest.raises(RuntimeError):
        await schedules.fire(seen, change(), broken, DUE)
    assert (schedules.get("sch_1").state, store.unfinished()) == (State.WAITING, [])


async def test_a_busy_program_leaves_it_waiting(store, schedules):
    seen = (await schedules.record(scheduled(), unarmed)).schedule
    await store.record(change("job_0"), nobody)
    with pytest.raises(ProgramBusy):
        await schedules.fire(seen, change(), nobody, DUE)
    assert schedules.get("sch_1").state is State.WAITING


async def test_what_the_sandbox_ended_or_still_changes_holds_up_nothing_at_the_partner(
    store, schedules
):
    there = {"partner": "sandbox"}
    over = make_job("job_0", kind=JobKind.TERMINATE, program_id="Pg1", **there)
    await store.record(over, nobody)
    await store.move("job_0", ev.SubmitStarted())
    await store.move("job_0", ev.Accepted(partner_job_id="Jb1"))
    done = ev.Reported(status=JobStatus.COMPLETED, program_id="Pg1", receipt="{}")
    await store.move("job_0", done)
    await store.record(change("job_9", **there), nobody)
    await schedules.record(scheduled("sch_0", due_at=START, **there), unarmed)
    seen = (await schedules.record(scheduled(partner="real"), unarmed)).schedule
    assert schedules.before(seen) is None
    assert (await schedules.fire(seen, change(partner="real"), nobody, DUE)).moved
    assert schedules.get("sch_1").state is State.FIRED


async def test_either_it_is_cancelled_or_it_happens(store, schedules):
    seen = (await schedules.record(scheduled(), unarmed)).schedule
    assert (await schedules.move(seen, {"state": State.CANCELLED})).moved
    assert not (await schedules.fire(seen, change(), nobody, DUE)).moved
    assert store.unfinished() == []


async def test_either_it_is_moved_or_it_happens(store, schedules):
    seen = (await schedules.record(scheduled(), unarmed)).schedule
    armed = []
    later = {"due_at": DUE + timedelta(days=1), "updated_at": START}
    moved = await schedules.move(seen, later, lambda _session, *what: armed.append(what))
    assert moved.moved
    assert armed == [("sch_1", DUE + timedelta(days=1))] == schedules.armed()
    assert not (await schedules.fire(seen, change(), nobody, DUE)).moved
    assert store.unfinished() == []
    assert (await schedules.fire(moved.schedule, change(), nobody, DUE)).moved
    assert not (await schedules.move(moved.schedule, later)).moved


async def test_the_list_begins_with_what_needs_a_person_then_the_soonest(schedules):
    for name, state, days in (
        ("sch_late", State.WAITING, 3),
        ("sch_soon", State.WAITING, 2),
        ("sch_gone", State.CANCELLED, 1),
        ("sch_missed", State.MISSED, 1),
    ):
        due = START + timedelta(days=days)
        await schedules.record(scheduled(name, state=state, due_at=due), unarmed)
    page = await schedules.page(ScheduleFilter(), 10)
    assert [one.id for one in page] == ["sch_missed", "sch_soon", "sch_late", "sch_gone"]
    assert await schedules.count(ScheduleFilter(states=frozenset({State.WAITING}))) == 2
