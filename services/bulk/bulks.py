"""What a person or a script can do with many rows: look at them, send them, and watch the batch.

A batch is recorded with all its rows in one transaction and then answered. Its rows become jobs
later, a few at a time (`releasing`).
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from models.bulk import Act, Bulk, BulkState, Place, Progress, RowNow, bulk_id_of
from models.bulk_checks import CheckedRow, Known, check_rows
from models.bulk_reading import PROGRAM, Sheet
from models.dates import pacific_today, rfc3339
from models.job import JobKind
from models.orders import CreateOrder
from models.people import Role
from models.transition import storable
from services.clock import Clock
from services.engines.port import Engine
from services.errors import (
    InvalidRows,
    LineError,
    NotAllowed,
    NotFound,
)
from services.i18n import N_, _, decimal, language, ngettext, speaking
from services.job_ids import new_job_id
from services.people.acting import needs
from services.store.bulks import BulkRows
from services.store.keys import check_twin
from services.store.listing import Listing

P = ParamSpec("P")
T = TypeVar("T")
_LONGEST_NAME = 200
_DOLLARS = (None, "USD")
_OVER = N_("This batch has ended; only what failed can be tried again.")
_NOTHING_FAILED = N_("Nothing has failed that could be tried again.")


@dataclass(frozen=True)
class Preview:
    """A sheet with what is wrong with it: what would be sent, before anything is."""

    sheet: Sheet
    rows: tuple[CheckedRow, ...]

    @property
    def valid(self) -> list[CheckedRow]:
        return [row for row in self.rows if row.valid]

    @property
    def wrong(self) -> list[CheckedRow]:
        return [row for row in self.rows if not row.valid]

    @property
    def budget(self) -> int:
        """Cents a month of everything that would be created or changed at once, in dollars."""
        orders = [row.order for row in self.valid if row.order is not None]
        dollars = [o for o in orders if not isinstance(o, CreateOrder) or o.currency in _DOLLARS]
        return sum(order.budget or 0 for order in dollars)

    @property
    def errors(self) -> list[LineError]:
        """Everything that is wrong, one entry a cell."""
        whole = [LineError(0, "", sentence) for sentence in self.sheet.problems]
        return whole + [
            LineError(row.line, problem.field, problem.message)
            for row in self.rows
            for problem in row.problems
        ]

    @property
    def refusal(self) -> InvalidRows:
        """Why nothing was sent."""
        number = len(self.wrong)
        sentence = ngettext(
            "{} of {} rows has an error; nothing was sent.",
            "{} of {} rows have errors; nothing was sent.",
            number,
        )
        said = sentence.format(decimal(number), decimal(len(self.rows)))
        return InvalidRows(" ".join(self.sheet.problems) or said, self.errors)


@dataclass(frozen=True)
class BulkView:
    """A batch and where its rows stand."""

    bulk: Bulk
    progress: Progress

    @property
    def over(self) -> bool:
        """Every row has ended; the batch itself is told so at its next turn."""
        return self.progress.over

    @property
    def paused(self) -> bool:
        return self.bulk.state is BulkState.PAUSED


class Bulks:
    def __init__(self, rows: BulkRows, listing: Listing, engine: Engine, clock: Clock) -> None:
        self.rows = rows
        self._listing = listing
        self._engine = engine
        self._clock = clock

    async def preview(self, sheet: Sheet) -> Preview:
        """Check every row, as its form would, by what is known here: the partner is not asked."""
        return await aside(self._preview, sheet)

    @needs(Role.OPERATOR)
    async def send(
        self,
        preview: Preview,
        *,
        name: str = "",
        key: str | None = None,
        actor: str = "local",
        all_or_nothing: bool = False,
    ) -> Bulk:
        """Record the valid rows as a batch; what is wrong is left out.

        With `all_or_nothing` it keeps everything from being sent. Raises InvalidRows and
        IdempotencyConflict.
        """
        digest = _digest(preview.sheet)
        if (twin := self.rows.by_key(key) if key else None) is not None:
            check_twin(twin, digest, self.rows.partner())
            return twin  # what was valid when it was first sent stays the same batch
        valid = preview.valid
        if not valid or (all_or_nothing and preview.errors):
            raise preview.refusal
        now = self._clock.now()
        bulk = Bulk(
            id=bulk_id_of(new_job_id(now)),
            kind=preview.sheet.kind,
            name=str(storable(name))[:_LONGEST_NAME],
            total=len(valid),
            left_out=len(preview.rows) - len(valid),
            actor=actor,
            idempotency_key=key,
            request_hash=digest,
            created_at=now,
        )
        rows = [(row.line, row.asked) for row in valid]
        recorded = await self.rows.record(bulk, rows, self._engine.enlist)
        self._engine.nudge(recorded.id)
        return recorded

    async def view(self, bulk_id: str) -> BulkView:
        """Raises NotFound."""
        return (await self._views([self.bulk(bulk_id)]))[0]

    async def latest(
        self,
        limit: int,
        *,
        states: tuple[BulkState, ...] = (),
        after: tuple[datetime, str] | None = None,
    ) -> list[BulkView]:
        """Newest first, behind `after` (creation, id)."""
        return await self._views(await self.rows.latest(limit, states=states, after=after))

    async def listed(self, limit: int, offset: int = 0) -> list[BulkView]:
        """First what goes on or is paused, then what has finished; each the newest first."""
        return await self._views(await self.rows.page(limit, offset))

    async def page(
        self, bulk_id: str, limit: int, *, places: tuple[Place, ...] = (), offset: int = 0
    ) -> list[RowNow]:
        return await self.rows.rows(bulk_id, limit, places=places, offset=offset)

    @needs(Role.OPERATOR)
    async def pause(self, bulk_id: str, *, actor: str = "local") -> BulkView:
        """Release no further row; those that are jobs go on. Raises NotFound and NotAllowed."""
        return await self._turn(bulk_id, BulkState.PAUSED, self._act("paused", actor))

    @needs(Role.OPERATOR)
    async def resume(self, bulk_id: str, *, actor: str = "local") -> BulkView:
        """Raises NotFound and NotAllowed."""
        return await self._turn(bulk_id, BulkState.RUNNING, self._act("continued", actor))

    @needs(Role.OPERATOR)
    async def retry_failed(self, bulk_id: str, *, actor: str = "local") -> BulkView:
        """Submit again what failed, except where a part of it took effect.

        Raises NotFound, and NotAllowed when there is nothing.
        """
        act = self._act("retried", actor)
        if not await self.rows.again(self.bulk(bulk_id), act, self._engine.enlist):
            raise NotAllowed(_(_NOTHING_FAILED))
        self._engine.nudge(bulk_id)
        return await self.view(bulk_id)

    def bulk(self, bulk_id: str) -> Bulk:
        """Raises NotFound."""
        bulk = self.rows.get(bulk_id)
        if bulk is None:
            raise NotFound(_("There is no batch {}.").format(bulk_id))
        return bulk

    def _act(self, what: str, actor: str) -> Act:
        return Act(rfc3339(self._clock.now()), actor, what)

    async def _turn(self, bulk_id: str, state: BulkState, act: Act) -> BulkView:
        if self.bulk(bulk_id).state is BulkState.FINISHED:
            raise NotAllowed(_(_OVER))
        await self.rows.turn(bulk_id, state, act)
        self._engine.nudge(bulk_id)
        return await self.view(bulk_id)

    async def _views(self, bulks: list[Bulk]) -> list[BulkView]:
        progress = await self.rows.progress([bulk.id for bulk in bulks])
        return [BulkView(bulk, progress[bulk.id]) for bulk in bulks]

    def _preview(self, sheet: Sheet) -> Preview:
        make = sheet.kind is JobKind.CREATE
        subjects = [_said(row.asked, "business_id" if make else PROGRAM) for row in sheet.rows]
        ids = [subject for subject in subjects if subject]
        partner, today = self.rows.partner(), pacific_today(self._clock.now())
        known = Known(
            busy={} if make else self.rows.busy(ids, partner),
            ended={} if make else self.rows.ended(ids, partner),
            creating=self.rows.creating(ids, partner) if make else {},
            listed={} if make else self._listing.standing(ids, today),
            list_read=not make and self._listing.state().read_at is not None,
        )
        return Preview(sheet, tuple(check_rows(sheet, known, today)))


async def aside(work: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
    """Do it in a thread, for there may be thousands of rows; it speaks the caller's language."""
    with speaking(language()):
        return await asyncio.to_thread(work, *args, **more)


def _said(asked: Mapping[str, Any], name: str) -> str:
    return str(storable(str(asked.get(name) or ""))).strip()


def _digest(sheet: Sheet) -> str:
    """What makes two files the same: their rows, as they were written."""
    said = [sheet.kind, [row.asked for row in sheet.rows]]
    written = json.dumps(said, sort_keys=True, default=str)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
