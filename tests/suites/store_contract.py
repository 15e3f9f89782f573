"""What a store does, whichever database it keeps jobs in. The importing module has `store`."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest

from models import evidence as ev
from models.job import Job, JobKind, Phase
from models.job_status import JobStatus
from models.transition import replay
from services.bus import Bus
from services.clock import ManualClock
from services.errors import IdempotencyConflict, KeyUsedElsewhere, ProgramBusy
from services.store import audit
from services.store.audit import AuditRows, DeedFilter
from services.store.filtering import JobFilter, Order
from services.store.queries import KnownBusiness

START = datetime(2026, 5, 4, 9, 12, 7, tzinfo=UTC)


@pytest.fixture
def clock():
    return ManualClock(START)


@pytest.fixture
def bus():
    return Bus()


def make_job(job_id="job_1", **values):
    columns = {"kind": JobKind.CREATE, "created_at": START, "updated_at": START, **values}
    return Job(id=job_id, **columns)


def nobody(session, job):
    """An engine that is not there."""


async def test_a_job_and_its_first_event_are_recorded_together(store):
    await store.record(make_job(order={"budget": 45000}, business_id="Bz1"), nobody)
    job, events = store.get("job_1"), store.events("job_1")
    assert job.created_at == START
    assert job.created_at.tzinfo is not None
    assert [e.kind for e in events] == ["recorded"]
    assert replay(events).model_dump() == job.model_dump()


async def test_events_replay_to_the_row_after_a_whole_life(store, clock):
    await store.record(make_job(), nobody)
    for evidence in (
        ev.SubmitStarted(baseline=("Pg1", "Pg2")),
        ev.Accepted(partner_job_id="Jb1"),
        ev.Troubled(trouble={"kind": "unreachable", "http": None}),
        ev.Reported(status=JobStatus.COMPLETED, program_id="Pg3", receipt='{"a": 1}'),
    ):
        clock.advance(1)
        assert (await store.move("job_1", evidence)).moved
    assert replay(store.events("job_1")).model_dump() == store.get("job_1").model_dump()
    assert store.get("job_1").phase is Phase.SETTLED


async def test_one_of_many_wins_the_right_to_send(store):
    await store.record(make_job(), nobody)
    tries = [store.move("job_1", ev.SubmitStarted()) for _ in range(20)]
    assert sum(done.moved for done in await asyncio.gather(*tries)) == 1
    assert store.get("job_1").attempts == 1


async def test_the_same_key_and_request_is_the_same_job(store):
    jobs = [make_job(f"job_{n}", idempotency_key="k", request_hash="h") for n in range(20)]
    done = await asyncio.gather(*(store.record(job, nobody) for job in jobs))
    assert len({one.job.id for one in done}) == 1
    assert sum(one.moved for one in done) == 1
    assert await store.count(JobFilter()) == 1


async def test_a_key_is_kept(store, clock):
    await store.record(make_job(idempotency_key="k", request_hash="h"), nobody)
    await store.move("job_1", ev.Absent(reason="It never happened."))
    clock.advance(30 * 24 * 3600)
    again = await store.record(make_job("job_2", idempotency_key="k", request_hash="h"), nobody)
    assert (again.job.id, again.moved) == ("job_1", False)


async def test_the_same_key_with_another_request_is_refused_and_leaves_nothing(store):
    await store.record(make_job(idempotency_key="k", request_hash="h"), nobody)
    with pytest.raises(IdempotencyConflict):
        await store.record(make_job("job_2", idempotency_key="k", request_hash="other"), nobody)
    assert store.get("job_2") is None


async def test_a_key_of_another_partner_is_refused_and_leaves_nothing(store):
    same = {"idempotency_key": "k", "request_hash": "h"}
    await store.record(make_job(partner="sandbox", **same), nobody)
    real = [make_job(f"real_{n}", partner="https://real", **same) for n in range(20)]
    tries = [store.record(job, nobody) for job in real]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert {type(answer) for answer in answers} == {KeyUsedElsewhere}
    assert await store.count(JobFilter()) == 1


async def test_what_ended_last_is_asked_of_one_partner(store):
    await store.record(make_job(kind=JobKind.PAUSE, program_id="Pg1", partner="sandbox"), nobody)
    await store.move("job_1", ev.SubmitStarted())
    await store.move("job_1", ev.Accepted(partner_job_id="Jb1"))
    done = ev.Reported(status=JobStatus.COMPLETED, program_id="Pg1", receipt="{}")
    await store.move("job_1", done)
    assert store.last_ended([JobKind.PAUSE], "sandbox").id == "job_1"
    assert store.last_ended([JobKind.PAUSE], "https://real") is None


async def test_changes_of_one_program_never_overlap(store):
    edit = {"kind": JobKind.EDIT, "program_id": "Pg1"}
    await store.record(make_job(**edit), nobody)
    with pytest.raises(ProgramBusy) as caught:
        await store.record(make_job("job_2", **edit), nobody)
    assert caught.value.job_id == "job_1"


async def test_a_program_of_another_partner_is_not_busy(store):
    edit = {"kind": JobKind.EDIT, "program_id": "Pg1"}
    await store.record(make_job(partner="sandbox", **edit), nobody)
    tries = [store.record(make_job(f"real_{n}", partner="real", **edit), nobody) for n in range(9)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    (real,) = [one.job for one in done if not isinstance(one, ProgramBusy)]
    assert {one.job_id for one in done if isinstance(one, ProgramBusy)} == {real.id}
    assert store.busy_with("Pg1", "sandbox").id == "job_1"
    assert store.busy_with("Pg1", "real").id == real.id
    assert store.busy_with("Pg1", "https://other") is None


async def test_what_is_known_of_a_program_is_known_of_one_partners(store):
    mine = {"program_id": "Pg1", "business_id": "Bz1", "partner": "sandbox"}
    await store.record(make_job(kind=JobKind.TERMINATE, **mine), nobody)
    await store.move("job_1", ev.SubmitStarted())
    await store.move("job_1", ev.Accepted(partner_job_id="Jb1"))
    done = ev.Reported(status=JobStatus.COMPLETED, program_id="Pg1", receipt="{}")
    await store.move("job_1", done)
    assert store.ended_by("Pg1", "sandbox") == "job_1"
    assert store.business_of("Pg1", "sandbox") == "Bz1"
    assert await store.businesses("sandbox") == [KnownBusiness("Bz1", 1, 0)]
    await store.record(make_job("job_2", business_id="Bz2", partner="real"), nobody)
    assert await store.businesses("real") == [KnownBusiness("Bz2", 0, 0)]
    assert (store.ended_by("Pg1", "real"), store.business_of("Pg1", "real")) == (None, None)


async def test_a_failing_write_is_undone_alone(store):
    async def broken():
        def work(session):
            session.add(make_job("job_bad"))
            session.flush()
            raise ValueError("no")

        with pytest.raises(ValueError, match="no"):
            await store._writer.write(work)

    await asyncio.gather(store.record(make_job(), nobody), broken())
    assert store.get("job_1") is not None
    assert store.get("job_bad") is None


async def test_writes_that_wait_together_are_committed_together(store):
    before = store.commits
    all_there = threading.Event()
    works = (
        store._writer.write(lambda _session: all_there.wait(10)),  # the writer is busy meanwhile
        *(store.record(make_job(f"job_{n}"), nobody) for n in range(200)),
    )
    done = asyncio.gather(*works)
    await asyncio.sleep(0)
    all_there.set()
    await done
    assert await store.count(JobFilter()) == 200
    assert store.commits - before <= 2


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
@pytest.mark.parametrize("name", ["partner_status", "program_id", "note", "receipt"])
async def test_a_receipt_with_characters_that_no_database_takes_ends_its_job(store, name, text):
    await store.record(make_job(), nobody)
    await store.move("job_1", ev.SubmitStarted(baseline=()))
    await store.move("job_1", ev.Accepted(partner_job_id="Jb1"))
    words = {"partner_status": "COMPLETED", name: text}
    assert (await store.move("job_1", ev.Troubled(trouble={"message": text}))).moved
    assert (await store.move("job_1", ev.Reported(status=JobStatus.COMPLETED, **words))).moved
    job = store.get("job_1")
    assert (job.status, getattr(job, name)) == (JobStatus.COMPLETED, "a\ufffdb")
    assert replay(store.events("job_1")).model_dump() == job.model_dump()


async def test_whoever_asks_for_what_no_text_can_be_finds_nothing(store):
    assert (store.get("a\0b"), store.events("a\0b"), store.business_of("a\0b", None)) == (
        None,
        [],
        None,
    )
    assert await store.count(JobFilter(text="a\0b")) == 0


@pytest.mark.parametrize("program", ["Pg1", "a\0b", "a\ud800b"])
async def test_a_program_is_claimed_by_one_job_only(store, program):
    for name in ("job_1", "job_2"):
        await store.record(make_job(name, business_id="Bz1"), nobody)
        await store.move(name, ev.SubmitStarted(baseline=()))
        await store.move(name, ev.Doubted(reason="time-out"))
    found = ev.Found(program_id=program, reason="in the list")
    claims = await asyncio.gather(
        store.claim("job_1", found, program), store.claim("job_2", found, program)
    )
    assert sum(claim.moved for claim in claims) == 1


async def test_a_program_that_any_job_has_is_nobody_elses_at_another_partner_either(store):
    """Two spellings of one partner would else give a job the program of another one."""
    for name, partner in (("job_1", "sandbox"), ("job_2", "real")):
        await store.record(make_job(name, business_id="Bz1", partner=partner), nobody)
        await store.move(name, ev.SubmitStarted(baseline=()))
        await store.move(name, ev.Doubted(reason="time-out"))
    found = ev.Found(program_id="Pg1", reason="in the list")
    assert (await store.claim("job_1", found, "Pg1")).moved
    assert store.claimed("Bz1") == {"Pg1"}
    assert not (await store.claim("job_2", found, "Pg1")).moved


async def test_a_change_is_published_after_its_commit_even_if_the_caller_is_gone(store, bus):
    heard = []
    bus.subscribe(lambda change: heard.append((change.job_id, store.get(change.job_id).version)))
    caller = asyncio.get_running_loop().create_task(store.record(make_job(), nobody))
    await asyncio.sleep(0)
    caller.cancel()
    for _ in range(100):
        if heard:
            break
        await asyncio.sleep(0.01)
    assert heard == [("job_1", 1)]


async def test_filters_and_pages(store, clock):
    for number in range(30):
        at = START + timedelta(minutes=number)
        await store.record(
            make_job(f"job_{number:02}", created_at=at, business_id=f"Bz{number % 3}"), nobody
        )
    first = await store.page(JobFilter(), limit=10)
    assert [job.id for job in first][:2] == ["job_29", "job_28"]
    assert [j.id for j in await store.page(JobFilter(), limit=1, offset=10)] == ["job_19"]
    assert await store.count(JobFilter(business_id="Bz1")) == 10
    assert await store.count(JobFilter(text="JOB_0")) == 10
    assert await store.count(JobFilter(text="%")) == 0
    assert await store.count(JobFilter(since=START + timedelta(minutes=25))) == 5
    assert await store.count(JobFilter(statuses=frozenset({JobStatus.FAILED}))) == 0


@pytest.mark.parametrize("oldest_first", [False, True])
async def test_stretches_join_without_a_gap_or_a_double(store, oldest_first):
    for number in range(9):  # three of one moment each: a stretch ends within them
        at = START + timedelta(minutes=number // 3)
        await store.record(make_job(f"job_{number}", created_at=at), nobody)
    pending, after, seen = frozenset({JobStatus.PENDING}), None, []
    while jobs := await store.stretch(
        JobFilter(statuses=pending, kinds=frozenset({JobKind.CREATE})),
        2,
        after=after,
        oldest_first=oldest_first,
    ):
        seen += [job.id for job in jobs]
        after = jobs[-1].created_at, jobs[-1].id
    every = [f"job_{n}" for n in range(9)]
    assert seen == (every if oldest_first else every[::-1])


async def test_any_id_is_found_by_a_part_whatever_its_case(store):
    ids = {"business_id": "BzÖne", "program_id": "PgTwo", "partner_job_id": "JbThree"}
    await store.record(make_job("job_other"), nobody)
    await store.record(make_job(**ids), nobody)
    for part in ("b_1", "bz", "GTWO", "three"):
        assert [job.id for job in await store.page(JobFilter(text=part), limit=9)] == ["job_1"]
    assert await store.count(JobFilter(text="b%1")) == 0


async def test_a_form_shows_the_latest_under_way_and_a_few_that_ended(store, clock):
    async def put(number, *lived, **values):
        clock.advance(1)
        job = make_job(f"job_{number}", actor="hana", created_at=clock.now(), **values)
        await store.record(job, nobody)
        for evidence in lived:
            await store.move(job.id, evidence)

    sent = (ev.SubmitStarted(), ev.Accepted(partner_job_id="Jb"))
    fails = ev.Reported(status=JobStatus.FAILED, receipt="{}")
    ends = ev.Reported(status=JobStatus.COMPLETED, program_id="Pg9", receipt="{}")
    for number in range(4):
        await put(number, *sent, fails)
    for number in range(4, 8):
        await put(number, *sent)
    await put(8)
    await put(9, *sent, ends)
    await put("other", kind=JobKind.EDIT)
    await put("row", bulk_id="bulk_1", bulk_row=1)

    def shown(program=None, most=3, actor="hana"):
        found = store.on_form(JobKind.CREATE, clock.now(), program, most=most, actor=actor)
        return [job.id.removeprefix("job_") for job in found]

    assert shown() == ["9", "8", "7", "6", "3", "2", "1"]
    assert shown("Pg9") == ["9"]
    assert shown(actor="ivan", most=9) == ["8", "7", "6", "5", "4"]
    clock.advance(180)
    assert shown() == ["8", "7", "6", "3", "2", "1"]
    clock.advance(86_400)
    assert shown() == ["8", "7", "6"]


async def test_who_asked_is_a_filter(store):
    await store.record(make_job(), nobody)
    await store.record(make_job("job_2", actor="rest"), nobody)
    assert [job.id for job in await store.page(JobFilter(actor="rest"), limit=9)] == ["job_2"]
    await store.record(make_job("job_3", actor="olena"), nobody)
    await store.record(make_job("job_4", actor="olena/ci"), nobody)
    await store.record(make_job("job_5", actor="olenas"), nobody)
    counts = {"olena": 2, "olena/ci": 1, "ol%": 0, "olen_": 0, "\0": 0}
    assert {who: await store.count(JobFilter(actor=who)) for who in counts} == counts


async def test_orders_and_jobs_without_an_end_come_last(store, clock):
    for took in (5, 60, 20):
        await store.record(make_job(f"job_{took}", created_at=clock.now()), nobody)
        await store.move(f"job_{took}", ev.SubmitStarted())
        clock.advance(took)
        await store.move(f"job_{took}", ev.Refused(error={"code": "X", "all": []}))
    await store.record(make_job("job_open"), nobody)

    async def sorted_by(order):
        return [job.id for job in await store.page(JobFilter(), limit=9, order=order)]

    assert await sorted_by(Order.LONGEST) == ["job_60", "job_20", "job_5", "job_open"]
    assert await sorted_by(Order.SHORTEST) == ["job_5", "job_20", "job_60", "job_open"]
    assert await sorted_by(Order.OLDEST) == (await sorted_by(Order.NEWEST))[::-1]


async def test_days_have_outcomes_a_median_and_what_9_of_10_took(store, clock):
    for took in range(1, 11):
        at, job_id = clock.now(), f"job_{took}"
        await store.record(make_job(job_id, created_at=at), nobody)
        await store.move(job_id, ev.SubmitStarted())
        await store.move(job_id, ev.Accepted(partner_job_id=f"Jb{took}"))
        clock.advance(took)
        end = (
            ev.Reported(status=JobStatus.FAILED, error={"code": "X", "all": []})
            if took == 10
            else ev.Reported(status=JobStatus.COMPLETED, program_id=f"Pg{took}")
        )
        assert (await store.move(job_id, end)).moved
        clock.advance(-took)
    await store.record(make_job("job_open"), nobody)
    late = START.replace(hour=23, minute=59, second=59)
    await store.record(make_job("job_late", created_at=late - timedelta(days=1)), nobody)
    await store.move("job_late", ev.SubmitStarted())
    await store.move("job_late", ev.Refused(error={"code": "X", "all": []}))
    by_day = {day.day.day: day for day in await store.days(JobFilter())}
    assert by_day.keys() == {3, 4}
    assert (by_day[3].completed, by_day[3].failed) == (0, 1)
    day = by_day[4]
    assert (day.completed, day.failed) == (9, 1)
    assert (day.median, day.most) == (pytest.approx(5, abs=0.01), pytest.approx(9, abs=0.01))
    (failed,) = await store.days(
        JobFilter(statuses=frozenset({JobStatus.FAILED}), since=START - timedelta(hours=1))
    )
    assert (failed.completed, failed.failed, failed.median) == (0, 1, pytest.approx(10, abs=0.01))


async def test_durations_are_those_of_jobs_that_ended_with_a_receipt(store, clock):
    ends = {
        "job_1": ev.Reported(status=JobStatus.COMPLETED, program_id="Pg1", receipt="{}"),
        "job_2": ev.Found(program_id="Pg2", reason="A person said so, a day later."),
    }
    for seconds, (job_id, end) in zip((40, 86_400), ends.items(), strict=True):
        await store.record(make_job(job_id), nobody)
        await store.move(job_id, ev.SubmitStarted(baseline=()))
        await store.move(job_id, ev.Accepted(partner_job_id=f"at_{job_id}"))
        await store.move(job_id, ev.Troubled(trouble={"kind": "unknown_job", "http": 404}))
        clock.advance(seconds)
        await store.move(job_id, end)
    assert await store.durations(JobKind.CREATE) == [40.0]


async def test_what_people_did_is_read_newest_first_a_stretch_at_a_time(store, clock, monkeypatch):
    monkeypatch.setattr(audit, "_STRETCH", 2)
    for number in range(5):
        await store.record(make_job(f"job_{number}", actor="hana", business_id="Bz"), nobody)
    clock.advance(60)
    await store.move("job_3", ev.SubmitStarted(baseline=()))
    await store.move("job_3", ev.Accepted(partner_job_id="Jb1"))
    await store.move("job_3", ev.Absent(reason="It never happened.", actor="olena/ci"))
    end = clock.now() + timedelta(seconds=1)

    def found(**which):
        histories = AuditRows(store).histories(DeedFilter(until=end, **which))
        return [(d.actor, d.what, d.about, d.detail) for deeds in histories for d in deeds]

    recorded = [("hana", "job.recorded", f"job_{n}", "create Bz") for n in reversed(range(5))]
    absent = ("olena/ci", "job.absent", "job_3", "create Bz: It never happened.")
    assert found() == [absent, *recorded]
    assert found(actor="olena") == found(since=START + timedelta(seconds=1)) == [absent]
    assert found(actor="ola") == found(actor="ol%") == found(actor="\x00") == []
