"""Every history that knows who did something: the newest first, and a stretch at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, literal_column, or_, select, tuple_
from sqlalchemy.orm import Session
from sqlmodel import col

from models.audit import Deed
from models.bulk import Bulk
from models.dates import parse_moment
from models.job import Job, JobEvent
from models.people import AccountEvent
from models.schedule import Schedule, State
from models.setting import SettingChange
from models.transition import storable
from services.store.away import away_said
from services.store.store import Store

_STRETCH = 1_000  # rows of each history; what is in memory at once
_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class DeedFilter:
    """From `since`, before `until` (UTC); `actor` is a name, the tokens of an account included."""

    since: datetime | None = None
    until: datetime
    actor: str | None = None

    def holds(self, deed: Deed) -> bool:
        name = self.actor
        mine = not name or deed.actor == name or deed.actor.startswith(f"{name}/")
        return mine and (self.since or _FIRST) <= deed.at < self.until


class _History(NamedTuple):
    """`ties` order what happened at one moment; `said` makes (what, about, detail) of `columns`."""

    at: Any
    ties: tuple[Any, ...]
    actor: Any
    columns: tuple[Any, ...]
    said: Callable[..., tuple[str, str, str | None]]
    of: Callable[[Select[Any]], Select[Any]] = lambda rows: rows


class AuditRows:
    def __init__(self, store: Store) -> None:
        self._store = store

    def histories(self, which: DeedFilter) -> list[Iterator[Deed]]:
        """Each in the order of time, the newest first."""
        read = [self._read(history, which) for history in _HISTORIES]
        return [*read, self._acts(which)]

    def _read(self, history: _History, which: DeedFilter) -> Iterator[Deed]:
        place = (history.at, *history.ties)
        rows: Select[Any] = select(*place, history.actor, *history.columns)
        rows = rows.where(*_conditions(history, which))
        rows = history.of(rows).order_by(*(one.desc() for one in place)).limit(_STRETCH)
        behind = rows
        while True:
            found = self._all(behind)
            for row in found:
                actor, *columns = row[len(place) :]
                yield Deed(row[0], actor, *history.said(*columns))
            if len(found) < _STRETCH:
                return
            behind = rows.where(tuple_(*place) < tuple(found[-1][: len(place)]))

    def _acts(self, which: DeedFilter) -> Iterator[Deed]:
        """What was done with batches after they were sent; seldom anything, so read at once."""
        acted = select(Bulk).where(col(Bulk.history).is_not(None))
        deeds = [
            Deed(at, act.actor, f"batch.{act.what}", bulk.id)
            for (bulk,) in self._all(acted)
            for act in bulk.acts
            if (at := parse_moment(act.at)) is not None
        ]
        wanted = [deed for deed in deeds if which.holds(deed)]
        yield from sorted(wanted, key=lambda deed: deed.at, reverse=True)

    def _all(self, rows: Select[Any]) -> list[Any]:
        with away_said(), Session(self._store.engine, expire_on_commit=False) as session:
            return list(session.execute(rows))


def _conditions(history: _History, which: DeedFilter) -> list[ColumnElement[bool]]:
    said: list[ColumnElement[bool]] = [history.at < which.until]
    if which.since is not None:
        said.append(history.at >= which.since)
    if name := str(storable(which.actor or "")):
        tokens = history.actor.startswith(f"{name}/", autoescape=True)
        said.append(or_(history.actor == name, tokens))
    return said


def _of_people(rows: Select[Any]) -> Select[Any]:
    """In the words of `ix_job_event_people`; a plan for any parameter could not use it."""
    itself: ColumnElement[str] = literal_column("'adtrail'")
    return rows.join(Job, col(Job.id) == col(JobEvent.job_id)).where(col(JobEvent.actor) != itself)


def _job(
    kind: str, job_id: str, detail: str | None, job: str, about: str | None
) -> tuple[str, str, str | None]:
    asked = " ".join(filter(None, (job, about)))
    return f"job.{kind}", job_id, f"{asked}: {detail}" if detail else asked


def _account(kind: str, about: str, detail: str | None) -> tuple[str, str, str | None]:
    return f"people.{kind}", about, detail


def _setting(
    name: str, about: str | None, before: str | None, after: str | None
) -> tuple[str, str, str | None]:
    said = None if after is None else f"{before or ''} -> {after}"
    return "setting.changed", name, about or said


def _sent(bulk_id: str, kind: str, total: int) -> tuple[str, str, str | None]:
    return "batch.sent", bulk_id, f"{kind}, {total} rows"


def _schedule(
    schedule_id: str, action: str, program: str, word: str
) -> tuple[str, str, str | None]:
    return f"schedule.{word}", schedule_id, f"{action} {program}"


_CANCELLED = col(Schedule.state) == State.CANCELLED
_ABOUT_SCHEDULE = (col(Schedule.id), col(Schedule.action), col(Schedule.program_id))
_HISTORIES = (
    _History(
        col(JobEvent.at),
        (col(JobEvent.job_id), col(JobEvent.version)),
        col(JobEvent.actor),
        (
            *(col(JobEvent.kind), col(JobEvent.job_id), col(JobEvent.detail)),
            *(col(Job.kind), func.coalesce(col(Job.program_id), col(Job.business_id))),
        ),
        _job,
        _of_people,
    ),
    _History(
        col(AccountEvent.at),
        (col(AccountEvent.id),),
        col(AccountEvent.actor),
        (col(AccountEvent.kind), col(AccountEvent.about), col(AccountEvent.detail)),
        _account,
    ),
    _History(
        col(SettingChange.at),
        (col(SettingChange.id),),
        col(SettingChange.actor),
        (
            *(col(SettingChange.name), col(SettingChange.about)),
            *(col(SettingChange.before), col(SettingChange.after)),
        ),
        _setting,
    ),
    _History(
        col(Bulk.created_at),
        (col(Bulk.id),),
        col(Bulk.actor),
        (col(Bulk.id), col(Bulk.kind), col(Bulk.total)),
        _sent,
    ),
    _History(
        col(Schedule.created_at),
        (col(Schedule.id),),
        col(Schedule.actor),
        (*_ABOUT_SCHEDULE, literal_column("'made'")),
        _schedule,
    ),
    _History(  # the last move alone is kept, as is the last decision
        col(Schedule.moved_at),
        (col(Schedule.id),),
        col(Schedule.moved_by),
        (*_ABOUT_SCHEDULE, literal_column("'moved'")),
        _schedule,
        lambda rows: rows.where(col(Schedule.moved_by).is_not(None)),
    ),
    _History(
        case((_CANCELLED, col(Schedule.settled_at)), else_=col(Schedule.released_at)),
        (col(Schedule.id),),
        col(Schedule.settled_by),
        (*_ABOUT_SCHEDULE, case((_CANCELLED, "cancelled"), else_="released")),
        _schedule,
        lambda rows: rows.where(col(Schedule.settled_by).is_not(None)),
    ),
)
