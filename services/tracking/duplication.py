"""The two ends of a duplicate: reading what to order, and writing the features (contract 15).

Between them it is a create like any other. Every step is an event, and writing a feature twice
changes nothing, so that this can die anywhere.
"""

import structlog

from models.catalogue import CANNOT_DUPLICATE, SOURCE_NOT_FOUND
from models.dates import pacific_today
from models.duplicate_evidence import Copied, FeatureWritten, Impossible, Planned
from models.duplication import Plan, copied_values
from models.evidence import Evidence
from models.features import to_write
from models.job import Job
from models.orders import InvalidOrder, check_create
from models.program import Program
from services.pace import Urgency
from services.tracking.context import Tracking
from services.tracking.reconciliation import Reconciliation
from services.upstream.errors import Forbidden, Refused, Unknown, UpstreamError

log = structlog.get_logger(__name__)


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
        except (Forbidden, Unknown):
            info = None
        except UpstreamError as error:
            return await self._tracking.failed(job, error)
        await self._tracking.answered(job)
        if info is None or not info.programs:
            return await self._end(job, Impossible(error=_problem(SOURCE_NOT_FOUND, plan.source)))
        source = Program.from_partner(info.programs[0])
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
        if held := await self._tracking.turn(Urgency.YOUNG):
            return held
        feature, values = plan.left[0]
        refusal: str | None = None
        try:
            await self._tracking.partner.write_features(job.program_id, {feature: values})
        except Refused as error:
            refusal = error.message
        except UpstreamError as error:
            return await self._tracking.failed(job, error)
        await self._tracking.answered(job)
        await self._tracking.store.move(job.id, FeatureWritten(feature=feature, refusal=refusal))
        return 0

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
