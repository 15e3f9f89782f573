"""Finding out what became of a submission whose answer was lost (design 2.5).

The partner's lists are read, which has no side effect, until the grace is over. Exactly one
program that fits, was not there before and belongs to no other job is adopted; anything else is
for a person to decide. Nothing is ever sent again from here.
"""

from models.dates import pacific_today
from models.evidence import Asked, Found, Named
from models.feature_change import FeatureChange
from models.job import MAKES_PROGRAM, SWITCHES, Job, JobKind, Phase
from models.job_status import JobStatus
from models.matching import fits_create, shows_edit, shows_end
from models.orders import CreateOrder, EditOrder
from models.polling import Pauses
from models.program import Program
from services.i18n import N_
from services.orders import order_of
from services.pace import Urgency
from services.retelling import NOT_SHOWN, NOTHING_SHOWN
from services.tracking.context import Tracking, jitter, urgency
from services.tracking.observations import Silence
from services.tracking.troubles import DECLINED
from services.upstream.errors import Declined, Forbidden, Unknown, UpstreamError
from services.upstream.listings import first_error, says_gone
from services.upstream.port import ProgramInfo

_IN_LIST = N_("Found in the partner's list of programs.")
_SHOWN = N_("The partner shows the wanted values.")
_NOT_SHOWN_ITSELF = N_("The partner does not show this program.")
_ASK = {
    JobKind.CREATE: N_("The partner's list shows no program that can only be this one."),
    JobKind.DUPLICATE: N_("The partner's list shows no program that can only be this one."),
    JobKind.EDIT: N_("The partner does not show the wanted values."),
    JobKind.PAUSE: N_("The partner does not show the program as paused."),
    JobKind.RESUME: N_("The partner still shows the program as paused."),
    JobKind.FEATURES: N_("The partner does not show the wanted values."),
    JobKind.TERMINATE: N_("The partner still shows the program."),
}
_DAY = 86_400.0
_SLOW = Pauses(first=60.0, longest=600.0)
_NAMING = 120.0  # seconds in which a created program without an id is looked for


class Reconciliation:
    def __init__(self, tracking: Tracking) -> None:
        self._tracking = tracking

    async def look(self, job: Job) -> float | None:
        """One look at the partner for an unconfirmed job."""
        seen = self._tracking.observations.of(job.id)
        if held := await self._tracking.turn(urgency(job, Urgency.YOUNG)):
            seen.told()  # the partner is out of order: what it does not say now means nothing
            return held
        age = self._age(job)
        try:
            found = await self.find(job)
        except (Declined, Unknown) as error:
            return await self._declined(job, error)
        except UpstreamError as error:
            seen.told()
            return await self._tracking.failed(job, error)
        await self._tracking.answered(job)
        if found is not None and await self._adopt(job, found):
            return 0 if job.plan else None  # the features of a duplicate are left to write
        if age < self._tracking.grace:
            return jitter(min(self._tracking.pauses.next(age), self._tracking.grace - age + 0.1))
        if not job.asks:
            await self._tracking.store.move(job.id, Asked(reason=_ASK[job.kind]))
        return jitter(_SLOW.next(age)) if age < _DAY else None

    async def _declined(self, job: Job, error: UpstreamError) -> float:
        """The partner answers, but not what it was asked: when that lasts, a person decides."""
        seen, now = self._tracking.observations.of(job.id), self._tracking.clock.now()
        self._tracking.circuit.succeeded()
        seen.told_nothing(Silence.REFUSED, now)
        delay = await self._tracking.failed(job, error, DECLINED)
        age = self._age(job)
        if not seen.lasts(now) or age < self._tracking.grace:
            return delay
        if not job.asks:
            reason = NOT_SHOWN.format(error.http) if error.http else NOTHING_SHOWN
            await self._tracking.store.move(job.id, Asked(reason=reason))
        return max(delay, jitter(_SLOW.next(age)))

    async def find(self, job: Job) -> str | None:
        """The id of the program that shows this job's outcome; None while none does.

        The caller has taken its turn. Raises UpstreamError when the partner cannot be asked.
        """
        if job.kind in MAKES_PROGRAM:
            return await self._created(job)
        if job.program_id is None:
            return None
        if job.kind is JobKind.FEATURES:
            return await self._with_features(job, job.program_id)
        info = await self._tracking.partner.program_info([job.program_id])
        program = _only(info, job.program_id)
        order = order_of(job)
        if job.kind in SWITCHES:
            shown = program is not None and program.paused is (job.kind is JobKind.PAUSE)
        elif isinstance(order, EditOrder):
            shown = program is not None and shows_edit(program, order)
        else:
            shown = shows_end(program, pacific_today(self._tracking.clock.now()))
        return job.program_id if shown else None

    async def _with_features(self, job: Job, program_id: str) -> str | None:
        try:
            shown = await self._tracking.partner.features(program_id)
        except (Forbidden, Unknown):
            return None  # it does answer, and shows none
        return program_id if FeatureChange.of(job.order).is_shown(shown) else None

    async def name_program(self, job: Job) -> float | None:
        """A created program whose receipt had no id is looked for in the list (contract 7.1)."""
        made = job.status is JobStatus.COMPLETED or job.phase is Phase.COPYING
        nameless = job.kind in MAKES_PROGRAM and made and job.program_id is None
        if not nameless or self._since_end(job) > _NAMING + self._tracking.grace:
            return None
        if held := await self._tracking.turn(urgency(job, Urgency.YOUNG)):
            return held
        try:
            found = await self.find(job)
        except UpstreamError:
            return 10.0
        if found is None:
            return 10.0
        named = Named(program_id=found, reason=_IN_LIST)
        await self._tracking.store.claim(job.id, named, found)
        return None

    async def _created(self, job: Job) -> str | None:
        order = order_of(job)
        if not isinstance(order, CreateOrder):
            return None
        rows = await self._tracking.partner.business_programs([order.business_id])
        programs = [Program.from_partner(row) for row in rows]
        claimed = self._tracking.store.claimed(order.business_id)
        fitting = [p for p in programs if p.program_id not in claimed and _may_be(job, p)]
        if len(fitting) != 1 or job.baseline is None:  # without one, each may be an older program
            return None
        rivals = [r for r in self._tracking.store.rivals(job) if _may_be(r, fitting[0])]
        # One that the partner still answers for will name its own program: wait for it. Between
        # equal orders that are all in doubt it does not matter who gets which.
        twins = all(r.phase is Phase.UNCONFIRMED and r.order == job.order for r in rivals)
        return fitting[0].program_id if twins else None

    async def _adopt(self, job: Job, program_id: str) -> bool:
        if job.kind not in MAKES_PROGRAM:
            moved = await self._tracking.store.move(
                job.id, Found(program_id=program_id, reason=_SHOWN)
            )
            return moved.moved
        found = Found(program_id=program_id, reason=_IN_LIST)
        return (await self._tracking.store.claim(job.id, found, program_id)).moved

    def _since_end(self, job: Job) -> float:
        ended = job.completed_at or job.updated_at  # one that is being copied has not ended
        return (self._tracking.clock.now() - ended).total_seconds()

    def _age(self, job: Job) -> float:
        since = job.submitted_at or job.created_at
        return (self._tracking.clock.now() - since).total_seconds()


def _only(info: ProgramInfo, program_id: str) -> Program | None:
    """The program that was asked for, None when the partner says that it is gone.

    Raises Unknown for another error in its place, which may be a passing one, for another program,
    and for no word at all: to be gone is how an end is told.
    """
    if (mine := info.of(program_id)) is not None:
        return Program.from_partner(mine)
    if not info.programs and says_gone(info.errors):
        return None
    odd = [one for one in info.errors if not says_gone([one])]
    code, message = first_error(odd) if odd else (None, "")
    raise Unknown(message or _NOT_SHOWN_ITSELF, code=code)


def _may_be(job: Job, program: Program) -> bool:
    """Whether this program can be what a create made: it fits, and is not known from before.

    Where what was there before could not be read, any that fits can be.
    """
    order = order_of(job)
    if not isinstance(order, CreateOrder) or job.submitted_at is None:
        return False
    known = not program.program_id or program.program_id in (job.baseline or ())
    return not known and fits_create(program, order, pacific_today(job.submitted_at))
