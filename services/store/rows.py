"""Rows in and out of the two tables without the unit of work: the store's busiest lines.

A move reads one row, updates it and appends one event. Through the ORM's session that took about
1 ms of this process, by plain statements about a fifth of it (`benchmarks/load.py`).
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    Connection,
    Insert,
    Select,
    Table,
    bindparam,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import Mapper, Session
from sqlmodel import col

from models.bulk import Bulk, BulkRow, BulkState, RowState
from models.job import Job, JobEvent
from models.transition import decoded
from services.store.prepared import Prepared, Reading, cursor_of, is_sqlite

_MAPPER = cast("Mapper[Job]", inspect(Job))
_JOBS = cast("Table", _MAPPER.local_table)
_COLUMNS = {attribute.key: attribute.columns[0] for attribute in _MAPPER.column_attrs}
_NAMES = tuple(_COLUMNS)
_EVENTS = cast("Mapper[JobEvent]", inspect(JobEvent))
_EVENT_NAMES = tuple(_EVENTS.columns.keys())
_SELECT = select(*_COLUMNS.values())
_BY_ID = _SELECT.where(col(Job.id) == bindparam("wanted"))
_BY_KEY = _SELECT.where(col(Job.idempotency_key) == bindparam("wanted"))
_UPDATE = update(_JOBS).where(
    _JOBS.c.id == bindparam("moved_id"), _JOBS.c.version == bindparam("moved_version")
)
_BULKS: Table = Bulk.__table__  # type: ignore[attr-defined]
_ROWS: Table = BulkRow.__table__  # type: ignore[attr-defined]
_NEW_JOB = insert(_JOBS)
_KEPT = "connection"
_NEW_EVENT = insert(cast("Table", _EVENTS.local_table))
_READING = Reading(_COLUMNS)
_PREPARED = {id(one): Prepared(one) for one in (_BY_ID, _BY_KEY, _NEW_JOB, _NEW_EVENT)}


class NotReleased(Exception):
    """The batch is paused, or its row is a job already: none is made of it."""


def savepoint(session: Session) -> AbstractContextManager[object]:
    """What is written inside can be undone alone; only for writes through this module."""
    connection = connection_of(session)
    if not is_sqlite(connection):
        return connection.begin_nested()
    return _bare_savepoint(cursor_of(connection))


@contextmanager
def _bare_savepoint(cursor: DBAPICursor) -> Iterator[None]:
    """SQLite cannot lose the connection meanwhile, so nobody has to keep book of it."""
    cursor.execute("SAVEPOINT one_write")
    try:
        yield
    except BaseException:
        cursor.execute("ROLLBACK TO one_write")
        raise
    finally:
        cursor.execute("RELEASE one_write")
        cursor.close()


def keep_connection(session: Session) -> None:
    """Look it up once a transaction: SQLAlchemy takes as long for it as for a statement."""
    session.info[_KEPT] = session.connection()


def connection_of(session: Session) -> Connection:
    kept: Connection | None = session.info.get(_KEPT)
    return session.connection() if kept is None else kept


def by_id(connection: Connection, job_id: str) -> Job | None:
    return _first(connection, _BY_ID, job_id)


def by_key(connection: Connection, key: str) -> Job | None:
    """The job that was recorded with this idempotency key."""
    return _first(connection, _BY_KEY, key)


def insert_job(session: Session, job: Job, event: JobEvent) -> None:
    """Add a job and its first event."""
    known = vars(job)
    values = {
        column.key: known[name] if name in known else getattr(job, name)
        for name, column in _COLUMNS.items()
    }
    _run(connection_of(session), _NEW_JOB, values)
    _append(session, event)


def link_row(session: Session, job: Job) -> None:
    """Let a job's row know it, in the transaction that records the job. Raises NotReleased.

    A row is released once and only while its batch runs. What a person submits again singly takes
    the place of the row's last job; if that was replaced meanwhile, the row stays as it is.
    """
    row = update(_ROWS).where(_ROWS.c.bulk_id == job.bulk_id, _ROWS.c.number == job.bulk_row)
    linked = {"state": RowState.RELEASED, "job_id": job.id, "note": None}
    if not (job.idempotency_key or "").startswith(f"{job.bulk_id}:"):
        connection_of(session).execute(row.where(_ROWS.c.job_id == job.retry_of).values(**linked))
        return
    runs = select(_BULKS.c.state).where(_BULKS.c.id == job.bulk_id).with_for_update(read=True)
    released = row.where(_ROWS.c.state == RowState.WAITING).values(**linked)
    connection = connection_of(session)
    if connection.execute(runs).scalar_one() is not BulkState.RUNNING:
        raise NotReleased
    if connection.execute(released).rowcount != 1:
        raise NotReleased


def move_job(session: Session, job: Job, event: JobEvent) -> Job | None:
    """Move the row and append the event: the row afterwards, or None if it was not `job`."""
    changes = decoded(event)
    values = {_COLUMNS[name].key: value for name, value in changes.items()}
    same = {"moved_id": job.id, "moved_version": job.version}
    if _update(connection_of(session), values, same) != 1:
        return None
    _append(session, event)
    return _job({name: getattr(job, name) for name in _NAMES} | changes)


def _append(session: Session, event: JobEvent) -> None:
    known = vars(event)
    values = {n: known[n] if n in known else getattr(event, n) for n in _EVENT_NAMES}
    _run(connection_of(session), _NEW_EVENT, values)


def _run(connection: Connection, statement: Insert, values: dict[str, Any]) -> None:
    if is_sqlite(connection):
        _PREPARED[id(statement)].run(cursor_of(connection), values)
    else:
        connection.execute(statement, values)


def _update(connection: Connection, values: dict[str, Any], same: dict[str, Any]) -> int:
    """How many rows were moved."""
    if is_sqlite(connection):
        return _moving(tuple(values)).run(cursor_of(connection), values | same).rowcount
    return connection.execute(_UPDATE, values | same).rowcount


@cache
def _moving(names: tuple[str, ...]) -> Prepared:
    """An update of these columns; jobs are moved in about twenty ways."""
    return Prepared(_UPDATE, names)


def _first(connection: Connection, statement: Select[Any], wanted: str) -> Job | None:
    if is_sqlite(connection):
        found = _PREPARED[id(statement)].run(cursor_of(connection), {"wanted": wanted}).fetchone()
        return None if found is None else _job(_READING.of(found))
    row = connection.execute(statement, {"wanted": wanted}).first()
    return None if row is None else _job(dict(zip(_NAMES, row, strict=True)))


def _job(values: dict[str, Any]) -> Job:
    """A job that no session knows, made the way the ORM makes the ones it loads."""
    job = _MAPPER.class_manager.new_instance()
    job.__dict__.update(values)
    return job
