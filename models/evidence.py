"""What can be learned about a job. Each kind says which columns it changes, and nothing else.

Pure: no I/O, no clock; `at` is when it was learned. `models.transition` decides whether a piece
of evidence may move the job at all.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from models.duplication import Plan
from models.job import AT_PARTNER, OPEN_PHASES, Job, Phase
from models.job_status import JobStatus

Changes = dict[str, Any]
ANY = frozenset(Phase)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Base: `name` is the event's kind, `allowed` the phases in which it can move a job."""

    name: ClassVar[str]
    allowed: ClassVar[frozenset[Phase]]
    actor: str = "adtrail"

    def changes(self, job: Job, at: datetime) -> Changes:
        raise NotImplementedError

    @property
    def detail(self) -> str | None:
        """A sentence for the timeline, where the kind alone does not say enough."""
        return None


@dataclass(frozen=True, kw_only=True)
class SubmitStarted(Evidence):
    """Bytes may leave from the moment this is durable (design 2.2)."""

    name = "submitting"
    allowed = frozenset({Phase.RECORDED})
    baseline: tuple[str, ...] | None = None

    def changes(self, job: Job, at: datetime) -> Changes:
        baseline = None if self.baseline is None else list(self.baseline)
        return {
            "phase": Phase.SUBMITTING,
            "attempts": job.attempts + 1,
            "submitted_at": at,
            "baseline": baseline,
            "trouble": None,
        }


@dataclass(frozen=True, kw_only=True)
class NotSent(Evidence):
    """The attempt provably ended without anything queued at the partner: safe to try again."""

    name = "not_sent"
    allowed = frozenset({Phase.SUBMITTING})
    trouble: Changes
    reason: str = ""

    def changes(self, job: Job, at: datetime) -> Changes:
        return {
            "phase": Phase.RECORDED,
            "submitted_at": None,
            "trouble": since(job, self.trouble, at),
        }

    @property
    def detail(self) -> str | None:
        return self.reason or None


@dataclass(frozen=True, kw_only=True)
class Accepted(Evidence):
    """The partner's answer to the submission. Late ones heal doubt, and are kept even after."""

    name = "accepted"
    allowed = frozenset({Phase.SUBMITTING, Phase.UNCONFIRMED, Phase.SETTLED})
    partner_job_id: str

    def changes(self, job: Job, at: datetime) -> Changes:
        if job.phase is Phase.SETTLED:
            return {} if job.partner_job_id else {"partner_job_id": self.partner_job_id}
        return {
            "phase": Phase.ACCEPTED,
            "status": JobStatus.PENDING,
            "partner_job_id": self.partner_job_id,
            "accepted_at": at,
            "trouble": None,
            "asks": False,
        }


@dataclass(frozen=True, kw_only=True)
class Switched(Evidence):
    """The partner took a pause or resume, for which it has no job (contract 8)."""

    name = "switched"
    allowed = frozenset({Phase.SUBMITTING})

    def changes(self, job: Job, at: datetime) -> Changes:
        return {
            "phase": Phase.PROCESSING,
            "status": JobStatus.IN_PROGRESS,
            "accepted_at": at,
            "trouble": None,
        }


@dataclass(frozen=True, kw_only=True)
class Refused(Evidence):
    """The partner answered the submission itself with a refusal; nothing was queued."""

    name = "refused"
    allowed = frozenset({Phase.SUBMITTING})
    error: Changes

    def changes(self, job: Job, at: datetime) -> Changes:
        return settled(JobStatus.FAILED, at) | {"error": self.error}


@dataclass(frozen=True, kw_only=True)
class Doubted(Evidence):
    """Nobody can say whether the submission arrived (design 2.4)."""

    name = "unconfirmed"
    allowed = frozenset({Phase.SUBMITTING})
    reason: str

    def changes(self, job: Job, at: datetime) -> Changes:
        return {"phase": Phase.UNCONFIRMED, "note": self.reason}

    @property
    def detail(self) -> str | None:
        return self.reason


@dataclass(frozen=True, kw_only=True)
class Reported(Evidence):
    """What the partner's status answer says, already read by `models.receipt`."""

    name = "reported"
    allowed = AT_PARTNER
    status: JobStatus
    partner_status: str | None = None
    receipt: str | None = None
    program_id: str | None = None
    error: Changes | None = None
    completed_at: datetime | None = None
    note: str | None = None

    def changes(self, job: Job, at: datetime) -> Changes:
        if self.status not in (JobStatus.COMPLETED, JobStatus.FAILED):
            phase = Phase.PROCESSING if self.status is JobStatus.IN_PROGRESS else Phase.ACCEPTED
            return {
                "phase": phase,
                "status": self.status,
                "partner_status": self.partner_status or job.partner_status,
                "trouble": None,
                "asks": False,
            }
        ended = self.completed_at
        plausible = ended is not None and (job.accepted_at or job.created_at) <= ended <= at
        said = {
            "partner_status": self.partner_status,
            "receipt": self.receipt,
            "program_id": self.program_id or job.program_id,
            "error": self.error,
            "note": self.note,
        }
        if self.status is JobStatus.COMPLETED and _is_half_done(job):
            return _copying() | said
        return settled(self.status, at) | said | {"completed_at": ended if plausible else at}


@dataclass(frozen=True, kw_only=True)
class Troubled(Evidence):
    """We could not learn more. Never touches status or phase (contract 18.3)."""

    name = "trouble"
    allowed = OPEN_PHASES
    trouble: Changes

    def changes(self, job: Job, at: datetime) -> Changes:
        return {"trouble": since(job, self.trouble, at)}

    @property
    def detail(self) -> str | None:
        return str(self.trouble.get("message") or self.trouble.get("kind"))


@dataclass(frozen=True, kw_only=True)
class Recovered(Evidence):
    """The partner answered again, with nothing new to say."""

    name = "recovered"
    allowed = OPEN_PHASES

    def changes(self, job: Job, at: datetime) -> Changes:
        return {"trouble": None}


@dataclass(frozen=True, kw_only=True)
class Asked(Evidence):
    """We have looked everywhere we can: a person has to say what happened."""

    name = "asked"
    allowed = AT_PARTNER | {Phase.UNCONFIRMED}
    reason: str

    def changes(self, job: Job, at: datetime) -> Changes:
        return {"asks": True, "note": self.reason}

    @property
    def detail(self) -> str | None:
        return self.reason


@dataclass(frozen=True, kw_only=True)
class Found(Evidence):
    """The wanted outcome was seen at the partner, without a receipt."""

    name = "found"
    allowed = AT_PARTNER | {Phase.UNCONFIRMED}
    program_id: str
    reason: str

    def changes(self, job: Job, at: datetime) -> Changes:
        done = _copying() if _is_half_done(job) else settled(JobStatus.COMPLETED, at)
        return done | {"program_id": self.program_id, "note": self.reason}

    @property
    def detail(self) -> str | None:
        return self.reason


@dataclass(frozen=True, kw_only=True)
class Named(Evidence):
    """The id of a created program whose receipt did not report it (contract 7.1)."""

    name = "named"
    allowed = frozenset({Phase.COPYING, Phase.SETTLED})
    program_id: str
    reason: str

    def changes(self, job: Job, at: datetime) -> Changes:
        if job.program_id is not None or job.status is JobStatus.FAILED:
            return {}
        return {"program_id": self.program_id, "note": self.reason}

    @property
    def detail(self) -> str | None:
        return self.reason


@dataclass(frozen=True, kw_only=True)
class Absent(Evidence):
    """A person says that it never happened, or submits it again as another job."""

    name = "absent"
    allowed = AT_PARTNER | {Phase.UNCONFIRMED}
    reason: str
    retried_by: str | None = None

    def changes(self, job: Job, at: datetime) -> Changes:
        error: Changes = {"code": "NOT_CONFIRMED", "message": None, "field": None, "all": []}
        more = {"retried_by": self.retried_by} if self.retried_by else {}
        return settled(JobStatus.FAILED, at) | {"error": error, "note": self.reason} | more

    @property
    def detail(self) -> str | None:
        return self.reason


@dataclass(frozen=True, kw_only=True)
class Retried(Evidence):
    """A failed job was submitted again as another one; its outcome stays what it was."""

    name = "retried"
    allowed = frozenset({Phase.SETTLED})
    retried_by: str

    def changes(self, job: Job, at: datetime) -> Changes:
        return {} if job.retried_by else {"retried_by": self.retried_by}


@dataclass(frozen=True, kw_only=True)
class Dismissed(Evidence):
    """A person has seen the outcome and put its card away."""

    name = "dismissed"
    allowed = ANY

    def changes(self, job: Job, at: datetime) -> Changes:
        return {} if job.dismissed_at else {"dismissed_at": at}


@dataclass(frozen=True, kw_only=True)
class Restored(Evidence):
    """A person takes back that he put the card away."""

    name = "restored"
    allowed = ANY

    def changes(self, job: Job, at: datetime) -> Changes:
        return {"dismissed_at": None} if job.dismissed_at else {}


def settled(status: JobStatus, at: datetime) -> Changes:
    """The columns of a job that has ended, however it did."""
    return {
        "phase": Phase.SETTLED,
        "status": status,
        "completed_at": at,
        "trouble": None,
        "asks": False,
    }


def _is_half_done(job: Job) -> bool:
    """Whether something is left to do after the partner's own job is done."""
    plan = Plan.of(job.plan)
    return plan is not None and bool(plan.left)


def _copying() -> Changes:
    return {
        "phase": Phase.COPYING,
        "status": JobStatus.IN_PROGRESS,
        "trouble": None,
        "asks": False,
    }


def since(job: Job, trouble: Changes, at: datetime) -> Changes:
    """The trouble with when it began; repeated, it keeps that, so that nothing changes."""
    old = job.trouble or {}
    same = {k: v for k, v in old.items() if k != "since"} == trouble
    return trouble | {"since": old["since"] if same else at.isoformat()}
