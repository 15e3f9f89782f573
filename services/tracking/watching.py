"""Looking at a job that the partner has taken, until its receipt is final (contract 6 and 7)."""

from datetime import datetime
from typing import Any

from models.evidence import Asked, Found, Reported
from models.job import MAKES_PROGRAM, SWITCHES, Job, Phase
from models.job_status import TERMINAL, JobStatus
from models.polling import backoff
from models.receipt import Receipt, read_receipt
from services.i18n import N_
from services.pace import Urgency
from services.retelling import NOT_TOLD
from services.tracking.context import Tracking, jitter, named_pause, urgency
from services.tracking.observations import Silence
from services.tracking.reconciliation import Reconciliation
from services.tracking.troubles import NO_ANSWER, STATUS_DECLINED, UNKNOWN_JOB, trouble_of
from services.upstream.errors import Declined, Forbidden, Unavailable, Unknown, UpstreamError
from services.upstream.port import StatusAnswer

_YOUNG = 120.0  # seconds; a job of that age is asked for before the old ones
_UNKNOWN_HTTP = 500  # what the partner answers for an expired job, and for a real outage
_LOST_PAUSE = 60.0
_NO_ID = N_("The partner reported no program id.")
_FORGOTTEN = N_(
    "The partner no longer knows this job number, and its list does not show the outcome."
)
_UNREAD = N_("The partner no longer knows this job number, and does not show what became of it.")
_UNTOLD = N_("The partner does not say how this job stands; the outcome was found in its list.")
_FOUND = N_("The partner forgot the job number; the outcome was found in its list.")


class Watching:
    def __init__(self, tracking: Tracking, reconciliation: Reconciliation) -> None:
        self._tracking = tracking
        self._reconciliation = reconciliation

    async def look(self, job: Job) -> float | None:
        """One look at the partner's status; seconds until the next, None when it was final."""
        if job.kind in SWITCHES:  # there is no job to ask about: the program itself is looked at
            return await self._reconciliation.look(job)
        age = self._age(job)
        soon = Urgency.YOUNG if age < _YOUNG else Urgency.OLD
        seen = self._tracking.observations.of(job.id)
        if held := await self._tracking.turn(urgency(job, soon)):
            seen.interrupted(self._tracking.clock.now())
            return held
        try:
            answer = await self._tracking.partner.status(str(job.partner_job_id))
            receipt = _read(answer)
        except UpstreamError as error:
            return await self._no_status(job, error)
        before = seen.last_checked_at
        seen.told()
        seen.last_checked_at = self._tracking.clock.now()  # whoever hears of the move reads it
        moved = await self._tracking.store.move(job.id, _reported(job, answer, receipt), job)
        await self._tracking.answered(job)
        if receipt is not None and receipt.status in TERMINAL:
            self._learn(moved.job, receipt, before)
            if moved.job.phase is Phase.COPYING:
                return 0
            return await self._reconciliation.name_program(moved.job)
        return jitter(self._tracking.history.next(job.kind, age, self._tracking.pauses))

    def _learn(self, job: Job, receipt: Receipt, before: datetime | None) -> None:
        """Remember how long it took; without a word of the partner, it ended between two looks."""
        begun, ended = job.accepted_at, job.completed_at
        if begun is None or ended is None:
            return
        if receipt.completed_at != ended:
            earlier = max(before, begun) if before else begun
            ended = earlier + (self._tracking.clock.now() - earlier) / 2
        self._tracking.history.ended(job.kind, (ended - begun).total_seconds())

    async def _no_status(self, job: Job, error: UpstreamError) -> float:
        seen, now = self._tracking.observations.of(job.id), self._tracking.clock.now()
        kind = None
        if isinstance(error, Declined):
            seen.told_nothing(Silence.REFUSED, now)
            kind = STATUS_DECLINED
        elif isinstance(error, Unknown) or error.http == _UNKNOWN_HTTP:
            seen.told_nothing(Silence.UNKNOWN, now)
            kind = NO_ANSWER  # it may pass: only several in a row mean that the job is unknown
        else:
            seen.told()
        if not seen.several:
            return await self._tracking.failed(job, error, kind)
        return await self._lost(job, error)

    async def _lost(self, job: Job, error: UpstreamError) -> float:
        """The partner does not say how the job stands: look for the outcome instead.

        Most often the job number means nothing to it any more; else it refuses to answer, which
        may pass, so that a person is asked later.

        Unless its list cannot be read either: then this is an outage and says nothing about the
        job (contract 6: a 500 is both).
        """
        seen, now = self._tracking.observations.of(job.id), self._tracking.clock.now()
        declined, named = seen.silence is Silence.REFUSED, named_pause(error)
        forgotten = _FORGOTTEN
        await self._tracking.pace.turn(urgency(job, Urgency.YOUNG))
        try:
            found = await self._reconciliation.find(job)
        except (Declined, Forbidden, Unknown) as refusal:
            found, named = None, max(named, named_pause(refusal))  # it does answer
            forgotten = _UNREAD
            if isinstance(refusal, Declined) and not (declined or seen.lasts(now)):
                return max(named, await self._tracking.failed(job, refusal))
        except UpstreamError as outage:
            seen.interrupted(now)
            return max(named, await self._tracking.failed(job, outage))
        self._tracking.circuit.succeeded()
        seen.failures += 1
        seen.last_checked_at = self._tracking.clock.now()
        kind = STATUS_DECLINED if declined else UNKNOWN_JOB
        await self._tracking.troubled(job, trouble_of(error) | {"kind": kind})
        if found is not None:
            reason = _UNTOLD if declined else _FOUND
            evidence = Found(program_id=found, reason=reason)
            if job.kind in MAKES_PROGRAM:
                await self._tracking.store.claim(job.id, evidence, found)
            else:
                await self._tracking.store.move(job.id, evidence)
            return 0
        await self._ask(job, NOT_TOLD.format(error.http) if declined else forgotten)
        pause = backoff(seen.failures, self._tracking.pauses.first, _LOST_PAUSE)
        return max(jitter(max(pause, self._tracking.pauses.next(self._age(job)))), named)

    async def _ask(self, job: Job, reason: str) -> None:
        """A person decides, once there is nothing to be hoped for any more."""
        seen, now = self._tracking.observations.of(job.id), self._tracking.clock.now()
        if self._age(job) <= self._tracking.grace:
            return
        refused = seen.silence is Silence.REFUSED
        if not refused or (seen.lasts(now) and not (job.asks and _is_untold(job))):
            await self._tracking.store.move(job.id, Asked(reason=reason))

    def _age(self, job: Job) -> float:
        since = job.accepted_at or job.created_at
        return (self._tracking.clock.now() - since).total_seconds()


def _is_untold(job: Job) -> bool:
    """Whether the question is that of a refused status already, whatever its code was."""
    return (job.note or "").startswith(NOT_TOLD.partition("{}")[0])


def _read(answer: StatusAnswer) -> Receipt | None:
    """The receipt of a 200; None for a 202. Raises Unavailable for a 200 without a status."""
    if answer.body is None:
        return None
    receipt = read_receipt(answer.body)
    if receipt.partner_status is None:
        raise Unavailable("The partner's answer has no status.", http=answer.http, raw=answer.raw)
    return receipt


def _reported(job: Job, answer: StatusAnswer, receipt: Receipt | None) -> Reported:
    if receipt is None:
        return Reported(status=JobStatus.IN_PROGRESS)
    if receipt.status not in TERMINAL:
        return Reported(status=receipt.status, partner_status=receipt.partner_status)
    nameless = receipt.status is JobStatus.COMPLETED and not (receipt.program_id or job.program_id)
    return Reported(
        status=receipt.status,
        partner_status=receipt.partner_status,
        receipt=answer.raw,
        program_id=receipt.program_id,
        error=_error(receipt),
        completed_at=receipt.completed_at,
        note=_NO_ID if nameless else None,
    )


def _error(receipt: Receipt) -> dict[str, Any] | None:
    """The error to name and all of them, as they are kept on the row and shown in REST."""
    if receipt.error is None:
        return None
    named = receipt.error
    return {
        "code": named.code,
        "message": named.message,
        "field": named.field,
        "value": named.value,
        "all": [
            {"code": e.code, "message": e.message, "field": e.field, "value": e.value}
            for e in receipt.errors
        ],
    }
