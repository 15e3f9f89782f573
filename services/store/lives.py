"""The few log lines of a job's life: one each for submitted, accepted, in doubt and settled."""

import structlog

from models.job import Job, Phase

log = structlog.get_logger(__name__)

_SAID = {
    Phase.SUBMITTING: "submitted",
    Phase.ACCEPTED: "accepted",
    Phase.UNCONFIRMED: "unconfirmed",
    Phase.SETTLED: "settled",
}


def say(before: Job, after: Job) -> None:
    """Log the step from one row of a job to the next, where it is one of those."""
    said = _SAID.get(after.phase)
    if said is None or after.phase is before.phase:
        return
    facts = {
        "partner_job_id": after.partner_job_id,
        "program_id": after.program_id,
        "error": after.error and after.error.get("code"),
    }
    known = {name: value for name, value in facts.items() if value is not None}
    log.info(said, job_id=after.id, kind=after.kind.value, status=after.status.value, **known)
