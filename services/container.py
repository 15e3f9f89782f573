"""The parts of Adtrail put together: real ones by default, each replaceable by keyword."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from filelock import FileLock, Timeout
from pydantic import SecretStr

from models.polling import Pauses
from models.schedule import is_schedule
from services.bulk.bulks import Bulks
from services.bulk.releasing import Releasing, with_batches
from services.bus import Bus
from services.businesses import Businesses
from services.catalog import Catalog
from services.circuit import Circuit
from services.clock import Clock, SystemClock
from services.credentials import Credentials
from services.engines.local import LocalEngine
from services.engines.port import Advance, Engine
from services.finding import Finder
from services.i18n import _
from services.jobs import Jobs
from services.metrics import Metrics
from services.pace import Pace
from services.partner_watch import PartnerWatch
from services.program_list import ProgramList
from services.programs import Programs
from services.push.pushes import Pushes
from services.sandbox_memory import SandboxMemory
from services.schedules import Schedules
from services.settings import Settings, make_folder
from services.sharing import AlreadyRunning, Sharing, share
from services.store.bulks import BulkRows
from services.store.businesses import BusinessRows
from services.store.database import StoreUnavailable
from services.store.listing import Listing
from services.store.schedules import ScheduleRows
from services.store.store import Store
from services.tracking.context import Tracking
from services.tracking.tracker import Tracker
from services.upstream.client import PartnerClient
from services.upstream.sandbox import (
    BUSINESSES,
    SCENARIOS,
    Sandbox,
    SandboxTransport,
    create_sandbox,
)

_SANDBOX_ADDRESS = "http://sandbox"


@dataclass(kw_only=True)
class Adtrail:
    """Everything a page, a REST router or a command needs. `start` and `stop` in one loop."""

    settings: Settings
    clock: Clock
    bus: Bus
    store: Store
    partner: PartnerClient
    sandbox: Sandbox | None
    memory: SandboxMemory | None
    tracking: Tracking
    engine: Engine
    programs: Programs
    bulks: Bulks
    schedules: Schedules
    jobs: Jobs
    catalog: Catalog
    business_rows: BusinessRows
    businesses: Businesses
    program_list: ProgramList
    finder: Finder
    credentials: Credentials
    watch: PartnerWatch
    metrics: Metrics
    pushes: Pushes
    lock: FileLock | None
    sharing: Sharing | None
    leaving: bool = False
    _stopping: asyncio.Lock = field(default_factory=asyncio.Lock)
    _stopped: bool = False

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
        if self.memory is not None:
            self.memory.start()
        await self.tracking.history.load(self.store)
        if self.sharing is not None:
            await self.sharing.listener.start()
        await self.engine.start(self._advance())
        self.watch.start()
        self.program_list.start()
        await self.pushes.start()
        self.metrics.start(self.store, self.engine, self.tracking.pace)

    def _advance(self) -> Advance:
        """What an engine calls: a job is moved on, a schedule happens when its moment has come."""
        tracker = Tracker(self.tracking)
        releasing = Releasing(self.bulks.rows, self.programs, self.clock)

        async def advance(some_id: str) -> float | None:
            mover = self.schedules if is_schedule(some_id) else tracker
            return await mover.advance(some_id)

        return with_batches(advance, releasing.advance)

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
        await self.program_list.stop()
        await self.pushes.stop()
        await self.metrics.stop()
        await self.engine.stop()
        if self.sharing is not None:
            await self.sharing.listener.stop()
        await self.partner.aclose()
        await asyncio.to_thread(self.store.close)
        if self.memory is not None:
            await self.memory.stop()
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
    own = settings.sandboxed and transport is None
    seconds, pair = settings.sandbox_seconds, settings.credentials
    sandbox = create_sandbox(clock, seconds, credentials=pair) if own else None

    def connect(username: str | None, password: SecretStr | None) -> PartnerClient:
        return PartnerClient.open(
            _SANDBOX_ADDRESS if settings.sandboxed else settings.upstream_url,
            username,
            password,
            settings.upstream_timeout,
            transport or (SandboxTransport(sandbox) if sandbox else None),
            clock,
        )

    partner = connect(settings.upstream_username, settings.upstream_password)
    if settings.features_username is not None and settings.features_password is not None:
        partner.set_features_credentials(settings.features_username, settings.features_password)
    store = Store.open(settings.database, bus, clock)
    rows = ScheduleRows(store)
    sharing = share(settings, bus, store, rows) if settings.postgres is not None else None
    pace = Pace(settings.upstream_rate)
    tracking = Tracking(
        store=store,
        partner=partner,
        clock=clock,
        bus=bus,
        pace=pace,
        circuit=Circuit(clock),
        pauses=Pauses(settings.first_poll, settings.max_poll),
        grace=settings.reconcile_grace,
        request_timeout=settings.upstream_timeout,
        alone=sharing is None,
    )
    engine = LocalEngine(bus, store.unfinished, rows.armed) if sharing is None else sharing.engine
    metrics = Metrics(clock)
    store.on_commit(metrics.commit.observe)
    engine.on_call = metrics.poll_lag.observe
    partner.on_asked = metrics.asked
    catalog = Catalog(partner, pace)
    schedules = Schedules(store, rows, engine, clock, catalog=catalog, settings=settings)
    jobs = Jobs(store, tracking.observations, tracking.circuit, tracking.history)
    businesses = BusinessRows(store)
    return Adtrail(
        settings=settings,
        clock=clock,
        bus=bus,
        store=store,
        partner=partner,
        sandbox=sandbox,
        memory=SandboxMemory(sandbox, settings.data_dir, bus) if sandbox else None,
        tracking=tracking,
        engine=engine,
        programs=Programs(store, engine, clock),
        bulks=Bulks(BulkRows(store), engine, clock),
        jobs=jobs,
        schedules=schedules,
        catalog=catalog,
        business_rows=businesses,
        businesses=Businesses(businesses, partner, pace, clock),
        program_list=ProgramList(
            Listing(store),
            businesses,
            partner,
            pace,
            tracking.circuit,
            clock,
            bus,
            alone=sharing is None,
        ),
        finder=Finder(store),
        credentials=Credentials(connect, pace),
        watch=PartnerWatch(partner, tracking.circuit),
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
