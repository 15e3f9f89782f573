"""Many at once: a batch of rows, each of which becomes an ordinary job.

A batch and all its rows are recorded in one transaction, so what was answered is durable. A row
waits until it is released: then its job is recorded, and the row knows it, both or neither.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from models.columns import Json, UtcDateTime, word_of
from models.job import Job, JobKind
from models.job_status import JobStatus
from models.people import by_script

BULK_KINDS = (JobKind.CREATE, JobKind.EDIT, JobKind.TERMINATE)
MOST_ROWS = 10_000

_PREFIX = "bulk_"


class BulkState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"  # no further row is released; what is released goes on
    FINISHED = "finished"  # every row has ended


class RowState(StrEnum):
    WAITING = "waiting"
    RELEASED = "released"  # it is a job now, which knows the rest
    REFUSED = "refused"  # valid when it was sent, and no longer when its turn came


class Place(StrEnum):
    """Where a row stands as a person sees it: what its job says, once there is one."""

    WAITING = "waiting"
    RUNNING = "running"
    ASKING = "asking"  # a person has to say what happened to it
    COMPLETED = "completed"
    FAILED = "failed"
    REFUSED = "refused"


_ENDS = {JobStatus.COMPLETED: Place.COMPLETED, JobStatus.FAILED: Place.FAILED}


class Bulk(SQLModel, table=True):
    """One sending of many rows, all of one kind."""

    id: str = Field(primary_key=True, max_length=40)
    kind: JobKind = Field(sa_type=word_of(JobKind))
    state: BulkState = Field(default=BulkState.RUNNING, sa_type=word_of(BulkState))
    name: str = ""  # the file's, where it came from one
    total: int  # rows that were sent
    left_out: int = 0  # rows of the file that were wrong, and not sent
    partner: str | None = None  # as of a job: all its rows are meant for that one
    actor: str = "local"
    idempotency_key: str | None = Field(default=None, unique=True)
    request_hash: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Who did what with it after it was sent: [{"at", "actor", "what"}], oldest first.
    history: list[dict[str, str]] | None = Field(
        default=None, sa_column=Column("history_json", Json)
    )

    @property
    def by_hand(self) -> bool:
        return not by_script(self.actor)

    @property
    def acts(self) -> list["Act"]:
        return [Act(**one) for one in self.history or ()]


class Act(NamedTuple):
    """`what` is paused, continued or retried; `at` is RFC 3339."""

    at: str
    actor: str
    what: str


class BulkRow(SQLModel, table=True):
    """What one row asks for, and the job that it is now; `note` says what keeps it from that."""

    __tablename__ = "bulk_row"
    __table_args__ = (Index("ix_bulk_row_state", "bulk_id", "state", "number"),)

    bulk_id: str = Field(primary_key=True, max_length=40, foreign_key="bulk.id")
    number: int = Field(primary_key=True)  # from 1, without those left out
    line: int  # where the row stands in the file
    state: RowState = Field(default=RowState.WAITING, sa_type=word_of(RowState))
    # As they were written, by their REST names; checked once more when the row is released.
    asked: dict[str, Any] = Field(default_factory=dict, sa_column=Column("asked_json", Json))
    job_id: str | None = Field(default=None, index=True)  # of a row that waits again: the last one
    attempt: int = 1
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    note: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))

    @property
    def key(self) -> str:
        """The idempotency key of its job: released twice, it is the same job."""
        return f"{self.bulk_id}:{self.number}:{self.attempt}"


class RowNow(NamedTuple):
    """A row and the job that it is, if it is one."""

    row: BulkRow
    job: Job | None

    @property
    def place(self) -> Place:
        if self.job is None:
            return place_of(self.row.state, None, asks=False)
        return place_of(self.row.state, self.job.status, asks=self.job.asks)


def place_of(state: RowState, status: JobStatus | None, *, asks: bool) -> Place:
    """Where a row stands: a released one where its job does."""
    if state is RowState.RELEASED and status is not None:
        return _ENDS.get(status) or (Place.ASKING if asks else Place.RUNNING)
    return Place.REFUSED if state is RowState.REFUSED else Place.WAITING


class Progress(NamedTuple):
    """How many rows of a batch stand where; the names are those of `Place`."""

    waiting: int = 0
    running: int = 0
    asking: int = 0
    completed: int = 0
    failed: int = 0
    refused: int = 0

    @property
    def total(self) -> int:
        return sum(self)

    @property
    def finished(self) -> int:
        return self.completed + self.unsuccessful

    @property
    def unsuccessful(self) -> int:
        return self.failed + self.refused

    @property
    def over(self) -> bool:
        return self.finished == self.total

    def at(self, *places: Place) -> int:
        return sum(getattr(self, place.value) for place in places)


def bulk_id_of(unique: str) -> str:
    """`unique` is what makes a new job's id differ from every other."""
    return _PREFIX + unique.rpartition("_")[2]


def is_bulk(some_id: str) -> bool:
    """Whether an engine's id is a batch's and no job's."""
    return some_id.startswith(_PREFIX)
