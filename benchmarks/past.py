"""Fills a database with a past: many ended jobs with their events, through the real schema."""

import random
import string
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Engine, insert

from models.job import Job, JobEvent, JobKind, Phase
from models.job_status import JobStatus
from services.settings import SANDBOX

_CHUNK = 2000
_DAYS = 120
_LETTERS = string.ascii_letters + string.digits
_OFTEN = {JobKind.CREATE: 6, JobKind.EDIT: 3, JobKind.TERMINATE: 1}
_STEPS = (
    ("recorded", Phase.RECORDED, JobStatus.PENDING),
    ("submitting", Phase.SUBMITTING, JobStatus.PENDING),
    ("accepted", Phase.ACCEPTED, JobStatus.PENDING),
    ("reported", Phase.SETTLED, JobStatus.COMPLETED),
)


def fill(engine: Engine, number: int, seed: int = 7) -> None:
    """`number` jobs spread over four months; one in ten failed, about as wide as real ones."""
    pick = random.Random(seed)  # noqa: S311 - not a secret
    jobs = _jobs(number, pick)
    tables = Job.__table__, JobEvent.__table__  # type: ignore[attr-defined]
    for _ in range(0, number, _CHUNK):
        chunk = list(islice(jobs, _CHUNK))
        with engine.begin() as connection:
            connection.execute(insert(tables[0]), chunk)
            connection.execute(insert(tables[1]), [e for job in chunk for e in _events(job)])
    if engine.dialect.name == "postgresql":  # what autovacuum does by itself after a while
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _id(pick: random.Random, length: int = 22) -> str:
    return "".join(pick.choices(_LETTERS, k=length))


def _jobs(number: int, pick: random.Random) -> Iterator[dict[str, Any]]:
    now = datetime.now(UTC)
    businesses = [_id(pick) for _ in range(300)]
    receipt = '{"status": "COMPLETED", "business_results": [' + '{"x": 1}, ' * 60 + "{}]}"
    for place in range(number):
        created = now - timedelta(days=_DAYS) * ((number - place) / number)
        took = timedelta(seconds=pick.lognormvariate(3.5, 0.5))
        failed = pick.random() < 0.1
        kind = pick.choices([*_OFTEN], [*_OFTEN.values()])[0]
        yield {
            "id": f"job_{place:08}{_id(pick, 18)}",
            "version": len(_STEPS),
            "kind": kind,
            "phase": Phase.SETTLED,
            "status": JobStatus.FAILED if failed else JobStatus.COMPLETED,
            "business_id": pick.choice(businesses),
            "program_id": None if failed else _id(pick),
            "program_type": "CPC",
            "partner": SANDBOX,  # or the first start would have to write every row anew
            "order_json": {"budget": 45000, "is_autobid": True, "start": "2027-01-10"},
            "actor": pick.choice(["local", "rest"]),
            "attempts": 1,
            "baseline": [_id(pick)],
            "partner_job_id": _id(pick),
            "partner_status": "COMPLETED",
            "receipt": receipt,
            "asks": False,
            "created_at": created,
            "updated_at": created + took,
            "submitted_at": created,
            "accepted_at": created + timedelta(seconds=0.5),
            "completed_at": created + took,
            "last_checked_at": created + took,
        }


def _events(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for place, (kind, phase, status) in enumerate(_STEPS):
        last = place == len(_STEPS) - 1
        yield {
            "job_id": job["id"],
            "version": place + 1,
            "at": job["completed_at"] if last else job["created_at"],
            "kind": kind,
            "actor": "adtrail",
            "phase": phase,
            "status": job["status"] if last else status,
            "partner_status": "COMPLETED" if last else None,
            "changes": {"status": str(status), "partner_status": "COMPLETED"},
        }
