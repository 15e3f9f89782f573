"""The partner's list of programs, known here: pages stand at once and are brought up to date.

The whole list is read when somebody wants it and it is old, and when a person asks for it; a
program whose job has ended is read alone. Where nobody ever looked, the partner is not asked at
all. One process reads for all of them.
Through the pace and the circuit, at most five requests at a time, behind everything else.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import structlog

from models.business_info import BusinessFacts
from models.catalogue import explain_transport
from models.listed import LONGEST_LABEL, ListingState
from models.people import Role
from models.transition import storable
from services.bus import Bus, JobChanged
from services.catalog import Catalog
from services.circuit import Circuit
from services.clock import Clock
from services.errors import DatabaseAway, FieldError, Invalid, NotFound
from services.i18n import _, language
from services.pace import Pace, Urgency
from services.partners import Pinned, anywhere
from services.people.acting import needs
from services.store.businesses import BusinessRows
from services.store.listing import Listing
from services.tasks import Tasks
from services.tracking.context import named_pause
from services.tracking.troubles import is_partner_wide, trouble_of
from services.upstream.errors import Throttled, Unauthorized, Unavailable, UpstreamError
from services.upstream.listings import says_gone
from services.upstream.port import Partner, ProgramInfo, ProgramPage

log = structlog.get_logger(__name__)

T = TypeVar("T")
Told = Callable[[frozenset[str]], object]
"""Told which programs changed; of none: how the list itself stands."""

OLD = timedelta(minutes=2)  # when somebody looks and it is older, it is read again
_AFTER_FAILURE = timedelta(seconds=20)
_PAGE, _IDS, _AT_ONCE = 40, 200, 5  # contract 1 and 9
_TRIES, _PAUSE, _LONGEST_PAUSE = 3, 1.0, 30.0  # for a page that met passing trouble; seconds
_SOON = 0.3  # seconds in which jobs that end together are read together
_ELSEWHERE = 3.0  # seconds between looks at what another process did to the list
_WATCHED = "program list"


class ProgramList:
    """`alone` is False where several processes share the database."""

    def __init__(  # noqa: PLR0917 - the parts it stands on
        self,
        listing: Listing,
        businesses: BusinessRows,
        partner: Partner,
        pace: Pace,
        circuit: Circuit,
        clock: Clock,
        bus: Bus,
        *,
        alone: bool,
        pinned: Pinned = anywhere,
    ) -> None:
        self.rows = listing
        self._businesses = businesses
        self._partner = partner
        self._catalog = Catalog(partner, pace)  # for what a person waits for
        self._pace = pace
        self._circuit = circuit
        self._clock = clock
        self._bus = bus
        self._alone = alone
        self._pinned = pinned
        self._tasks = Tasks()
        self._reading: set[str] = set()  # whose list is being read
        self._ended: set[str] = set()
        self._told: set[Told] = set()
        self._unsubscribe: Callable[[], None] = lambda: None

    def start(self) -> None:
        self._unsubscribe = self._bus.subscribe(self._hear)
        if not self._alone:
            self._tasks.start(self._look_elsewhere(), "program list elsewhere")

    async def stop(self) -> None:
        self._unsubscribe()
        await self._tasks.stop()

    def subscribe(self, told: Told) -> Callable[[], None]:
        """Call `told` after every change, until what is returned is called."""
        self._told.add(told)
        return lambda: self._told.discard(told)

    def wanted(self) -> None:
        """Somebody looks at the list: read it again if it is old."""
        state, now = self.rows.state(), self._clock.now()
        if state.failed_at is not None and now - state.failed_at < _AFTER_FAILURE:
            return
        if state.read_at is None or now - state.read_at > OLD:
            self.refresh()

    def refresh(self) -> None:
        """Read the whole list now, unless that is going on already."""
        whose = self.rows.whose
        if whose not in self._reading:
            self._reading.add(whose)
            self._tasks.start(self._refresh(whose), _WATCHED)

    @needs(Role.OPERATOR)
    async def label(self, program_id: str, label: str) -> str:
        """Name a program; an empty name takes it away.

        One that was not listed so far is asked for first. Raises Invalid, NotFound, PartnerProblem.
        """
        tidy = " ".join(str(storable(label)).split())
        if len(tidy) > LONGEST_LABEL:
            sentence = _("A label has at most {} characters.").format(LONGEST_LABEL)
            raise Invalid([FieldError("label", sentence)])
        if not await self.rows.label(program_id, tidy):
            await self._shown([program_id], await self._catalog.program_info(program_id))
            if not await self.rows.label(program_id, tidy):
                sentence = _("The partner has no program {} under this account.")
                raise NotFound(sentence.format(program_id))
        self._tell({program_id})
        return tidy

    async def _refresh(self, whose: str) -> None:
        """Read this partner's list to its end, also when another one is taken into use."""
        try:
            with self._pinned(whose):
                await self._read_again()
        except DatabaseAway:
            log.warning("the programs could not be listed", reason="the database is away")
        finally:
            self._reading.discard(whose)
        self._tell()

    async def _read_again(self) -> None:
        began = self._clock.now()
        if not await self.rows.claim(began, alone=self._alone):
            return  # another process is at it
        self._tell()
        try:
            await self._read_all()
            await self.rows.done(began)
            await self._learn_names()
        except UpstreamError as error:
            log.warning("the programs could not be listed", reason=error.message)
            await self.rows.failed(self._clock.now(), error.http)

    async def _read_all(self) -> None:
        began = self._clock.now()
        first = await self._page(0)
        read, total = len(first.programs), first.total
        await self._put(first.programs)
        left = iter(range(_PAGE, total, _PAGE))

        async def work() -> None:  # five of them share what is left
            nonlocal read
            for offset in left:
                page = await self._page(offset)
                read += len(page.programs)
                await self._put(page.programs)
                await self.rows.progress(self._clock.now(), read, total)
                self._tell()

        await _all_of(work() for _worker in range(_AT_ONCE))
        await self._confirm(await self.rows.unseen_since(began))

    async def _page(self, offset: int) -> ProgramPage:
        return await self._ask(lambda: self._partner.account_programs(offset, _PAGE, "ALL"))

    async def _put(self, programs: Sequence[Mapping[str, Any]]) -> None:
        """The account's list may leave a budget out that the program's own page has."""
        bare = [str(p.get("program_id")) for p in programs if _lacks_budget(p)]
        told: dict[str, Mapping[str, Any]] = {str(p.get("program_id")): p for p in programs}
        if bare:
            info = await self._info(bare)
            told |= {str(p.get("program_id")): p for p in info.programs}
        self._tell(await self.rows.put(told.values(), self._clock.now()))

    async def _confirm(self, program_ids: Sequence[str]) -> None:
        """Ask for each that the list did not show: pages move while they are read."""
        for first in range(0, len(program_ids), _IDS):
            ids = program_ids[first : first + _IDS]
            info = await self._info(ids)
            await self._shown(ids, info)

    async def _shown(self, ids: Sequence[str], info: ProgramInfo) -> None:
        """What the partner answered about these; those that it says are gone are marked."""
        changed = await self.rows.put(info.programs, self._clock.now())
        there = {str(p.get("program_id")) for p in info.programs}
        gone = set(ids) - there if says_gone(info.errors) else set()
        self._tell(changed | await self.rows.vanish(gone, self._clock.now()))

    async def _learn_names(self) -> None:
        """Of the businesses in the list; an account that may not ask sees their ids alone."""
        unknown = await self._businesses.nameless(self._clock.now())
        for first in range(0, len(unknown), _IDS):
            ids = unknown[first : first + _IDS]
            try:
                told = await self._ask(partial(self._partner.business_info, ids))
            except UpstreamError as error:
                log.info("businesses have no names", reason=error.message)
                return
            facts = [BusinessFacts.from_partner(raw) for raw in told]
            await self._businesses.heard(ids, facts, self._clock.now())
        if unknown:
            self._tell()

    async def _info(self, ids: Sequence[str]) -> ProgramInfo:
        return await self._ask(lambda: self._partner.program_info(ids))

    async def _ask(self, question: Callable[[], Awaitable[T]]) -> T:
        """Ask behind all jobs; passing trouble is waited out a few times. Raises UpstreamError."""
        for left in reversed(range(_TRIES)):
            if (held := self._circuit.left) > _PAUSE * _TRIES:
                raise Unavailable("The partner is not asked at the moment.", http=self._trouble())
            await asyncio.sleep(held)
            await self._pace.turn(Urgency.OLD)
            try:
                answer = await question()
            except UpstreamError as error:
                self._noted(error)
                if left == 0 or not is_partner_wide(error) or isinstance(error, Unauthorized):
                    raise
                await asyncio.sleep(min(named_pause(error) or _PAUSE, _LONGEST_PAUSE))
            else:
                self._circuit.succeeded()
                return answer
        raise AssertionError("unreachable")

    def _trouble(self) -> int | None:
        http = (self._circuit.trouble or {}).get("http")
        return http if isinstance(http, int) else None

    def _noted(self, error: UpstreamError) -> None:
        if is_partner_wide(error):
            at_once = isinstance(error, Unauthorized | Throttled)
            self._circuit.failed(
                _WATCHED, trouble_of(error), at_once=at_once, retry_after=error.retry_after
            )

    def _hear(self, change: JobChanged) -> None:
        """A job moved; whether it has ended is looked up with its neighbours."""
        if not change.job_id or change.version is None:
            return
        waiting = bool(self._ended)
        self._ended.add(change.job_id)
        if not waiting:
            self._tasks.start(self._after_jobs(), "programs of ended jobs")

    async def _after_jobs(self) -> None:
        await asyncio.sleep(_SOON)
        heard, self._ended = self._ended, set()
        try:
            for whose, ended in (await self.rows.ended_jobs(heard)).items():
                with self._pinned(whose) as reached:
                    if reached:
                        await self._read_changed(ended)
        except DatabaseAway as error:
            log.warning("a changed program could not be read", reason=str(error))

    async def _read_changed(self, ended: Mapping[str, str]) -> None:
        """The programs of these jobs, unless nobody has wanted their partner's list so far."""
        if self.rows.state().read_at is None:
            return
        mine = await self.rows.claim_jobs(ended)
        try:
            for first in range(0, len(mine), _IDS):
                ids = mine[first : first + _IDS]
                await self._shown(ids, await self._info(ids))
        except UpstreamError as error:
            log.warning("a changed program could not be read", reason=str(error))

    async def _look_elsewhere(self) -> None:
        """Several processes: notice what another one wrote, while somebody looks here."""
        seen = -1
        while True:
            await asyncio.sleep(_ELSEWHERE)
            if self._told and not self._reading:
                try:
                    version = (await asyncio.to_thread(self.rows.state)).version
                except DatabaseAway:
                    continue
                if version != seen:
                    seen = version
                    self._tell()

    def _tell(self, program_ids: set[str] | frozenset[str] = frozenset()) -> None:
        for told in tuple(self._told):
            told(frozenset(program_ids))


async def _all_of(works: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Run them together; the first failure ends them all and is raised by itself."""
    failures: list[Exception] = []
    try:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)
    except* (UpstreamError, DatabaseAway) as several:
        failures += [one for one in several.exceptions if isinstance(one, Exception)]
    if failures:
        raise failures[0]


def failure(state: ListingState) -> str | None:
    """Why the last reading did not come to its end, as a sentence; None if it did."""
    if state.failed_at is None:
        return None
    return f"{explain_transport(state.failed_http, 'program', language()).text}."


def _lacks_budget(raw: Mapping[str, Any]) -> bool:
    metrics = raw.get("program_metrics")
    is_cpc = str(raw.get("program_type")).upper() == "CPC"
    return is_cpc and not (isinstance(metrics, Mapping) and metrics.get("budget") is not None)
