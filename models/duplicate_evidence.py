"""What can be learned about a duplicate while it is read, ordered and given its features."""

from dataclasses import dataclass, replace
from datetime import datetime

from models.duplication import NOT_READ, TO_COPY, Plan
from models.evidence import Changes, Evidence, settled, since
from models.job import Job, Phase
from models.job_status import JobStatus
from models.wording import N_

# Kept with the event, and told again in the reader's language (services.retelling).
WRITTEN = N_("Feature {} was copied.")
REFUSED = N_("Feature {} was refused by the partner. {}")
TRIED = N_("No usable answer about feature {} in try {}. {}")
GIVEN_UP = N_("Feature {} was not copied: no usable answer in {} tries. {}")
ENDED = N_("The program was ended, so no more features were written.")


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
class _OfFeature(Evidence):
    """Something about the first feature that is left; of any other one it comes too late."""

    allowed = frozenset({Phase.COPYING})
    feature: str

    def changes(self, job: Job, at: datetime) -> Changes:
        plan = Plan.of(job.plan)
        if plan is None or not plan.left or plan.left[0][0] != self.feature:
            return {}
        return self.of_first(job, plan, at)

    def of_first(self, job: Job, plan: Plan, at: datetime) -> Changes:
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class FeatureWritten(_OfFeature):
    """The next feature of a duplicate is there."""

    name = "feature"

    def of_first(self, job: Job, plan: Plan, at: datetime) -> Changes:
        return {"plan": plan.wrote(None).kept(), "trouble": None}

    @property
    def detail(self) -> str | None:
        return WRITTEN.format(self.feature)


@dataclass(frozen=True, kw_only=True)
class FeatureTried(_OfFeature):
    """The next feature got no usable answer, for the `tries`-th time; it is tried once more."""

    name = "feature_tried"
    tries: int
    trouble: Changes

    def of_first(self, job: Job, plan: Plan, at: datetime) -> Changes:
        if plan.tries != self.tries - 1:
            return {}
        return {"plan": plan.tried(at).kept(), "trouble": since(job, self.trouble, at)}

    @property
    def detail(self) -> str | None:
        return TRIED.format(self.feature, self.tries, self.trouble.get("message") or "")


@dataclass(frozen=True, kw_only=True)
class FeatureLeft(_OfFeature):
    """The next feature is not copied: refused in the partner's words, or `tries` without answer."""

    name = "feature_left"
    why: str
    tries: int | None = None

    def of_first(self, job: Job, plan: Plan, at: datetime) -> Changes:
        after = plan.wrote(self.why) if self.tries is None else plan.gave_up(self.why)
        return {"plan": after.kept(), "trouble": None}

    @property
    def detail(self) -> str | None:
        if self.tries is None:
            return REFUSED.format(self.feature, self.why)
        return GIVEN_UP.format(self.feature, self.tries, self.why)


@dataclass(frozen=True, kw_only=True)
class Copied(Evidence):
    """Nothing is left to copy: the duplicate is done, with or without every feature.

    `ended`: there is no program any more that the others could be copied to.
    """

    name = "copied"
    allowed = frozenset({Phase.COPYING})
    ended: bool = False

    def changes(self, job: Job, at: datetime) -> Changes:
        plan = Plan.of(job.plan)
        if plan is None:
            return settled(JobStatus.COMPLETED, at)
        plan = replace(plan, ended=self.ended)
        kept = {"plan": plan.kept()} if self.ended else {}
        return settled(JobStatus.COMPLETED, at) | kept | {"note": plan.summary or job.note}

    @property
    def detail(self) -> str | None:
        return ENDED if self.ended else None
