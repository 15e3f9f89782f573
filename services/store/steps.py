"""What a write has written, so that others can be told and a lost answer can be looked up."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from sqlalchemy import Engine, Select, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from models.job import JobEvent
from models.schedule import Schedule, is_schedule

log = structlog.get_logger(__name__)

_TIMES = 120


class Step(NamedTuple):
    """One event that a transaction has appended; no other transaction writes the same one.

    Of a schedule, which has no events, the version that it has written.
    """

    job_id: str
    version: int
    kind: str
    at: datetime

    @classmethod
    def of(cls, event: JobEvent) -> "Step":
        return cls(event.job_id, event.version, event.kind, event.at)


def was_committed(
    engine: Engine, steps: Sequence[Step], give_up: Callable[[Exception], bool]
) -> bool | None:
    """Whether the transaction that wrote `steps` was committed; None if nobody can say.

    For a COMMIT that got no answer: asks until the database is back; between two questions
    `give_up` is told why there is no answer, and waits for as long as it likes. A transaction is
    all or nothing, so the first step speaks for the others. (The number of a transaction would not
    do: a crash can give it to another one.)
    """
    if not steps:
        return False  # nothing was written, so nothing can be there twice
    # A job's event stays for ever; a schedule's version is written over by the next one.
    step = min(steps, key=lambda step: is_schedule(step.job_id))
    same = _same_schedule(step) if is_schedule(step.job_id) else _same_event(step)
    for _ in range(_TIMES):
        try:
            with engine.connect() as connection:
                return connection.execute(same).first() is not None
        except SQLAlchemyError as error:
            log.warning("waiting for the database to say what it committed", reason=str(error))
            if give_up(error):
                break
    return None


def _same_event(step: Step) -> Select[Any]:
    return select(col(JobEvent.version)).where(
        col(JobEvent.job_id) == step.job_id,
        col(JobEvent.version) == step.version,
        col(JobEvent.kind) == step.kind,
        col(JobEvent.at) == step.at,
    )


def _same_schedule(step: Step) -> Select[Any]:
    return select(col(Schedule.version)).where(
        col(Schedule.id) == step.job_id,
        col(Schedule.version) == step.version,
        col(Schedule.updated_at) == step.at,
    )
