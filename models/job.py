"""A job: what a person asked of the partner, and what became of it (design 1).

The row is the truth of now, the events are how it came about. `models.transition` is the only
place that decides how a row may change; `services.store` is the only place that writes one.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Index, Text, text
from sqlmodel import Field, SQLModel

from models.columns import Json, UtcDateTime, word_of
from models.job_status import TERMINAL, JobStatus
from models.people import by_script


class JobKind(StrEnum):
    """What the job does to a program; the value is `job_type` in the page and `kind` in REST."""

    CREATE = "create"
    EDIT = "edit"
    DUPLICATE = "duplicate"  # a create whose order is read from another program
    TERMINATE = "terminate"
    PAUSE = "pause"
    RESUME = "resume"
    FEATURES = "features"  # sets or removes features; the partner answers on the spot


MAKES_PROGRAM = frozenset({JobKind.CREATE, JobKind.DUPLICATE})
LONGEST_REASON = 500
"""Characters of what a person says about why a program is ended."""

SWITCHES = frozenset({JobKind.PAUSE, JobKind.RESUME})
"""Kinds for which the partner has no job: its program is read until it shows the change."""


class Phase(StrEnum):
    """Where a job stands inside; the four public words are derived from it (design 1)."""

    RECORDED = "recorded"  # the intent is durable, nothing was sent
    SUBMITTING = "submitting"  # bytes may have left; never sent again from here
    UNCONFIRMED = "unconfirmed"  # nobody can say whether the partner got it
    ACCEPTED = "accepted"  # the partner gave a job number
    PROCESSING = "processing"  # the partner says it works on it
    COPYING = "copying"  # the program is made; its features are written, one type at a time
    SETTLED = "settled"  # COMPLETED or FAILED, for ever


UNSENT = frozenset({Phase.RECORDED})
AT_PARTNER = frozenset({Phase.ACCEPTED, Phase.PROCESSING})
OPEN_PHASES = frozenset(Phase) - {Phase.SETTLED}


def in_the_way(kind: JobKind) -> frozenset[Phase]:
    """Phases in which another job of the same program keeps one of this kind from being made.

    A copy that gets its features is there and costs money: it can be changed and ended meanwhile.
    Only its features are not for two to write.
    """
    return OPEN_PHASES if kind is JobKind.FEATURES else OPEN_PHASES - {Phase.COPYING}


class Freshness(StrEnum):
    """How well the status is known (experience 2.1); derived, never stored."""

    FRESH = "fresh"
    DELAYED = "delayed"  # the partner cannot be asked right now; asking goes on
    LOST = "lost"  # the partner no longer knows the job number
    UNCONFIRMED = "unconfirmed"  # it is not known whether the partner got the submission


_NOBODYS = text("partner IS NULL")
_PEOPLES = text("actor <> 'adtrail'")


class Job(SQLModel, table=True):
    """One intent and its outcome. Money inside `order` is integer cents; times are aware UTC."""

    __table_args__ = (
        Index(  # what the history filters, counts and sorts by (services.store.filtering)
            "ix_job_list",
            *("created_at", "id", "status", "kind", "actor", "completed_at"),
            *("business_id", "program_id", "partner_job_id"),
        ),
        Index("ix_job_unowned", "id", sqlite_where=_NOBODYS, postgresql_where=_NOBODYS),
        Index("ix_job_phase", "phase", "created_at"),
        Index("ix_job_completed", "completed_at"),
        Index("ix_job_counts", "status", "kind", "completed_at"),
        Index("ix_job_program", "program_id"),
        Index("ix_job_business", "business_id", "phase"),
    )

    id: str = Field(primary_key=True, max_length=40)
    version: int = 1
    kind: JobKind = Field(sa_type=word_of(JobKind))
    phase: Phase = Field(default=Phase.RECORDED, sa_type=word_of(Phase))
    status: JobStatus = Field(default=JobStatus.PENDING, sa_type=word_of(JobStatus))
    business_id: str | None = None
    program_id: str | None = None  # the program it changes, or the one it made
    program_type: str | None = None
    # The validated order (models.orders) as JSON, in cents and ISO dates.
    order: dict[str, Any] = Field(default_factory=dict, sa_column=Column("order_json", Json))
    # What a duplicate is made from and what is left of it (models.duplication).
    plan: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))
    # The address of the partner it was recorded for; nobody else is ever asked about it.
    partner: str | None = None
    actor: str = "local"
    idempotency_key: str | None = Field(default=None, unique=True)
    request_hash: str | None = None
    # The batch and its row that this job does (models.bulk).
    bulk_id: str | None = None
    bulk_row: int | None = None

    attempts: int = 0
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Ids of the business's programs before the submission; None when they could not be read.
    baseline: list[str] | None = Field(default=None, sa_column=Column(Json))

    partner_job_id: str | None = Field(default=None, index=True)
    partner_status: str | None = None  # the partner's own word, as last seen
    receipt: str | None = Field(default=None, sa_type=Text)  # verbatim, as read
    error: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))
    # What keeps us from knowing more (transport, credentials); never a reason to fail.
    trouble: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))
    asks: bool = False  # a person has to say what happened
    note: str | None = None  # "found in the partner's list" and the like

    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    retry_of: str | None = None
    retried_by: str | None = None
    dismissed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def by_hand(self) -> bool:
        """Whether somebody waits for it at a screen: no script's, and no row of a batch."""
        return self.bulk_id is None and not by_script(self.actor)

    @property
    def terminal(self) -> bool:
        return self.status in TERMINAL

    @property
    def source(self) -> str | None:
        """The program that a duplicate is made from."""
        return self.plan.get("source") if self.plan else None

    @property
    def doubtful(self) -> bool:
        """Whether a person may say what became of it."""
        lost = not self.terminal and (self.trouble or {}).get("kind") == "unknown_job"
        return self.phase is Phase.UNCONFIRMED or lost or self.asks

    @property
    def left_a_program(self) -> bool:
        """A create that failed and yet made a program: sent again, it would buy a second one."""
        made = self.kind in MAKES_PROGRAM and self.program_id is not None
        return made and self.status is JobStatus.FAILED

    @property
    def correctable(self) -> bool:
        """Whether its values may be corrected and submitted again."""
        failed = self.status is JobStatus.FAILED and self.retried_by is None
        formed = bool(self.order) and self.kind not in {JobKind.FEATURES, JobKind.TERMINATE}
        return failed and formed and not self.left_a_program


class JobEvent(SQLModel, table=True):
    """One step of a job's life. `changes` holds the columns it set: replaying gives the row."""

    __tablename__ = "job_event"
    __table_args__ = (
        Index(  # for the audit
            "ix_job_event_people",
            *("at", "job_id", "version"),
            sqlite_where=_PEOPLES,
            postgresql_where=_PEOPLES,
        ),
    )

    job_id: str = Field(primary_key=True, max_length=40, foreign_key="job.id")
    version: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    kind: str  # the evidence's name, such as "accepted"
    actor: str = "adtrail"
    phase: Phase = Field(sa_type=word_of(Phase))
    status: JobStatus = Field(sa_type=word_of(JobStatus))
    partner_status: str | None = None
    detail: str | None = None
    changes: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json))


def freshness_of(job: Job) -> Freshness:
    """How well `job.status` is known; a settled job is known for good."""
    if job.terminal:
        return Freshness.FRESH
    if job.phase is Phase.UNCONFIRMED:
        return Freshness.UNCONFIRMED
    if job.trouble is None:
        return Freshness.FRESH
    return Freshness.LOST if job.trouble.get("kind") == "unknown_job" else Freshness.DELAYED
