"""Durations and outcomes of a filter's jobs by day: counted and ranked by the database."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlmodel import col

from models.daily import Day
from models.job import Job
from models.job_status import JobStatus
from services.store.filtering import JobFilter, day, filtered, seconds


def days_of(which: JobFilter, dialect: str) -> Select[Any]:
    """One row a day, however many jobs: all of it stands in `ix_job_list`."""
    on, took = day(dialect), seconds(dialect)
    ended = select(
        on.label("on"),
        took.label("took"),
        col(Job.status).label("status"),
        func.row_number().over(partition_by=on, order_by=took).label("place"),
        func.count().over(partition_by=on).label("jobs"),
    ).where(col(Job.completed_at).is_not(None))
    jobs = filtered(ended, which, dialect, in_order=True).subquery().c

    def number(status: JobStatus) -> Any:
        return func.sum(case((jobs.status == status, 1), else_=0))

    def rank(tenths: int) -> Any:
        return func.min(case((jobs.place * 10 >= jobs.jobs * tenths, jobs.took)))

    return select(
        jobs.on, number(JobStatus.COMPLETED), number(JobStatus.FAILED), rank(5), rank(9)
    ).group_by(jobs.on)


def as_days(rows: Iterable[Any]) -> list[Day]:
    """SQLite knows no days, and writes them as text."""
    return [
        Day(
            on if isinstance(on, date) else date.fromisoformat(on),
            int(completed),
            int(failed),
            float(median),
            float(most),
        )
        for on, completed, failed, median, most in rows
    ]
