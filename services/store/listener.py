"""Hears what other processes did with jobs (LISTEN) and tells this process's bus.

A hint each: whoever hears it reads the row. After a gap everybody is told to look again.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

import psycopg
import structlog
from psycopg import sql

from services.bus import Bus, JobChanged
from services.engines.port import NUDGE
from services.store.postgres import CHANNEL, CONNECTING
from services.tasks import Tasks

log = structlog.get_logger(__name__)

_AGAIN = 0.5  # seconds before a lost connection is made again
_QUIET = 20.0  # seconds without a word after which the connection is tried
_REMEMBERED = 5_000


class Listener:
    """`nudged` is called with the id of a job that somebody wants to be looked at now."""

    def __init__(self, address: str, bus: Bus, nudged: Callable[[str], object]) -> None:
        self._address = address
        self._bus = bus
        self._nudged = nudged
        self._tasks = Tasks()
        self._told: OrderedDict[JobChanged, None] = OrderedDict()
        self._ready = asyncio.Event()

    async def start(self) -> None:
        """Listen from now on; what happened before is read, not heard."""
        self._unsubscribe = self._bus.subscribe(self._remember)
        self._tasks.start(self._keep_listening(), "listener")
        try:
            await asyncio.wait_for(self._ready.wait(), 5)
        except TimeoutError:
            log.warning("not listening yet; trying goes on")

    async def stop(self) -> None:
        self._unsubscribe()
        await self._tasks.stop()

    async def _keep_listening(self) -> None:
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError, TimeoutError) as error:
                log.warning("changes by other processes are not heard", reason=str(error).strip())
            await asyncio.sleep(_AGAIN)

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(
            self._address, autocommit=True, application_name="adtrail listener", **CONNECTING
        ) as connection:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
            if self._ready.is_set():
                self._bus.catch_up()  # there was a gap
            self._ready.set()
            while True:
                async for heard in connection.notifies(timeout=_QUIET):
                    self._heard(heard.payload)
                async with asyncio.timeout(_QUIET):
                    await connection.execute("SELECT 1")

    def _heard(self, said: str) -> None:
        if said.startswith(NUDGE):
            self._nudged(said.removeprefix(NUDGE))
            return
        job_id, _, version = said.rpartition(":")
        if not version.isdecimal():
            return
        change = JobChanged(job_id, int(version))
        if change not in self._told:  # else it was this process, and its bus knows already
            self._bus.publish(change)

    def _remember(self, change: JobChanged) -> None:
        self._told[change] = None
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
