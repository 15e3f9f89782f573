"""The store in PostgreSQL: the same contract, and what several processes may do to each other."""

import asyncio
import io
import json

import psycopg
import pytest
from bulk_contract import *  # noqa: F403 - the contract's tests run here
from schedule_contract import *  # noqa: F403 - the contract's tests run here
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from store_contract import *  # noqa: F403 - the contract's tests run here
from store_contract import START, make_job, nobody

from models import evidence as ev
from models.job import JobKind
from services.bus import Bus
from services.clock import ManualClock
from services.errors import DatabaseAway, ProgramBusy
from services.store.database import StoreUnavailable
from services.store.filtering import JobFilter
from services.store.store import Store
from services.store.transfer import export_jobs, import_jobs


@pytest.fixture
def open_store(url):
    """Stores on one database, as so many processes have them."""
    opened = []

    def open_():
        opened.append(Store.open(url, Bus(), ManualClock(START)))
        return opened[-1]

    yield open_
    for store in opened:
        store.close()


@pytest.fixture
def store(url, bus, clock):
    opened = Store.open(url, bus, clock)
    yield opened
    opened.close()


def both(first, second, work):
    return asyncio.gather(*(work(store) for _ in range(10) for store in (first, second)))


async def test_two_processes_make_one_job_of_one_key(open_store):
    first, second = open_store(), open_store()
    for key in "abcdefgh":
        jobs = iter(range(100))

        def work(store, key=key, jobs=jobs):
            job = make_job(f"job_{key}{next(jobs)}", idempotency_key=key, request_hash="h")
            return store.record(job, nobody)

        done = await both(first, second, work)
        assert len({one.job.id for one in done}) == 1
        assert sum(one.moved for one in done) == 1
    assert await first.count(JobFilter()) == 8


async def test_two_processes_never_change_one_program_at_once(open_store):
    first, second = open_store(), open_store()
    for program in "abcdefgh":
        jobs = iter(range(100))

        async def work(store, program=program, jobs=jobs):
            job = make_job(f"job_{program}{next(jobs)}", kind=JobKind.EDIT, program_id=program)
            try:
                await store.record(job, nobody)
            except ProgramBusy:
                return 0
            return 1

        assert sum(await both(first, second, work)) == 1


async def test_one_of_two_processes_wins_the_right_to_send(open_store):
    first, second = open_store(), open_store()
    for number in range(8):
        job_id = (await first.record(make_job(f"job_{number}"), nobody)).job.id

        def work(store, job_id=job_id):
            return store.move(job_id, ev.SubmitStarted())

        assert sum(one.moved for one in await both(first, second, work)) == 1
        assert [event.kind for event in first.events(job_id)] == ["recorded", "submitting"]


async def test_two_processes_never_adopt_one_program_twice(open_store):
    first, second = open_store(), open_store()
    for number in range(20):
        await first.record(make_job(f"job_{number}", business_id="Bz1"), nobody)
        await first.move(f"job_{number}", ev.SubmitStarted(baseline=()))
        await first.move(f"job_{number}", ev.Doubted(reason="time-out"))
    jobs = iter(range(20))

    def work(store):
        found = ev.Found(program_id="Pg1", reason="in the list")
        return store.claim(f"job_{next(jobs)}", found, "Pg1")

    assert sum(one.moved for one in await both(first, second, work)) == 1


async def test_processes_that_lock_each_other_out_both_get_through(open_store):
    """Batches that change the same rows in another order: the database breaks the deadlock."""
    first, second = open_store(), open_store()
    for number in range(30):
        await first.record(make_job(f"job_{number:02}"), nobody)

    def all_of(store, numbers):
        trouble = {"kind": "unreachable", "http": None, "who": id(store)}
        return [store.move(f"job_{n:02}", ev.Troubled(trouble=trouble)) for n in numbers]

    async with asyncio.timeout(20):
        await asyncio.gather(*all_of(first, range(30)), *all_of(second, reversed(range(30))))
    assert {len(first.events(f"job_{n:02}")) for n in range(30)} <= {2, 3}


def test_processes_that_start_together_make_one_schema(cluster):
    import threading

    failed = []
    url = cluster.new_database().replace("postgresql://", "postgresql+psycopg://")

    def start():
        try:
            Store.open(url, Bus(), ManualClock(START)).close()
        except Exception as error:  # noqa: BLE001 - the test says which
            failed.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


def test_a_server_that_is_not_there_is_said(cluster):
    with pytest.raises(StoreUnavailable, match="ADTRAIL_DATABASE_URL"):
        Store.open("postgresql+psycopg://adtrail@127.0.0.1:1/none", Bus(), ManualClock(START))


async def test_a_lost_connection_is_made_again_and_nothing_is_written_twice(
    cluster, store, address
):
    await store.record(make_job(), nobody)
    for number in range(5):
        cluster.sql(
            address.rpartition("/")[2],
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        assert store.get("job_1") is not None
        trouble = {"kind": "unreachable", "http": number}
        assert (await store.move("job_1", ev.Troubled(trouble=trouble))).moved
    assert len(store.events("job_1")) == 6


@pytest.mark.parametrize("moment", ["before_commit", "after_commit"])
async def test_a_commit_without_an_answer_is_asked_about(store, moment):
    """The connection dies at COMMIT: the write is there once, whether it arrived or not."""
    lost = []

    def die(session):
        if not lost and not session.in_nested_transaction():
            lost.append(moment)
            gone = psycopg.OperationalError("lost")
            raise OperationalError("COMMIT", None, gone, connection_invalidated=True)

    event.listen(Session, moment, die)
    try:
        moved = await store.record(make_job(), nobody)
    finally:
        event.remove(Session, moment, die)
    assert lost
    assert moved.moved
    assert len(store.events("job_1")) == 1


async def test_who_comes_while_a_commit_is_asked_about_is_refused_at_once(cluster, store):
    """An order waited in silence until the database was back, a minute if need be."""
    gone = asyncio.Event()
    loop = asyncio.get_running_loop()

    def die(session):
        if not gone.is_set() and not session.in_nested_transaction():
            cluster.stop("immediate")
            loop.call_soon_threadsafe(gone.set)
            lost = psycopg.OperationalError("lost")
            raise OperationalError("COMMIT", None, lost, connection_invalidated=True)

    event.listen(Session, "after_commit", die)
    first = asyncio.ensure_future(store.record(make_job(), nobody))
    try:
        await gone.wait()
        with pytest.raises(DatabaseAway):
            await asyncio.wait_for(store.record(make_job("job_2"), nobody), 20)
    finally:
        event.remove(Session, "after_commit", die)
        cluster.start()
    assert (await first).moved
    assert store.get("job_2") is None


async def test_words_that_only_json_can_hold_come_back(store):
    order = {"note": "Ж🙂\u2028", "numbers": [1, 2.5, None, True], "ä": {"b": []}}
    await store.record(make_job(order=order), nobody)
    assert json.dumps(store.get("job_1").order) == json.dumps(order)


async def test_a_database_that_is_away_is_said_and_comes_back(cluster, store):
    await store.record(make_job(), nobody)
    cluster.stop("immediate")
    try:
        with pytest.raises(DatabaseAway):
            store.get("job_1")
        with pytest.raises(DatabaseAway):
            await store.move("job_1", ev.SubmitStarted())
        with pytest.raises(DatabaseAway):
            await store.ping()
        insisting = asyncio.get_running_loop().create_task(
            store.insist("job_1", ev.SubmitStarted())
        )
        await asyncio.sleep(0.7)
    finally:
        cluster.start()
    assert (await asyncio.wait_for(insisting, 10)).moved
    assert store.get("job_1").attempts == 1


def looked_up(store):
    """Of the table of jobs: its pages, and those that a count has to look into for each job."""
    asked = "SELECT relpages, relpages - relallvisible FROM pg_class WHERE relname = 'job'"
    with store.engine.connect() as connection:
        return tuple(connection.exec_driver_sql(asked).one())


async def test_many_jobs_written_at_once_are_counted_from_an_index_alone(store, cluster, migrated):
    """Every job got its partner at a start, or they all came by an import."""
    for number in range(30):
        await store.record(make_job(f"job_{number}"), nobody)
    store.adopt_jobs("sandbox")
    pages, unseen = looked_up(store)
    assert pages
    assert not unseen
    file = io.StringIO()
    export_jobs(store.engine, file)
    url = cluster.new_database(migrated).replace("postgresql://", "postgresql+psycopg://")
    other = Store.open(url, Bus(), ManualClock(START))
    import_jobs(other.engine, file.getvalue().splitlines())
    pages, unseen = looked_up(other)
    other.close()
    assert pages
    assert not unseen


def test_the_latest_of_many_jobs_are_not_looked_up_one_by_one_for_long(store):
    """PostgreSQL by itself waits for a fifth of a table to change."""
    asked = "SELECT unnest(reloptions) FROM pg_class WHERE relname = 'job'"
    with store.engine.connect() as connection:
        said = dict(row[0].split("=") for row in connection.exec_driver_sql(asked))
    assert float(said["autovacuum_vacuum_scale_factor"]) * 100_000 <= 2_000
