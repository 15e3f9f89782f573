"""Which jobs stand above a form: asked for by every page that has one, whatever the history is."""

from functools import cache
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, func, null, select, union_all
from sqlmodel import col

from models.job import OPEN_PHASES, Job, Phase
from models.job_status import JobStatus

T = TypeVar("T")
_ENDED_CARDS = 3


@cache
def latest_of_form(most: int, *, of_program: bool) -> Select[Job]:
    """Takes `kind`, `actor`, `program`, `failed_since` and `done_since`.

    Made once: it takes longer to put together than to ask.

    Each phase by itself: of ten thousand jobs under way, an index hands over the latest ones.
    """
    status = _by_the_way(Job.status) if of_program else col(Job.status)
    mine = [col(Job.kind) == bindparam("kind"), col(Job.bulk_id).is_(None)]  # a batch has a page
    if of_program:
        mine.append(col(Job.program_id) == bindparam("program"))
    phases = (
        [_by_the_way(Job.phase).in_(OPEN_PHASES)] if of_program else map(_in_phase, OPEN_PHASES)
    )
    ended = [*mine, col(Job.dismissed_at).is_(None), col(Job.actor) == bindparam("actor")]
    failed = [
        *ended,
        status == JobStatus.FAILED,
        col(Job.retried_by).is_(None),
        col(Job.completed_at) >= bindparam("failed_since"),
    ]
    done = [*ended, status == JobStatus.COMPLETED, col(Job.completed_at) >= bindparam("done_since")]
    open_ones = (newest_first(select(Job).where(*mine, phase)).limit(most) for phase in phases)
    over = (
        select(Job).where(*which).order_by(col(Job.completed_at).desc()).limit(_ENDED_CARDS)
        for which in (failed, done)
    )
    latest = (one.subquery().c.id for one in (*open_ones, *over))
    ids = union_all(*(select(one) for one in latest))
    return newest_first(select(Job).where(col(Job.id).in_(ids)))


def _in_phase(phase: Phase) -> ColumnElement[bool]:
    return col(Job.phase) == phase


def _by_the_way(column: T) -> ColumnElement[T]:
    """The column, where no index shall be chosen for it: another condition leaves far less."""
    return func.coalesce(col(column), null())


def newest_first(statement: Select[Job]) -> Select[Job]:
    return statement.order_by(col(Job.created_at).desc(), col(Job.id).desc())
