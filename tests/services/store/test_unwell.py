"""A disk that is full, a file that is locked or broken: a sentence, and no damage."""

import asyncio
import sqlite3
import threading

import pytest

from models.job import Job, JobKind
from services.bus import Bus
from services.clock import SystemClock
from services.errors import DatabaseAway
from services.job_ids import new_job_id
from services.store.database import StoreUnavailable
from services.store.store import Store

CLOCK = SystemClock()


def job(**values):
    now = CLOCK.now()
    return Job(id=new_job_id(now), kind=JobKind.CREATE, created_at=now, updated_at=now, **values)


def nothing(_session, _job):
    pass


def open_store(folder):
    return Store.open(f"sqlite:///{folder / 'jobs.sqlite3'}", Bus(), CLOCK)


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path)
    yield opened
    opened.close()


def limit(store, pages):
    """The largest the file may grow: what a full disk is to SQLite. Each connection has its own."""
    with store.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")


async def test_a_full_disk_is_said_and_nothing_is_half_recorded(store, tmp_path):
    before = job()
    await store.record(before, nothing)
    limit(store, 1)  # SQLite takes the present size for the limit
    full = []
    for _ in range(50):
        big = job(order={"padding": "x" * 100_000})
        with pytest.raises(DatabaseAway, match="disk is full"):
            await store.record(big, nothing)
        full.append(big.id)
    limit(store, 1_000_000)
    assert store.get(before.id).id == before.id
    assert not any(store.get(job_id) or store.events(job_id) for job_id in full)
    after = job()
    assert (await store.record(after, nothing)).moved, "room again: it goes on by itself"
    with sqlite3.connect(tmp_path / "jobs.sqlite3") as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_a_locked_file_is_said_and_the_next_write_goes_on(store, tmp_path, monkeypatch):
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=10")
    other = sqlite3.connect(tmp_path / "jobs.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    late = job()
    with pytest.raises(DatabaseAway, match="another program"):
        await store.record(late, nothing)
    other.execute("ROLLBACK")
    other.close()
    assert store.get(late.id) is None
    assert (await store.record(late, nothing)).moved


async def test_a_file_that_breaks_while_it_is_used_is_said(store, tmp_path):
    known = job()
    await store.record(known, nothing)
    store.engine.dispose()
    for name in ("jobs.sqlite3", "jobs.sqlite3-wal", "jobs.sqlite3-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "jobs.sqlite3").write_bytes(b"this is no database" * 500)
    with pytest.raises(DatabaseAway, match="restore a copy"):
        await store.record(job(), nothing)
    with pytest.raises(DatabaseAway, match="restore a copy"):
        store.get(known.id)
    with pytest.raises(DatabaseAway, match="restore a copy"):
        await store.ping()


@pytest.mark.parametrize(
    "content", [b"this is no database" * 500, b"SQLite format 3\0" + b"?" * 9000]
)
def test_a_broken_file_stops_the_start_with_a_sentence_and_is_left_as_it_is(tmp_path, content):
    (tmp_path / "jobs.sqlite3").write_bytes(content)
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        open_store(tmp_path)
    assert (tmp_path / "jobs.sqlite3").read_bytes() == content


async def test_a_write_that_fills_the_disk_does_not_take_its_neighbours_along(store):
    """SQLite undoes the whole transaction then, and with it what was to be committed together."""
    limit(store, 1)
    for _ in range(20):
        gate = threading.Event()
        first = asyncio.ensure_future(store._writer.write(lambda _session, gate=gate: gate.wait()))
        await asyncio.sleep(0)
        jobs = [job(), job(order={"padding": "x" * 300_000}), job()]
        writes = [asyncio.ensure_future(store.record(one, nothing)) for one in jobs]
        await asyncio.sleep(0.01)
        gate.set()
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        await first
        for one, outcome in zip(jobs, outcomes, strict=True):
            there = store.get(one.id) is not None
            assert there == (not isinstance(outcome, Exception)), "a promise that was not kept"
