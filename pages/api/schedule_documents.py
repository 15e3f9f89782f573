"""Schedules as REST shows them; `schedule_schemas` describes the same shape."""

from models.dates import rfc3339
from models.local_time import format_when, parse_when, said_twice, zone_named
from models.money import to_decimal_string
from models.schedule import Schedule
from pages.api.documents import Document
from services.container import Adtrail
from services.errors import NotFound
from services.retelling import retold


def schedule_document(adtrail: Adtrail, schedule: Schedule) -> Document:
    return {
        "schedule_id": schedule.id,
        "action": schedule.action.value,
        "state": schedule.state.value,
        "way": schedule.way.value,
        "partner": schedule.partner,
        "program_id": schedule.program_id,
        "business_id": schedule.business_id,
        "budget": _dollars(schedule, "budget"),
        "max_bid": _dollars(schedule, "max_bid"),
        "reason": schedule.order.get("reason"),
        "due_at": rfc3339(schedule.due_at),
        "zone": schedule.zone,
        "due_local": format_when(schedule.due_at, schedule.zone),
        "remark": _remark(schedule),
        "if_missed": (schedule.if_missed or adtrail.schedules.if_missed).value,
        "actor": schedule.actor,
        "job_id": schedule.job_id,
        "job_status": _status(adtrail, schedule.job_id),
        "held_by": schedule.held_by,
        "note": retold(schedule.note) if schedule.note else None,
        "settled_by": schedule.settled_by,
        "settled_at": rfc3339(schedule.settled_at) if schedule.settled_at else None,
        "created_at": rfc3339(schedule.created_at),
    }


def _dollars(schedule: Schedule, name: str) -> str | None:
    cents = schedule.order.get(name)
    return to_decimal_string(cents) if isinstance(cents, int) else None


def _status(adtrail: Adtrail, job_id: str | None) -> str | None:
    try:
        return adtrail.jobs.get(job_id).job.status.value if job_id else None
    except NotFound:
        return None


def _remark(schedule: Schedule) -> str | None:
    """About a time that the clock shows twice."""
    try:
        local = schedule.due_at.astimezone(zone_named(schedule.zone)).replace(tzinfo=None)
        when = parse_when(local.isoformat(), schedule.zone)
    except ValueError:  # a zone that this machine does not know (any more)
        return None
    return said_twice(when) if when.at == schedule.due_at else None
