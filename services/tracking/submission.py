"""Sending a job to the partner, at most once (design 2, contract 18.1).

The intent is durable before the first byte leaves. Whatever cannot prove that nothing arrived
makes the job unconfirmed, and nobody sends it again by itself.
"""

import asyncio
from collections.abc import Awaitable
from typing import Any

import structlog

from models.catalogue import FEATURES_REFUSED, PAUSE_NOT_GRANTED
from models.evidence import (
    Accepted,
    Doubted,
    Evidence,
    NotSent,
    Refused,
    SubmitStarted,
    Switched,
)
from models.feature_change import REMOVED, SAVED, Applied, FeatureChange
from models.job import MAKES_PROGRAM, SWITCHES, Job, JobKind
from models.polling import backoff
from services.i18n import N_
from services.orders import wire_order
from services.pace import Urgency
from services.retelling import UNFORESEEN
from services.tracking.baselines import Baseline, Baselines, Later
from services.tracking.context import Tracking, jitter, named_pause, spread, urgency
from services.tracking.troubles import trouble_of
from services.upstream import errors as upstream

log = structlog.get_logger(__name__)

_MARGIN = 5.0  # seconds beyond the client's time-out before another's submission counts as dead
_LATER = 1.0  # seconds
_REWRITE, _LONGEST_REWRITE = 0.5, 10.0  # seconds
_REWRITES = 100  # about a quarter of an hour; then it is a person's to find
_STOPPED = N_("Adtrail stopped while it was sending the request.")


class Submission:
    def __init__(self, tracking: Tracking) -> None:
        self._tracking = tracking
        self._baselines = Baselines(tracking)

    async def submit(self, job: Job) -> float | None:
        """Send a recorded job; the intent first."""
        if held := self._tracking.circuit.wait(urgent=job.trouble is None):
            return spread(held)
        try:
            baseline = await self._baseline(job)
        except Later:
            return spread(self._tracking.circuit.left) or jitter(_LATER)
        except upstream.UpstreamError as error:
            return await self._tracking.failed(job, error)
        await self._tracking.pace.turn(urgency(job, Urgency.SUBMIT))
        started = await self._tracking.store.move(job.id, SubmitStarted(baseline=baseline), job)
        if not started.moved:
            return 0
        evidence, delay = await self._outcome(started.job)
        await self._write_down(started.job, evidence)
        return delay

    async def _write_down(self, job: Job, evidence: Evidence) -> None:
        """Keep what the partner answered, if need be over and over.

        The job number exists in this answer only: while this process lives, a full disk or a
        locked file must not cost it (contract 18.2).
        """
        pause = _REWRITE
        for _ in range(_REWRITES):
            try:
                await self._tracking.store.insist(job.id, evidence, job)
            except Exception:
                log.exception("an answer cannot be written down", job_id=job.id)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_REWRITE)
            else:
                return
        await self._tracking.store.insist(job.id, evidence, job)

    async def take_over(self, job: Job) -> float:
        """A job found while being sent: by somebody who is dead, or slow. Never send it again."""
        if not self._tracking.alone and job.submitted_at is not None:
            patience = self._tracking.request_timeout + _MARGIN
            age = (self._tracking.clock.now() - job.submitted_at).total_seconds()
            if age < patience:
                return patience - age
        await self._tracking.store.move(job.id, Doubted(reason=_STOPPED))
        return 0

    async def _baseline(self, job: Job) -> tuple[str, ...] | None:
        """The business's programs before a create: what is there now cannot be its outcome.

        Raises what makes the partner unusable right now; None when it will not tell.
        """
        create = job.kind in MAKES_PROGRAM and job.business_id is not None
        if not create and not self._tracking.circuit.open:
            return None
        programs: Baseline | None = None
        how_urgent = urgency(job, Urgency.SUBMIT)
        try:
            if create:
                programs = await self._baselines.of(str(job.business_id), how_urgent, job.partner)
            else:  # whether the partner is back is found out with what may be repeated
                await self._tracking.pace.turn(how_urgent)
                await self._tracking.partner.check_credentials()
        except (upstream.Declined, upstream.Forbidden, upstream.Unknown):
            self._tracking.circuit.succeeded()
            return None
        await self._tracking.answered(job)
        return programs

    async def _outcome(self, job: Job) -> tuple[Evidence, float | None]:
        """Send, and say what is known afterwards; never raises, whatever happens."""
        try:
            answer = await self._send(job)
        except (upstream.NotSent, upstream.Unauthorized, upstream.Throttled) as error:
            return self._not_sent(job, error)
        except (upstream.Refused, upstream.NotGranted) as error:
            self._tracking.circuit.succeeded()
            return Refused(error=_refusal(job, error)), None
        except upstream.UpstreamError as error:
            return Doubted(reason=error.message), 0
        except Exception as error:
            log.exception("submission failed in an unforeseen way", job_id=job.id)
            return Doubted(reason=UNFORESEEN.format(repr(error))), 0
        self._tracking.circuit.succeeded()
        self._tracking.observations.of(job.id).failures = 0
        return self._taken(job, answer)

    def _taken(self, job: Job, answer: str | None) -> tuple[Evidence, float | None]:
        pause = jitter(self._tracking.pauses.first)
        if answer is None:
            return Switched(), pause
        if job.kind is JobKind.FEATURES:
            return _applied(job, answer), None
        return Accepted(partner_job_id=answer), pause

    def _send(self, job: Job) -> Awaitable[str | None]:
        partner, order = self._tracking.partner, wire_order(job)
        if job.kind in MAKES_PROGRAM:
            return partner.create(order)
        if job.program_id is None:
            raise ValueError(f"a {job.kind} needs a program")
        if job.kind is JobKind.EDIT:
            return partner.edit(job.program_id, order)
        if job.kind in SWITCHES:
            switch = partner.pause if job.kind is JobKind.PAUSE else partner.resume
            return switch(job.program_id)
        if job.kind is JobKind.FEATURES:
            change = FeatureChange.of(job.order)
            if change.remove:
                return partner.remove_features(job.program_id, change.remove)
            return partner.save_features(job.program_id, change.write)
        return partner.end(job.program_id)

    def _not_sent(self, job: Job, error: upstream.UpstreamError) -> tuple[Evidence, float]:
        seen = self._tracking.observations.of(job.id)
        seen.failures += 1
        self._tracking.noted(job, error)
        pause = jitter(backoff(seen.failures, self._tracking.pauses.first))
        evidence = NotSent(trouble=trouble_of(error), reason=error.message)
        return evidence, max(pause, named_pause(error))


def _applied(job: Job, answer: str) -> Applied:
    change = FeatureChange.of(job.order)
    said = (REMOVED if change.remove else SAVED).format(", ".join(change.names))
    return Applied(answer=answer, said=said)


def _refusal(job: Job, error: upstream.UpstreamError) -> dict[str, Any]:
    code = error.code or f"HTTP_{error.http}"
    if job.kind is JobKind.FEATURES and error.code is None:
        code = FEATURES_REFUSED
    return {
        "code": PAUSE_NOT_GRANTED if isinstance(error, upstream.NotGranted) else code,
        "message": error.message,
        "http": error.http,
        "field": None,
        "all": [],
    }
