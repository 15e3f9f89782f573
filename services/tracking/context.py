"""What the three rooms of tracking share: the parts, and how a failed request is treated."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from models.evidence import Recovered, Troubled
from models.job import Job
from models.polling import Pauses, backoff
from services.bus import Bus, JobChanged
from services.circuit import Circuit
from services.clock import Clock
from services.pace import Pace, Urgency
from services.partners import Pinned, anywhere
from services.store.store import Store
from services.tracking.history import History
from services.tracking.observations import Observations
from services.tracking.troubles import SILENT, is_partner_wide, trouble_of
from services.upstream.errors import Unauthorized, UpstreamError
from services.upstream.port import Partner

_DAY = timedelta(days=1)
_LONGEST_RETRY_AFTER = 3600.0  # seconds; a partner that names more is asked again after an hour


@dataclass(frozen=True)
class Tracking:
    """`grace` is ADTRAIL_RECONCILE_GRACE, `request_timeout` the client's, both in seconds."""

    store: Store
    partner: Partner
    clock: Clock
    bus: Bus
    pace: Pace
    circuit: Circuit
    pauses: Pauses
    grace: float
    request_timeout: float
    # Whether a job found in `submitting` can only be ours and dead (one process, one engine).
    alone: bool = True
    # Inside, `partner` and `circuit` are those of the job; False where it cannot be reached.
    pinned: Pinned = anywhere
    nudge: Callable[[str], object] = lambda _job_id: None  # the engine's: look at that job now
    observations: Observations = field(default_factory=Observations)
    history: History = field(default_factory=History)

    async def failed(self, job: Job, error: UpstreamError, kind: str | None = None) -> float:
        """Note that a harmless request failed; seconds until the next try. Status untouched.

        `kind` is the trouble's, where what was asked makes it another one than the error's own.
        """
        seen = self.observations.of(job.id)
        seen.failures += 1
        trouble = trouble_of(error)
        await self.troubled(job, trouble | {"kind": kind or trouble["kind"]})
        self.noted(job, error)
        pause = backoff(seen.failures, max(self.pauses.first, 1.0))
        return max(jitter(pause), named_pause(error), spread(self.circuit.left))

    async def troubled(self, job: Job, trouble: dict[str, Any]) -> None:
        """Write down what keeps us from knowing more.

        While a person is asked, the same silence in other words is written down once a day: looks
        go on for ever, and a partner may word each answer differently.
        """
        same = (job.trouble or {}).get("kind") == trouble["kind"] and trouble["kind"] in SILENT
        if not (same and job.asks and self.clock.now() - job.updated_at < _DAY):
            await self.store.move(job.id, Troubled(trouble=trouble))

    def noted(self, job: Job, error: UpstreamError) -> None:
        """Tell the circuit of a failed request, if it says something about the partner."""
        if is_partner_wide(error):
            named = error.retry_after
            at_once = isinstance(error, Unauthorized) or named is not None
            self.circuit.failed(job.id, trouble_of(error), at_once=at_once, retry_after=named)

    async def turn(self, urgency: Urgency) -> float:
        """Wait for one's turn to ask the partner something harmless.

        0 when it may be asked, else the seconds to stay away. The circuit is looked at on both
        sides of the queue: it may have opened while a thousand jobs stood in it.
        """
        if held := self.circuit.left:
            return spread(held)
        await self.pace.turn(urgency)
        return spread(self.circuit.wait())

    async def answered(self, job: Job) -> None:
        """Note that the partner answered a question about this job."""
        self.circuit.succeeded()
        seen = self.observations.of(job.id)
        seen.failures = 0
        seen.told()
        seen.last_checked_at = self.clock.now()
        if job.trouble is not None:
            await self.store.move(job.id, Recovered())

    def due_in(self, job_id: str, seconds: float) -> None:
        """Tell viewers when the next look is, where that matters: while there is trouble."""
        seen = self.observations.of(job_id)
        seen.next_check_at = self.clock.now() + timedelta(seconds=seconds)
        if seen.failures and self.bus.watched(job_id):
            self.bus.publish(JobChanged(job_id))


def urgency(job: Job, otherwise: Urgency) -> Urgency:
    """Submissions by hand go before those of scripts, looks at a job are all alike.

    A batch's rows wait behind single jobs; one turn in four is theirs all the same (pace).
    """
    if job.by_hand and otherwise is Urgency.SUBMIT:
        return Urgency.PERSON
    return max(otherwise, Urgency.BULK) if job.bulk_id is not None else otherwise


def named_pause(error: UpstreamError) -> float:
    """The seconds that the partner asked to be left alone, within reason; 0 when it named none."""
    return min(error.retry_after or 0.0, _LONGEST_RETRY_AFTER)


def spread(pause: float) -> float:
    """Up to half longer: whoever waits for the same moment shall not come at the same moment."""
    return pause * random.uniform(1.0, 1.5)  # noqa: S311 - not a secret


def jitter(pause: float) -> float:
    """Spread by a tenth, so that jobs submitted together are not asked for together."""
    return pause * random.uniform(0.9, 1.1)  # noqa: S311 - not a secret
