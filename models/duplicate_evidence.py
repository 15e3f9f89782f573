"""What can be learned about a duplicate while it is read, ordered and given its features."""

from dataclasses import dataclass
from datetime import datetime

from models.duplication import NOT_READ, TO_COPY, Plan
from models.evidence import Changes, Evidence, settled
from models.job import Job, Phase
from models.job_status import JobStatus


@dataclass(frozen=True, kw_only=True)
class Planned(Evidence):
    """The program to duplicate was read: what will be ordered, and which features follow."""

    name = "planned"
    allowed = frozenset({Phase.RECORDED})
    order: Changes
    business_id: str
    program_type: str
    plan: Plan

    def changes(self, job: Job, at: datetime) -> Changes:
        return {
            "order": self.order,
            "business_id": self.business_id,
            "program_type": self.program_type,
            "plan": self.plan.kept(),
            "trouble": None,
        }

    @property
    def detail(self) -> str | None:
        if self.plan.unread:
            return NOT_READ
        names = [name for name, _ in self.plan.left]
        return TO_COPY.format(", ".join(names)) if names else None


@dataclass(frozen=True, kw_only=True)
class Impossible(Evidence):
    """The order cannot be made at all; nothing was sent."""

    name = "impossible"
    allowed = frozenset({Phase.RECORDED})
    error: Changes

    def changes(self, job: Job, at: datetime) -> Changes:
        return settled(JobStatus.FAILED, at) | {"error": self.error}

    @property
    def detail(self) -> str | None:
        return str(self.error.get("message") or "") or None


@dataclass(frozen=True, kw_only=True)
class FeatureWritten(Evidence):
    """The next feature of a duplicate is there, or was refused in the partner's words."""

    name = "feature"
    allowed = frozenset({Phase.COPYING})
    feature: str
    refusal: str | None = None

    def changes(self, job: Job, at: datetime) -> Changes:
        plan = Plan.of(job.plan)
        if plan is None or not plan.left or plan.left[0][0] != self.feature:
            return {}
        return {"plan": plan.wrote(self.refusal).kept(), "trouble": None}

    @property
    def detail(self) -> str | None:
        if self.refusal is None:
            return f"{self.feature} was copied."
        return f"{self.feature} was refused: {self.refusal}"


@dataclass(frozen=True, kw_only=True)
class Copied(Evidence):
    """Nothing is left to copy: the duplicate is done, with or without every feature."""

    name = "copied"
    allowed = frozenset({Phase.COPYING})

    def changes(self, job: Job, at: datetime) -> Changes:
        plan = Plan.of(job.plan)
        note = plan.summary if plan is not None else None
        return settled(JobStatus.COMPLETED, at) | {"note": note or job.note}
