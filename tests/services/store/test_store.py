"""The store in SQLite: the contract, and what is SQLite's own."""

import sqlite3

import pytest
from bulk_contract import *  # noqa: F403 - the contract's tests run here
from schedule_contract import *  # noqa: F403 - the contract's tests run here
from sqlalchemy import event
from store_contract import *  # noqa: F403 - the contract's tests run here
from store_contract import START, Job
from upgrading import (
    UNITED,
    labelled_before_partners,
    spelled_in_many_ways,
    tokens_of_one_name,
)

from models.job import JobKind
from models.job_status import JobStatus
from services.store.audit import AuditRows, DeedFilter
from services.store.database import StoreUnavailable
from services.store.filtering import JobFilter
from services.store.store import Store


@pytest.fixture
def store(tmp_path, bus, clock):
    opened = Store.open(f"sqlite:///{tmp_path / 'jobs.sqlite3'}", bus, clock)
    yield opened
    opened.close()


async def test_commits_survive_power_loss(store, tmp_path):
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_file_that_is_no_database_is_said_and_left_alone(tmp_path, bus, clock):
    path = tmp_path / "jobs.sqlite3"
    path.write_bytes(b"this is not a database at all, but it is somebody's file" * 20)
    with pytest.raises(StoreUnavailable, match=r"jobs\.sqlite3"):
        Store.open(f"sqlite:///{path}", bus, clock)
    assert path.read_bytes().startswith(b"this is not")


def test_the_schema_is_what_the_models_say(tmp_path, bus, clock):
    Store.open(f"sqlite:///{tmp_path / 'a.sqlite3'}", bus, clock).close()
    with sqlite3.connect(tmp_path / "a.sqlite3") as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(job)")}
    connection.close()
    assert columns == {c.name for c in Job.__table__.columns}


def test_tokens_of_one_name_stay_good_under_two(tmp_path):
    assert tokens_of_one_name(f"sqlite:///{tmp_path / 'old.sqlite3'}") == ["ci", "ci-2"]


def explaining(store):
    """How SQLite goes about each question from now on, line by line."""
    said = []

    def explained(_connection, cursor, statement, parameters, *_more):
        plan = cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
        said.extend(row[3] for row in plan)

    event.listen(store.engine, "after_cursor_execute", explained)
    return said


@pytest.mark.parametrize(("program", "index"), [(None, "ix_job_phase"), ("Pg1", "ix_job_program")])
def test_what_stands_on_a_form_is_found_however_many_jobs_there_are(store, program, index):
    said = explaining(store)
    store.on_form(JobKind.CREATE, START, program, most=9)
    looked = [line for line in said if line.startswith(("SEARCH job", "SCAN job"))]
    allowed = (
        f"{index} (",
        "ix_job_counts (status=? AND kind=? AND completed_at>?)",
        "sqlite_autoindex_job_1 (id=?)",
    )
    assert looked
    assert all(any(name in line for name in allowed) for line in looked), said


async def test_a_stretch_of_one_status_is_not_sorted_anew(store):
    said = explaining(store)
    failed = JobFilter(statuses=frozenset({JobStatus.FAILED}))
    await store.stretch(failed, 9, after=(START, "job_1"))
    assert any("ix_job_list ((created_at,id)<" in line for line in said), said
    assert not any("ORDER BY" in line for line in said), said


def test_labels_and_businesses_outlive_the_upgrade(tmp_path):
    kept = labelled_before_partners(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    assert kept == [("", "Pg1", "Весна"), ("", "Bz1", "Joe")]


def test_several_spellings_of_a_partner_are_one_after_the_upgrade(tmp_path):
    assert spelled_in_many_ways(f"sqlite:///{tmp_path / 'old.sqlite3'}") == UNITED


def test_what_adtrail_did_itself_is_not_read_for_an_audit(store):
    asked = []
    event.listen(store.engine, "before_cursor_execute", lambda *said: asked.append(said[2:4]))
    first, *_others = AuditRows(store).histories(DeedFilter(until=START, actor="hana"))
    assert list(first) == []
    ((statement, values),) = [one for one in asked if "job_event" in one[0]]
    with store.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        steps = [row[3] for row in plan]
    assert steps[0].startswith("SEARCH job_event USING INDEX ix_job_event_people (at<?")
    assert not any("TEMP B-TREE" in step for step in steps)
