"""The parts of Adtrail put together: real ones by default, each replaceable by keyword."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from filelock import FileLock, Timeout

from models.polling import Pauses
from models.schedule import is_schedule
from services.bulk.bulks import Bulks
from services.bulk.releasing import Releasing, with_batches
from services.bus import Bus
from services.businesses import Businesses
from services.catalog import Catalog
from services.changing import Changing
from services.clock import Clock, SystemClock
from services.credentials import Credentials
from services.engines.local import LocalEngine
from services.engines.port import Advance, Engine
from services.finding import Finder
from services.i18n import _
from services.jobs import Jobs
from services.kept import Kept
from services.lookup import Lookup
from services.metrics import Metrics
from services.pace import Pace
from services.partner_watch import PartnerWatch
from services.partners import Partners
from services.people.accounts import Accounts
from services.people.acting import ADTRAIL, acting_as, people_sign_in
from services.people.audit import Audit
from services.people.passwords import Passwords
from services.people.signing import Signing
from services.people.tokens import Tokens
from services.program_list import ProgramList
from services.programs import Programs
from services.push.pushes import Pushes
from services.reaching import Reach
from services.schedules import Schedules
from services.sealing import Sealer
from services.settings import SANDBOX, Settings, make_folder
from services.sharing import AlreadyRunning, Sharing, share
from services.store.audit import AuditRows
from services.store.bulks import BulkRows
from services.store.businesses import BusinessRows
from services.store.database import StoreUnavailable
from services.store.listing import Listing
from services.store.people import PeopleRows
from services.store.schedules import ScheduleRows
from services.store.settings import SettingRows
from services.store.store import Store
from services.tasks import Tasks
from services.tracking.context import Tracking
from services.tracking.tracker import Tracker
from services.upstream.client import PartnerClient
from services.upstream.sandbox import (
    BUSINESSES,
    SCENARIOS,
    Sandbox,
)


@dataclass(kw_only=True)
class Adtrail:
    """Everything a page, a REST router or a command needs. `start` and `stop` in one loop."""

    settings: Settings
    clock: Clock
    bus: Bus
    store: Store
    partners: Partners
    reach: Reach
    tracking: Tracking
    engine: Engine
    programs: Programs
    bulks: Bulks
    schedules: Schedules
    jobs: Jobs
    catalog: Catalog
    business_rows: BusinessRows
    businesses: Businesses
    lookup: Lookup
    program_list: ProgramList
    finder: Finder
    credentials: Credentials
    changing: Changing
    accounts: Accounts
    signing: Signing
    tokens: Tokens
    audit: Audit
    watch: PartnerWatch
    metrics: Metrics
    pushes: Pushes
    lock: FileLock | None
    sharing: Sharing | None
    leaving: bool = False
    _stopping: asyncio.Lock = field(default_factory=asyncio.Lock)
    _stopped: bool = False

    @property
    def partner(self) -> PartnerClient:
        """The client of the partner that is in use."""
        return self.partners.in_use.client

    @property
    def sandbox(self) -> Sandbox | None:
        """The built-in partner, where it is the one in use."""
        return self.reach.sandbox if self.partners.current == SANDBOX else None

    @property
    def test_businesses(self) -> list[tuple[str, str]]:
        """(business id, what happens with it) of the sandbox; empty with a real partner."""
        if self.sandbox is None:
            return []
        ordinary = [
            (b.business_id, _("An ordinary business: {}.").format(b.name)) for b in BUSINESSES
        ]
        return ordinary + [(s.business_id, _(s.outcome)) for s in SCENARIOS]

    async def start(self) -> None:
        """Take up every unfinished job; whether the partner is there is found out meanwhile."""
        await self.tracking.history.load(self.store)
        if self.sharing is not None:
            await self.sharing.listener.start()
        await self.engine.start(self._advance())
        self.watch.start()
        self.program_list.start()
        self.changing.start()
        await self.pushes.start()
        self.metrics.start(self.store, self.engine, self.tracking.pace)

    def _advance(self) -> Advance:
        """What an engine calls: a job is moved on, a schedule happens when its moment has come."""
        tracker = Tracker(self.tracking)
        releasing = Releasing(self.bulks.rows, self.programs, self.clock, self.partners.pinned)

        async def advance(some_id: str) -> float | None:
            mover = self.schedules if is_schedule(some_id) else tracker
            return await mover.advance(some_id)

        moved = with_batches(advance, releasing.advance)

        async def by_itself(some_id: str) -> float | None:
            """Whoever set it going, a viewer even: what was ordered may be done."""
            with acting_as(ADTRAIL):
                return await moved(some_id)

        return by_itself

    def leave(self) -> None:
        """It was asked to stop: whoever waits for news goes now, and need not be broken off."""
        self.leaving = True
        self.bus.catch_up()

    async def stop(self) -> None:
        """End within 3 s; what was not finished is taken up at the next start.

        Asked twice (a signal, and the window that closes by it), the second waits for the first.
        """
        async with self._stopping:
            if not self._stopped:
                self._stopped = True
                await self._stop()

    async def _stop(self) -> None:
        await self.watch.stop()
        await self.changing.stop()
        await self.program_list.stop()
        await self.pushes.stop()
        await self.metrics.stop()
        await self.engine.stop()
        if self.sharing is not None:
            await self.sharing.listener.stop()
        await self.partners.aclose()
        await self.lookup.aclose()
        await asyncio.to_thread(self.store.close)
        if self.reach.memory is not None:
            await self.reach.memory.stop()
        if self.lock is not None:
            self.lock.release()
        if self.sharing is not None:
            self.sharing.close()


def bootstrap(
    settings: Settings,
    *,
    clock: Clock | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Adtrail:
    """Put Adtrail together. Raises AlreadyRunning and StoreUnavailable with a sentence each."""
    clock = clock or SystemClock()
    bus = Bus()
    lock = _lock(settings)
    metrics = Metrics(clock)
    store = Store.open(settings.database, bus, clock)
    setting_rows = SettingRows(store)
    sealer = Sealer(settings.data_dir)
    kept = Kept(settings, setting_rows, sealer)
    reach = Reach(settings, kept, clock, bus, metrics.asked, transport)
    partners = Partners(reach.client, clock, kept.address)
    store.partner = lambda: partners.here.address
    store.adopt_jobs(partners.in_use.address)  # opened now: what the sandbox remembers is there
    rows = ScheduleRows(store)
    sharing = share(settings, bus, store, rows) if settings.postgres is not None else None
    engine = LocalEngine(bus, store.unfinished, rows.armed) if sharing is None else sharing.engine
    pace = Pace(kept.rate)
    tracking = Tracking(
        store=store,
        partner=partners.client,
        clock=clock,
        bus=bus,
        pace=pace,
        circuit=partners.circuit,
        pauses=Pauses(settings.first_poll, settings.max_poll),
        grace=settings.reconcile_grace,
        request_timeout=settings.upstream_timeout,
        alone=sharing is None,
        pinned=partners.pinned,
        nudge=engine.nudge,
    )
    store.on_commit(metrics.commit.observe)
    engine.on_call = metrics.poll_lag.observe
    catalog = Catalog(partners.client, pace)
    schedules = Schedules(store, rows, engine, clock, catalog=catalog, settings=settings)
    jobs = Jobs(store, tracking.observations, partners.circuit_of, tracking.history)
    businesses = BusinessRows(store)
    listing = Listing(store)
    program_list = ProgramList(
        listing,
        businesses,
        partners.client,
        pace,
        partners.circuit,
        clock,
        bus,
        alone=sharing is None,
        pinned=partners.pinned,
    )
    credentials = Credentials(reach.open, lambda: partners.current, pace)
    people, passwords = PeopleRows(store), Passwords()
    with_accounts = settings.password is not None
    people_sign_in(required=with_accounts)
    signing = Signing(people, clock, bus, passwords, required=with_accounts)
    accounts = Accounts(people, clock, passwords, signing)
    if settings.password is not None:
        accounts.open_with(settings.password.get_secret_value())
    return Adtrail(
        settings=settings,
        clock=clock,
        bus=bus,
        store=store,
        partners=partners,
        reach=reach,
        tracking=tracking,
        engine=engine,
        programs=Programs(store, engine, clock),
        bulks=Bulks(BulkRows(store), listing, engine, clock),
        jobs=jobs,
        schedules=schedules,
        catalog=catalog,
        business_rows=businesses,
        businesses=Businesses(businesses, partners.client, pace, clock),
        lookup=Lookup(reach.lookup, lambda: partners.current),
        program_list=program_list,
        finder=Finder(store),
        credentials=credentials,
        changing=Changing(
            kept=kept,
            rows=setting_rows,
            sealer=sealer,
            credentials=credentials,
            partners=partners,
            pace=pace,
            engine=engine,
            store=store,
            clock=clock,
            tasks=Tasks(),
            exchanged=program_list.refresh,
        ),
        accounts=accounts,
        signing=signing,
        tokens=Tokens(people, clock, signing),
        audit=Audit(AuditRows(store)),
        watch=PartnerWatch(partners.client, tracking.circuit),
        metrics=metrics,
        pushes=Pushes(settings, store, jobs, bus, clock),
        lock=lock,
        sharing=sharing,
    )


@contextmanager
def own_data_folder(settings: Settings) -> Iterator[None]:
    """Keep other processes off while a command writes. Raises AlreadyRunning."""
    lock = _lock(settings)
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def _lock(settings: Settings) -> FileLock | None:
    """One process a data folder: two runners on one SQLite file would both own every job."""
    make_folder(settings)
    if settings.postgres is not None:
        return None
    lock = FileLock(settings.data_dir / "adtrail.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise AlreadyRunning(
            f"Another Adtrail already uses the data folder {settings.data_dir}. "
            "Stop it, or set ADTRAIL_DATA_DIR to another folder. Several processes can share the "
            "work on PostgreSQL: set ADTRAIL_DATABASE_URL=postgresql://user@host/database.",
        ) from None
    except OSError as error:
        raise StoreUnavailable(
            f"The data folder {settings.data_dir} cannot be written to ({error.strerror}). "
            "Set ADTRAIL_DATA_DIR to another folder.",
        ) from None
    return lock
