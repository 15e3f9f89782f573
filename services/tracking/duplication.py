"""The two ends of a duplicate: reading what to order, and writing the features (contract 15).

Between them it is a create like any other. Every step is an event, and writing a feature twice
changes nothing, so that this can die anywhere.
"""

import structlog

from models.catalogue import CANNOT_DUPLICATE, SOURCE_NOT_FOUND
from models.dates import pacific_today
from models.duplicate_evidence import (
    Copied,
    FeatureLeft,
    FeatureTried,
    FeatureWritten,
    Impossible,
    Planned,
)
from models.duplication import Plan, copied_values
from models.evidence import Evidence
from models.feature_change import FeatureChange
from models.features import to_write
from models.job import Job
from models.job_status import JobStatus
from models.orders import InvalidOrder, check_create
from models.program import Program
from services.pace import Urgency
from services.tracking.context import Tracking, jitter, named_pause
from services.tracking.reconciliation import Reconciliation
from services.tracking.troubles import PARTNERS_OWN, trouble_of
from services.upstream.errors import Declined, Forbidden, Refused, Unknown, UpstreamError

log = structlog.get_logger(__name__)

_ENDING = 5.0  # seconds between looks at what ends the program; its end nudges as well


class Duplication:
    def __init__(self, tracking: Tracking, reconciliation: Reconciliation) -> None:
        self._tracking = tracking
        self._reconciliation = reconciliation

    async def read(self, job: Job, plan: Plan) -> float | None:
        """Read the source and write down what will be ordered; nothing is sent yet."""
        if held := await self._tracking.turn(Urgency.SUBMIT):
            return held
        try:
            info = await self._tracking.partner.program_info([plan.source])
            shown = info.of(plan.source)
        except (Forbidden, Unknown):
            shown = None
        except UpstreamError as error:
            return await self._tracking.failed(job, error)
        await self._tracking.answered(job)
        if shown is None:
            return await self._end(job, Impossible(error=_problem(SOURCE_NOT_FOUND, plan.source)))
        source = Program.from_partner(shown)
        today = pacific_today(self._tracking.clock.now())
        try:
            order = check_create(copied_values(source, plan.changes, today), today)
        except InvalidOrder as invalid:
            first = invalid.problems[0]
            refusal = _problem(CANNOT_DUPLICATE, str(invalid), first.field)
            return await self._end(job, Impossible(error=refusal))
        planned = Planned(
            order=order.model_dump(mode="json", exclude_defaults=True),
            business_id=order.business_id,
            program_type=order.program_type,
            plan=await self._with_features(plan),
        )
        await self._tracking.store.move(job.id, planned)
        return 0

    async def write(self, job: Job) -> float | None:
        """Write the next feature of the new program; one at a time, so that one refusal is one."""
        plan = Plan.of(job.plan)
        if plan is None or not plan.left:
            return await self._end(job, Copied())
        if job.program_id is None:
            return await self._name(job)
        end = self._tracking.store.end_of(job.program_id, job.partner)
        if end is not None and end.status is JobStatus.COMPLETED:
            return await self._end(job, Copied(ended=True))
        if end is not None and not end.doubtful:
            return _ENDING
        if held := await self._tracking.turn(Urgency.YOUNG):
            return held
        return await self._write_next(job, job.program_id, plan)

    async def _write_next(self, job: Job, program_id: str, plan: Plan) -> float:
        feature, values = plan.left[0]
        evidence: Evidence = FeatureWritten(feature=feature)
        try:
            await self._tracking.partner.write_features(program_id, {feature: values})
        except Refused as error:
            evidence = FeatureLeft(feature=feature, why=error.message)
        except UpstreamError as error:
            if (outage := await self._outage(job, error)) is not None:
                return await self._tracking.failed(job, outage)
            return await self._unanswered(job, program_id, plan, error)
        await self._tracking.answered(job)
        await self._tracking.store.move(job.id, evidence)
        return 0

    async def _outage(self, job: Job, error: UpstreamError) -> UpstreamError | None:
        """What keeps the partner as a whole from answering; None when it answers other requests.

        An outage is waited out however long it takes. One feature must not hold up a copy for
        ever that way, nor, by the circuit, everybody else.
        """
        if isinstance(error, PARTNERS_OWN):
            return error
        partner, program_id = self._tracking.partner, str(job.program_id)
        for ask in (partner.check_credentials, lambda: partner.program_info([program_id])):
            await self._tracking.pace.turn(Urgency.YOUNG)
            try:
                await ask()
            except (Declined, Forbidden, Unknown):
                return None  # it does answer
            except UpstreamError as failure:
                outage = failure
            else:
                return None
        return outage

    async def _unanswered(
        self, job: Job, program_id: str, plan: Plan, error: UpstreamError
    ) -> float:
        """Try this feature again later, and after the last time go on with the next."""
        feature, tries = plan.left[0][0], plan.tries + 1
        seen = self._tracking.observations.of(job.id)
        seen.failures, seen.last_checked_at = tries, self._tracking.clock.now()
        self._tracking.circuit.succeeded()
        if plan.is_last_try(seen.last_checked_at):
            there = await self._is_there(program_id, plan)
            left = FeatureLeft(feature=feature, why=error.message, tries=tries)
            await self._tracking.store.move(
                job.id, FeatureWritten(feature=feature) if there else left
            )
            return 0
        tried = FeatureTried(feature=feature, tries=tries, trouble=trouble_of(error))
        moved = await self._tracking.store.move(job.id, tried)
        now = Plan.of(moved.job.plan) or plan
        return max(jitter(now.pause), named_pause(error))

    async def _is_there(self, program_id: str, plan: Plan) -> bool:
        """Whether the program shows the feature: an answer that cannot be read may be a yes."""
        await self._tracking.pace.turn(Urgency.YOUNG)
        try:
            shown = await self._tracking.partner.features(program_id)
        except UpstreamError:
            return False
        return FeatureChange(write=dict(plan.left[:1])).is_shown(shown)

    async def _with_features(self, plan: Plan) -> Plan:
        """Features are a bonus: where they cannot be read the program is copied without them."""
        if not plan.copy_features:
            return plan
        await self._tracking.pace.turn(Urgency.SUBMIT)
        try:
            shown = await self._tracking.partner.features(plan.source)
        except UpstreamError as error:
            log.warning("features cannot be read", program_id=plan.source, reason=error.message)
            return plan.with_features(None)
        return plan.with_features(to_write(shown))

    async def _name(self, job: Job) -> float | None:
        """The receipt named no program: without its id nothing can be written to it."""
        delay = await self._reconciliation.name_program(job)
        if delay is not None:
            return delay
        named = self._tracking.store.get(job.id)
        if named is not None and named.program_id is not None:
            return 0
        return await self._end(job, Copied())

    async def _end(self, job: Job, evidence: Evidence) -> float | None:
        await self._tracking.store.move(job.id, evidence)
        return None


def _problem(code: str, message: str, field: str | None = None) -> dict[str, object]:
    one = {"code": code, "message": message, "field": field or None, "value": None}
    return one | {"all": [dict(one)]}
