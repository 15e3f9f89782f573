"""The one thread that writes: whom it tells what, and when."""

import asyncio
import threading
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.job import Job, JobKind, Phase
from models.job_status import JobStatus
from models.transition import born
from services.clock import SystemClock
from services.store.database import open_engine, upgrade
from services.store.rows import by_id, insert_job
from services.store.writer import Writer

MANY = 60


@pytest.fixture
def engine(tmp_path):
    opened = open_engine(f"sqlite:///{tmp_path / 'jobs.sqlite3'}")
    upgrade(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def writer(engine):
    opened = Writer(engine, lambda _result: (), SystemClock())
    yield opened
    opened.close()


async def test_those_of_a_large_batch_go_on_a_few_at_a_time(writer):
    """Sixty answers written in one turn of the loop kept everybody else waiting for all of them."""
    first_held, rest_held = threading.Event(), threading.Event()
    turn, went_on = 0, Counter()

    async def write(work=lambda _session: None):
        await writer.write(work)
        went_on[turn] += 1

    first = asyncio.ensure_future(write(lambda _session: first_held.wait(10)))
    await asyncio.sleep(0)
    others = [asyncio.ensure_future(write()) for _ in range(MANY)]
    others.append(asyncio.ensure_future(write(lambda _session: rest_held.set())))
    await asyncio.sleep(0)
    first_held.set()
    rest_held.wait(10)  # two commits are over before the loop comes round
    while sum(went_on.values()) < MANY + 2:
        turn += 1
        await asyncio.sleep(0)
    await asyncio.gather(first, *others)
    assert max(went_on.values()) <= MANY // 4
    assert writer.commits <= MANY // 4, "they were one batch, or this shows nothing"


async def test_a_listener_that_fails_leaves_nobody_waiting(writer):
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)

    def fails(_result):
        raise LookupError

    writes = [writer.write(lambda _session: 1, fails if n % 2 else None) for n in range(MANY)]
    assert await asyncio.wait_for(asyncio.gather(*writes), 10) == [1] * MANY


async def test_who_is_cancelled_undoes_nothing_and_others_are_told(writer):
    held, told = threading.Event(), []
    write = asyncio.ensure_future(writer.write(lambda _s: held.wait(10), told.append))
    await asyncio.sleep(0)
    write.cancel()
    held.set()
    await writer.write(lambda _session: None)
    assert write.cancelled()
    assert told == [True]


def test_what_is_written_without_sqlalchemys_layers_is_what_they_read(engine):
    at = datetime(2026, 11, 25, 12, 30, 15, 123456, tzinfo=UTC)
    job = Job(id="job_both", kind=JobKind.CREATE, created_at=at, updated_at=at)
    job.order = {"business_id": "Бізнес", "budget": 20000}
    job.plan, job.error, job.trouble = {"a": [1, None]}, {"code": "X"}, {"kind": "no_answer"}
    job.baseline, job.receipt, job.asks = ["p1", "p2"], '{"ї": 1}', True
    job.phase, job.status, job.completed_at = Phase.SETTLED, JobStatus.FAILED, at
    with Session(engine) as session, session.begin():
        insert_job(session, job, born(job))
    with Session(engine) as session:
        theirs = session.execute(select(Job).where(col(Job.id) == job.id)).scalar_one()
        ours = by_id(session.connection(), job.id)
        assert ours.model_dump() == theirs.model_dump() == job.model_dump()
