"""`advance` of a batch: it releases its next rows while few enough of them are under way.

The batch itself is what the engine calls, like a job, so that somebody releases rows for as long
as one process lives: the local engine takes it up again at start, procrastinate hands it over when
its process dies. What is released is a matter of the store alone (`rows.link_row`): whoever calls,
and however often, a row becomes one job.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from models.bulk import Bulk, BulkRow, BulkState, is_bulk
from models.bulk_reading import PROGRAM
from models.job import Job, JobKind
from services.clock import Clock
from services.engines.port import Advance
from services.errors import DatabaseAway, DomainError, ProgramBusy
from services.partners import Pinned, anywhere
from services.programs import Programs
from services.store.bulks import BulkRows
from services.store.rows import NotReleased

AT_ONCE = 50
"""Rows of a batch that are jobs under way: enough for a partner that takes a minute for each, and
few enough that the engine, the lists and a restart hardly notice them."""

_SOON, _CALM, _PAUSED = 0.3, 2.0, 10.0  # seconds until the next look; a nudge comes sooner
_BUSY = 5.0  # seconds until a program that another job changes is asked for again


class Releasing:
    def __init__(
        self, rows: BulkRows, programs: Programs, clock: Clock, pinned: Pinned = anywhere
    ) -> None:
        self._rows = rows
        self._programs = programs
        self._clock = clock
        self._pinned = pinned

    async def advance(self, bulk_id: str) -> float | None:
        """Release what may be released; seconds until the next call, None when it has ended."""
        bulk = self._rows.get(bulk_id)
        if bulk is None or bulk.state is BulkState.FINISHED:
            return None
        progress = (await self._rows.progress([bulk_id]))[bulk_id]
        if progress.over:
            return None if await self._rows.finish(bulk_id, self._clock.now()) else 0
        if bulk.state is BulkState.PAUSED:
            return _PAUSED if not progress.running else _CALM
        if not progress.waiting:  # one in doubt may stay so for days: it holds up nobody
            return _CALM if progress.running else _PAUSED
        room = AT_ONCE - progress.running
        due = await self._rows.due(bulk_id, room, self._clock.now()) if room > 0 else []
        with self._pinned(bulk.partner) as reached:
            if not reached:  # its rows are for nobody else
                return _PAUSED
            await asyncio.gather(*(self._release(bulk, row) for row in due))
        return _SOON

    async def _release(self, bulk: Bulk, row: BulkRow) -> None:
        """Make the row's job. What keeps it from that is noted on the row."""
        try:
            await self._submit(bulk, row)
        except NotReleased:
            return
        except DatabaseAway:
            raise
        except ProgramBusy as busy:
            await self._rows.put_off(row, self._later(_BUSY), _note(busy))
        except DomainError as refusal:
            await self._rows.refuse(row, _note(refusal))

    async def _submit(self, bulk: Bulk, row: BulkRow) -> Job:
        """The front door that single requests take, too: everything is checked there once more."""
        how: dict[str, Any] = {"key": row.key, "actor": bulk.actor, "retry_of": row.job_id}
        if bulk.kind is JobKind.CREATE:
            return await self._programs.create(row.asked, **how, row=row)
        values = {name: value for name, value in row.asked.items() if name != PROGRAM}
        program = str(row.asked[PROGRAM]).strip()
        if bulk.kind is JobKind.EDIT:
            return await self._programs.edit(program, values, **how, row=row)
        return await self._programs.end(program, **how, row=row)

    def _later(self, seconds: float) -> datetime:
        return self._clock.now() + timedelta(seconds=seconds)


def _note(refusal: DomainError) -> dict[str, Any]:
    """Kept in English, for whoever reads it later (services.retelling)."""
    field = next((error.field for error in refusal.errors), "")
    return {
        "code": refusal.code,
        "message": str(refusal),
        "field": field,
        "job_id": refusal.job_id,
    }


def with_batches(jobs: Advance, batches: Advance) -> Advance:
    """One `advance` for an engine, which knows ids alone."""

    async def advance(some_id: str) -> float | None:
        return await (batches if is_bulk(some_id) else jobs)(some_id)

    return advance
