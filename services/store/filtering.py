"""Which jobs, and in which order: the questions of a list, an export and a chart alike.

Everything a list filters, counts and sorts by stands in `ix_job_list`, so that the rows, which are
wide, are read for what is shown and for nothing else (`benchmarks/history.py`).
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, UnaryExpression, func, or_
from sqlalchemy.sql.operators import custom_op
from sqlmodel import col

from models.job import Job, JobKind
from models.job_status import JobStatus
from models.transition import storable


@dataclass(frozen=True, kw_only=True)
class JobFilter:
    """Which jobs; an empty set means any. `since`/`until` bound the creation (UTC).

    `actor` is a name, the tokens of an account included.
    """

    statuses: frozenset[JobStatus] = field(default_factory=frozenset)
    kinds: frozenset[JobKind] = field(default_factory=frozenset)
    business_id: str | None = None
    program_id: str | None = None
    actor: str | None = None
    text: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class Order(StrEnum):
    """The values are those of the address and of REST; a minus means falling."""

    NEWEST = "-created_at"
    OLDEST = "created_at"
    LONGEST = "-duration"
    SHORTEST = "duration"


def filtered(
    statement: Select[Any], which: JobFilter, dialect: str, *, in_order: bool = False
) -> Select[Any]:
    """`in_order`: SQLite shall not take an index of statuses and then sort all that it found."""
    conditions = _conditions(which, words_alone=in_order and dialect == "sqlite")
    if which.text:
        conditions.append(_has(which.text, dialect))
    return statement.where(*conditions)


def ordered(statement: Select[Any], order: Order, dialect: str) -> Select[Any]:
    """Jobs that have not ended have no duration yet: they come last, whichever way."""
    created, id_ = col(Job.created_at), col(Job.id)
    if order is Order.OLDEST:
        return statement.order_by(created, id_)
    if order is Order.NEWEST:
        return statement.order_by(created.desc(), id_.desc())
    took = seconds(dialect)
    first = took.desc() if order is Order.LONGEST else took
    return statement.order_by(first.nulls_last(), created.desc(), id_.desc())


def seconds(dialect: str) -> ColumnElement[Any]:
    """From the creation to the end, as a number; NULL while there is no end."""
    created, completed = col(Job.created_at), col(Job.completed_at)
    if dialect == "sqlite":
        return (func.julianday(completed) - func.julianday(created)) * 86_400.0
    return func.extract("epoch", completed - created)


def day(dialect: str) -> ColumnElement[Any]:
    """The day of the creation, in UTC."""
    created = col(Job.created_at)
    return func.date(created if dialect == "sqlite" else func.timezone("UTC", created))


def _conditions(which: JobFilter, *, words_alone: bool = False) -> list[ColumnElement[bool]]:
    created = col(Job.created_at)
    said: list[ColumnElement[bool]] = []
    for word, words in ((col(Job.status), which.statuses), (col(Job.kind), which.kinds)):
        if words:  # SQLite looks no expression up in an index of the column: `+status` is one
            said.append((_plus(word) if words_alone else word).in_(words))
    for column, wanted in (
        (Job.business_id, which.business_id),
        (Job.program_id, which.program_id),
    ):
        if wanted:
            said.append(col(column) == wanted)
    if which.actor:
        actor, name = col(Job.actor), str(storable(which.actor))
        said.append(or_(actor == name, actor.startswith(f"{name}/", autoescape=True)))
    if which.since:
        said.append(created >= which.since)
    if which.until:
        said.append(created < which.until)
    return said


def _plus(column: Any) -> ColumnElement[Any]:
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


def _has(part: str, dialect: str) -> ColumnElement[bool]:
    """A part of any id, whatever its case.

    The index is read from end to end: ids are short and 100,000 of them take less time than a page
    takes to draw, so there is no trigram index to keep up with every write.
    """
    columns = [col(c) for c in (Job.id, Job.partner_job_id, Job.program_id, Job.business_id)]
    if dialect == "sqlite":  # its LIKE knows no case, and lower() would cost as much again
        return or_(*(column.contains(part, autoescape=True) for column in columns))
    return or_(*(column.icontains(part, autoescape=True) for column in columns))
