"""When an idempotency key means the same request again."""

from models.bulk import Bulk
from models.job import Job
from models.schedule import Schedule
from services.errors import IdempotencyConflict, KeyUsedElsewhere, ScheduleKeyReused


def check_twin(twin: Job | Bulk | Schedule, digest: str | None, partner: str | None) -> None:
    """Raise IdempotencyConflict unless `twin` is what this request, at `partner`, made before.

    A twin without a partner is of the time when there was one only.
    """
    if twin.partner not in (None, partner):
        raise KeyUsedElsewhere(twin.id)
    if twin.request_hash != digest:
        of_schedule = isinstance(twin, Schedule)
        raise ScheduleKeyReused(twin.id) if of_schedule else IdempotencyConflict(twin.id)
