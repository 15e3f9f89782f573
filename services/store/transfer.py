"""All jobs and their events, batches and schedules, as JSON lines, from one database into another.

What was set goes along, and who changed it when; credentials do not, sealed or not, and neither do
sessions and the browsers that want to be told by Web Push.

The last line holds the counts, so that a file that was cut short is noticed.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple, TextIO

from sqlalchemy import Connection, Date, Engine, Table, delete, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlmodel import col

from models.bulk import Bulk, BulkRow, BulkState
from models.columns import UtcDateTime
from models.job import Job, JobEvent, Phase
from models.listed import Business, ListedProgram
from models.people import Account, AccountEvent, ApiToken, SignIn
from models.push import PushSubscription
from models.schedule import Schedule, State
from models.setting import Setting, SettingChange
from services.store.postgres import is_postgres, sweep_jobs
from services.store.pushes import forget
from services.store.spelling import one_spelling

_FORMAT = 1
_CHUNK = 500
_TABLES: dict[str, Table] = {
    "job": Job.__table__,  # type: ignore[attr-defined]
    "event": JobEvent.__table__,  # type: ignore[attr-defined]
    "bulk": Bulk.__table__,  # type: ignore[attr-defined]
    "bulk_row": BulkRow.__table__,  # type: ignore[attr-defined]
    "account": Account.__table__,  # type: ignore[attr-defined]
    "api_token": ApiToken.__table__,  # type: ignore[attr-defined]
    "account_event": AccountEvent.__table__,  # type: ignore[attr-defined]
    "business": Business.__table__,  # type: ignore[attr-defined]
    "program": ListedProgram.__table__,  # type: ignore[attr-defined]
    "schedule": Schedule.__table__,  # type: ignore[attr-defined]
    "setting": Setting.__table__,  # type: ignore[attr-defined]
    "setting_change": SettingChange.__table__,  # type: ignore[attr-defined]
}
_KINDS = {"adtrail", "format", "end", *_TABLES}
# Written first: a job may be a row's. Programs go along for the labels that people gave them.
_BATCHES = (
    *("bulk", "bulk_row", "business", "program", "schedule", "setting", "setting_change"),
    *("account", "api_token", "account_event"),
)


class TransferRefused(RuntimeError):
    """Nothing was imported; the message says why."""


class Counts(NamedTuple):
    jobs: int
    events: int


def export_jobs(engine: Engine, out: TextIO) -> Counts:
    """Write everything as it is at one moment; others may go on working meanwhile."""
    jobs = events = 0
    with engine.connect() as plain:
        level = {"isolation_level": "REPEATABLE READ"} if is_postgres(engine) else {}
        connection = plain.execution_options(**level)
        _write(out, {"adtrail": "jobs", "format": _FORMAT})
        for name in _BATCHES:
            in_order = select(_TABLES[name]).order_by(*_TABLES[name].primary_key)
            for found in connection.execute(in_order).mappings():
                _write(out, {name: dict(found)})
        for chunk in _chunks(connection):
            ids = [row["id"] for row in chunk]
            of_jobs = select(_TABLES["event"]).where(col(JobEvent.job_id).in_(ids))
            for row in chunk:
                _write(out, {"job": row})
            jobs += len(chunk)
            for event in connection.execute(
                of_jobs.order_by(col(JobEvent.job_id), col(JobEvent.version))
            ).mappings():
                _write(out, {"event": dict(event)})
                events += 1
        _write(out, {"end": {"jobs": jobs, "events": events}})
    return Counts(jobs, events)


def import_jobs(
    engine: Engine, lines: Iterable[str], say: Callable[[str], None] = lambda _sentence: None
) -> Counts:
    """Read what `export_jobs` wrote into an empty database; all of it or nothing.

    Unfinished jobs are enlisted, so that running processes go on with them. `say` is given a
    sentence for each thing that comes in otherwise than it was. Raises TransferRefused.
    """
    try:
        with Session(engine) as session, session.begin():
            if is_postgres(engine):
                session.execute(text("LOCK TABLE job IN SHARE ROW EXCLUSIVE MODE"))
            if (there := _count(session, "job")) > 0:
                raise TransferRefused(
                    f"There are {there} jobs in this database already, and an import never mixes "
                    "two histories. Import into an empty database.",
                )
            said = _read_in(session, lines, say)
            one_spelling(session.connection())
            found = Counts(_count(session, "job"), _count(session, "event"))
            if found != said:
                raise TransferRefused(
                    f"The file announces {said.jobs} jobs and {said.events} events, but holds "
                    f"{found.jobs} and {found.events}. Nothing was imported.",
                )
    except SQLAlchemyError as error:
        raise TransferRefused(
            f"The database refused the import ({error}). Nothing was imported."
        ) from error
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise TransferRefused(
            f"The file is damaged ({type(error).__name__}: {error}). Nothing was imported."
        ) from error
    except OSError as error:
        raise TransferRefused(
            f"The file cannot be read ({error.strerror}). Nothing was imported."
        ) from error
    sweep_jobs(engine)
    return found


def _read_in(session: Session, lines: Iterable[str], say: Callable[[str], None]) -> Counts:
    documents = _named_apart(_documents(lines), say)
    head = next(documents, {})
    if head.get("adtrail") != "jobs" or head.get("format") != _FORMAT:
        raise TransferRefused("This is not a file that `export` of this version has written.")
    end: dict[str, int] | None = None
    for table in (SignIn, ApiToken, Account):  # of a start with a password, into this database
        session.execute(delete(table))
    forget(session.connection(), col(PushSubscription.account_id).is_not(None))
    while chunk := list(islice(documents, _CHUNK)):
        if "end" in chunk[-1]:
            end = chunk.pop()["end"]
        for name in _TABLES:
            rows = [_decoded(name, document[name]) for document in chunk if name in document]
            if rows:
                _put(session, name, rows)
        jobs = [d["job"]["id"] for d in chunk if "job" in d and d["job"]["phase"] != Phase.SETTLED]
        bulks = [d["bulk"]["id"] for d in chunk if "bulk" in d if _goes_on(d["bulk"])]
        _enlist(session, jobs + bulks, [_armed(d["schedule"]) for d in chunk if _waits(d)])
    if end is None:
        raise TransferRefused("The file has no end: it was cut short. Nothing was imported.")
    return Counts(end["jobs"], end["events"])


def _put(session: Session, name: str, rows: list[dict[str, Any]]) -> None:
    """What was set here before gives way; changes are numbered by the database they come to."""
    if name == "setting":
        names = [row["name"] for row in rows]
        session.execute(delete(Setting).where(col(Setting.name).in_(names)))
    if name in {"setting_change", "account_event"}:
        rows = [{key: value for key, value in row.items() if key != "id"} for row in rows]
    session.execute(insert(_TABLES[name]), rows)


def _goes_on(bulk: dict[str, Any]) -> bool:
    return bool(bulk["state"] != BulkState.FINISHED)


def _waits(document: dict[str, Any]) -> bool:
    return "schedule" in document and bool(document["schedule"]["state"] == State.WAITING)


def _armed(schedule: dict[str, Any]) -> tuple[str, datetime]:
    return schedule["id"], datetime.fromisoformat(schedule["due_at"])


def _enlist(session: Session, ids: list[str], armed: list[tuple[str, datetime]]) -> None:
    if session.get_bind().dialect.name != "postgresql":
        return  # the embedded engine reads the store when it starts
    from services.engines.procrastinate import enlist_missing  # noqa: PLC0415 - needs no SQLite

    enlist_missing(session, ids, armed)


def _chunks(connection: Connection) -> Iterator[list[dict[str, Any]]]:
    jobs = _TABLES["job"]
    after: tuple[datetime, str] | None = None
    while True:
        rows = select(jobs).order_by(jobs.c.created_at, jobs.c.id).limit(_CHUNK)
        if after is not None:
            at, id_ = after
            later = (jobs.c.created_at == at) & (jobs.c.id > id_)
            rows = rows.where((jobs.c.created_at > at) | later)
        chunk = [dict(row) for row in connection.execute(rows).mappings()]
        if not chunk:
            return
        yield chunk
        after = (chunk[-1]["created_at"], chunk[-1]["id"])


def _documents(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        try:
            document = json.loads(line)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise TransferRefused(f"Line {number} is not a JSON object. Nothing was imported.")
        if strange := next((kind for kind in document if kind not in _KINDS), None):
            raise TransferRefused(
                f"Line {number} holds {strange!r}, which `export` of this version does not write. "
                "Nothing was imported."
            )
        yield document


def _named_apart(
    documents: Iterator[dict[str, Any]], say: Callable[[str], None]
) -> Iterator[dict[str, Any]]:
    """As migration 0018: of an account's tokens in force that have one name, the first keeps it.

    They come by their ids, and after the accounts, as they were exported.
    """
    accounts: dict[str, str] = {}
    taken: set[tuple[str, str]] = set()
    for document in documents:
        if (account := document.get("account")) is not None:
            accounts[account["id"]] = account["name"]
        token = document.get("api_token")
        if token is not None and not token["revoked_at"]:
            name, whose = token["name"], accounts.get(token["account_id"], "")
            if (token["account_id"], name) in taken:
                token["name"] = f"{name[:40]}-{token['id'][4:20]}"
                say(f"A second token {whose}/{name} is called {whose}/{token['name']} now.")
            taken.add((token["account_id"], token["name"]))
        yield document


def _decoded(name: str, row: dict[str, Any]) -> dict[str, Any]:
    columns = _TABLES[name].columns
    if set(row) != set(columns.keys()):
        raise TransferRefused(
            f"A {name} in the file has other columns than this version of Adtrail. "
            "Export and import with the same version.",
        )
    moments = {c.name for c in columns if isinstance(c.type, UtcDateTime)}
    days = {c.name for c in columns if isinstance(c.type, Date)}
    read = dict.fromkeys(moments, datetime.fromisoformat) | dict.fromkeys(days, date.fromisoformat)
    return {key: read[key](value) if key in read and value else value for key, value in row.items()}


def _count(session: Session, name: str) -> int:
    return int(session.execute(select(func.count()).select_from(_TABLES[name])).scalar_one())


def _write(out: TextIO, document: dict[str, Any]) -> None:
    out.write(json.dumps(document, default=_plain) + "\n")


def _plain(value: object) -> str:
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in an export")
