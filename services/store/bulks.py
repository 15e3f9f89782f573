"""Writing batches and their rows. A row's job is linked to it by `rows.link_row`."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table, and_, insert, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from models.bulk import Act, Bulk, BulkRow, BulkState, RowState
from models.job import MAKES_PROGRAM, Job
from models.job_status import JobStatus
from services.store.bulk_queries import OPEN, BulkQueries, chunks
from services.store.keys import check_twin
from services.store.store import Store

NewRow = tuple[int, dict[str, Any]]
"""The line of the file, and what it asks for."""

Enlist = Callable[[Session, Bulk], None]

_BULKS: Table = Bulk.__table__  # type: ignore[attr-defined]
_ROWS: Table = BulkRow.__table__  # type: ignore[attr-defined]
# A create that left a program is not submitted again: it would be bought twice.
_TO_TRY_AGAIN = and_(
    col(Job.status) == JobStatus.FAILED,
    or_(col(Job.kind).not_in(MAKES_PROGRAM), col(Job.program_id).is_(None)),
)


class BulkRows(BulkQueries):
    """Reads are in `BulkQueries`; every write is durable when it returns."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.engine)
        self._store = store

    def partner(self) -> str | None:
        """Whose a new batch is."""
        return self._store.partner()

    async def record(self, bulk: Bulk, rows: Sequence[NewRow], enlist: Enlist) -> Bulk:
        """The batch with all its rows, or nothing; the same key gives the batch that has it.

        Raises IdempotencyConflict.
        """
        bulk.partner = bulk.partner or self.partner()
        head = bulk.model_dump(exclude={"history"})
        same = {"bulk_id": bulk.id, "state": RowState.WAITING, "attempt": 1}
        values = [  # as plain statements: objects of thousands of rows would hold up the loop
            same | {"number": number, "line": line, "asked_json": asked}
            for number, (line, asked) in enumerate(rows, 1)
        ]

        def work(session: Session) -> Bulk:
            if (twin := _with_key(session, bulk.idempotency_key)) is not None:
                check_twin(twin, bulk.request_hash, bulk.partner)
                return twin
            session.execute(insert(_BULKS), head)
            for chunk in chunks(values):
                session.execute(insert(_ROWS), chunk)
            enlist(session, bulk)
            return bulk

        recorded = await self._store.write(work)
        self._store.changed(recorded.id)
        return recorded

    async def due(self, bulk_id: str, limit: int, now: datetime) -> list[BulkRow]:
        """Rows whose turn it is, in their order; one that was put off comes when its time does."""
        ready = or_(col(BulkRow.not_before).is_(None), col(BulkRow.not_before) <= now)
        waiting = select(BulkRow).where(
            col(BulkRow.bulk_id) == bulk_id, col(BulkRow.state) == RowState.WAITING, ready
        )
        in_order = waiting.order_by(col(BulkRow.number)).limit(limit)
        return await self._later(lambda s: list(s.execute(in_order).scalars()))

    async def put_off(self, row: BulkRow, until: datetime, note: dict[str, Any]) -> None:
        await self._change(row, {"not_before": until, "note": note})

    async def refuse(self, row: BulkRow, note: dict[str, Any]) -> None:
        await self._change(row, {"state": RowState.REFUSED, "note": note})

    async def turn(self, bulk_id: str, state: BulkState, act: Act) -> None:
        """Pause it or let it go on; one that has finished stays so."""
        turned = update(_BULKS).where(_BULKS.c.id == bulk_id).values(state=state)

        def work(session: Session) -> None:
            if _state(session, bulk_id) in set(OPEN) - {state}:
                session.execute(turned)
                _note(session, bulk_id, act)

        await self._store.write(work)
        self._store.changed(bulk_id)

    async def finish(self, bulk_id: str, at: datetime) -> bool:
        """It has ended, unless a row of it waits (again)."""
        waits = select(_ROWS.c.number).where(
            _ROWS.c.bulk_id == bulk_id, _ROWS.c.state == RowState.WAITING
        )
        ended = update(_BULKS).where(_BULKS.c.id == bulk_id)

        def work(session: Session) -> bool:
            _state(session, bulk_id)
            if session.execute(waits.limit(1)).first() is not None:
                return False
            session.execute(ended.values(state=BulkState.FINISHED, completed_at=at))
            return True

        finished = await self._store.write(work)
        self._store.changed(bulk_id)
        return finished

    async def again(self, bulk: Bulk, act: Act, enlist: Enlist) -> int:
        """Let what failed and may be submitted again wait once more; how many rows that are."""
        failed = select(col(Job.id)).where(col(Job.bulk_id) == bulk.id, _TO_TRY_AGAIN)
        refused = _ROWS.c.state == RowState.REFUSED
        released = _ROWS.c.state == RowState.RELEASED
        rows = update(_ROWS).where(
            _ROWS.c.bulk_id == bulk.id, or_(refused, released & _ROWS.c.job_id.in_(failed))
        )
        anew = rows.values(
            state=RowState.WAITING, attempt=_ROWS.c.attempt + 1, not_before=None, note=None
        )
        goes_on = update(_BULKS).where(_BULKS.c.id == bulk.id)

        def work(session: Session) -> int:
            state = _state(session, bulk.id)
            changed = cast("CursorResult[Any]", session.execute(anew)).rowcount
            if changed:
                _note(session, bulk.id, act)
            if changed and state is BulkState.FINISHED:
                session.execute(goes_on.values(state=BulkState.RUNNING, completed_at=None))
                enlist(session, bulk)
            return changed

        rows_changed = await self._store.write(work)
        self._store.changed(bulk.id)
        return rows_changed

    async def _change(self, row: BulkRow, values: dict[str, Any]) -> None:
        """Of a row that waits; one that was released meanwhile is left alone."""
        same = (_ROWS.c.bulk_id == row.bulk_id, _ROWS.c.number == row.number)
        waits = _ROWS.c.state == RowState.WAITING
        statement = update(_ROWS).where(*same, waits).values(**values)
        await self._store.write(lambda session: session.execute(statement))


def _state(session: Session, bulk_id: str) -> BulkState:
    """As it is until this transaction ends: nobody else changes it meanwhile."""
    locked = select(_BULKS.c.state).where(_BULKS.c.id == bulk_id).with_for_update()
    state: BulkState = session.execute(locked).scalar_one()
    return state


def _note(session: Session, bulk_id: str, act: Act) -> None:
    """Add to its history; the caller has locked it."""
    same = _BULKS.c.id == bulk_id
    before = session.execute(select(_BULKS.c.history_json).where(same)).scalar_one() or []
    known = [*before, act._asdict()]
    session.execute(update(_BULKS).where(same).values(history_json=known))


def _with_key(session: Session, key: str | None) -> Bulk | None:
    if key is None:
        return None
    same = select(Bulk).where(col(Bulk.idempotency_key) == key)
    return session.execute(same.execution_options(populate_existing=True)).scalars().first()
