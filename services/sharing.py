"""The parts that several processes on one PostgreSQL need, beside those of a single one."""

from dataclasses import dataclass

import psycopg

from services.bus import Bus
from services.engines.port import Engine
from services.settings import Settings
from services.store.database import StoreUnavailable
from services.store.listener import Listener
from services.store.postgres import CONNECTING, SANDBOX_LOCK
from services.store.schedules import ScheduleRows
from services.store.store import Store

APART = (
    "The built-in sandbox lives in the memory of one process, so several cannot share it. Run "
    "`uv run main.py sandbox --port 8090`, and give every process "
    "ADTRAIL_UPSTREAM_URL=http://127.0.0.1:8090."
)


class AlreadyRunning(RuntimeError):
    """Another process uses this data folder, or the sandbox; the message says what to do."""


@dataclass(kw_only=True)
class Sharing:
    """`sandbox` keeps other processes from having a sandbox of their own."""

    engine: Engine
    listener: Listener
    sandbox: psycopg.Connection | None

    def close(self) -> None:
        if self.sandbox is not None:
            self.sandbox.close()


def share(settings: Settings, bus: Bus, store: Store, schedules: ScheduleRows) -> Sharing:
    """Raises AlreadyRunning for a second process that would play the partner itself."""
    # Imported here: it costs 0.2 s that nobody needs with SQLite.
    from services.engines.procrastinate import ProcrastinateEngine  # noqa: PLC0415

    address = settings.postgres
    assert address is not None  # noqa: S101 - the caller has asked
    sandbox = _only_sandbox(address) if settings.sandboxed else None
    engine = ProcrastinateEngine(address, store.unfinished, settings.takeover, schedules.armed)
    return Sharing(engine=engine, listener=Listener(address, bus, engine.wake), sandbox=sandbox)


def _only_sandbox(address: str) -> psycopg.Connection:
    """Held as long as this connection: whose jobs a sandbox does not know, it cannot finish."""
    try:
        connection = psycopg.connect(address, autocommit=True, **CONNECTING)
    except psycopg.Error as error:
        raise StoreUnavailable(f"PostgreSQL cannot be used ({error}).") from error
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (SANDBOX_LOCK,)).fetchone()
    if not (row and row[0]):
        connection.close()
        raise AlreadyRunning(f"Another Adtrail plays the partner on this database. {APART}")
    return connection
