"""A schedule: a change of a program that waits for its moment, and then is an ordinary job.

The row is all there is of it. `services.store.schedules` is the only place that writes one; it
moves by compare-and-set on `version`, so that of two processes only one lets it happen.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from models.columns import Json, UtcDateTime, word_of
from models.job import JobKind
from models.wording import N_

_PREFIX = "sch_"


class Action(StrEnum):
    """What is to happen; the value is `action` in REST."""

    BUDGET = "budget"
    BID = "bid"
    PAUSE = "pause"
    RESUME = "resume"
    TERMINATE = "terminate"


KINDS: dict[Action, JobKind] = {
    Action.BUDGET: JobKind.EDIT,
    Action.BID: JobKind.EDIT,
    Action.PAUSE: JobKind.PAUSE,
    Action.RESUME: JobKind.RESUME,
    Action.TERMINATE: JobKind.TERMINATE,
}


class State(StrEnum):
    """Where a schedule stands."""

    WAITING = "waiting"  # for its moment, or for the program to be free
    MISSED = "missed"  # nobody was there at its moment; a person decides
    FIRED = "fired"  # it is a job now
    CANCELLED = "cancelled"
    REFUSED = "refused"  # its moment came, and it could not be done; `note` says why


OPEN = frozenset({State.WAITING, State.MISSED})


class Way(StrEnum):
    """Who waits for the moment."""

    ADTRAIL = "adtrail"
    PARTNER = "partner"  # it was sent at once, with the day from which it counts (contract 4)


class IfMissed(StrEnum):
    """What becomes of a schedule whose moment passed while Adtrail did not run."""

    RUN = "run"
    ASK = "ask"


class Schedule(SQLModel, table=True):
    """Money inside `order` is integer cents; times are aware UTC."""

    __table_args__ = (
        Index("ix_schedule_due", "state", "due_at"),
        Index("ix_schedule_program", "program_id", "state"),
    )

    id: str = Field(primary_key=True, max_length=40)
    version: int = 1
    action: Action = Field(sa_type=word_of(Action))
    state: State = Field(default=State.WAITING, sa_type=word_of(State))
    way: Way = Field(default=Way.ADTRAIL, sa_type=word_of(Way))
    partner: str | None = None  # at whom it is to happen (services.partners)
    program_id: str
    business_id: str | None = None
    program_type: str | None = None
    # The validated change (models.orders) as JSON, in cents; the reason of an end, if any.
    order: dict[str, Any] = Field(default_factory=dict, sa_column=Column("order_json", Json))
    due_at: datetime = Field(sa_type=UtcDateTime)
    zone: str  # the zone in which the person said when
    if_missed: IfMissed | None = Field(default=None, sa_type=word_of(IfMissed))  # as set for all
    actor: str = "local"
    idempotency_key: str | None = Field(default=None, unique=True)
    request_hash: str | None = None
    job_id: str | None = Field(default=None, index=True, max_length=40)
    note: str | None = None
    # The program's other job that it waits for, and since when.
    held_by: str | None = None
    held_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # When a person said to run it although its moment was missed.
    released_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    moved_by: str | None = None  # to another moment; the last one alone is kept
    moved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_by: str | None = None
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def open(self) -> bool:
        return self.state in OPEN


ORDERED_BY = N_("Ordered by schedule {}.")
HELD_TOO_LONG = N_("Job {} kept the program busy for an hour. Nothing was sent.")
IS_OVER = N_("The program was ended by job {} before that. Nothing was sent.")


def is_schedule(some_id: str) -> bool:
    """Whether an engine holds a schedule under this id; else it is a job."""
    return some_id.startswith(_PREFIX)


def schedule_id(job_id: str) -> str:
    """An id in the same form as a job's, of which it is made."""
    return _PREFIX + job_id.rpartition("_")[2]
