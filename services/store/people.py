"""The rows of accounts, sessions and tokens. What is done to them and its event go together."""

import asyncio
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Table, Update, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from models.bulk import Bulk, BulkState
from models.people import Account, AccountEvent, ApiToken, GoingOn, SignIn
from models.schedule import OPEN, Schedule
from services.store.away import away_said
from services.store.pushes import forget_signed_out
from services.store.store import Store
from services.store.ways_in import NoWayIn, WayIn, check_way_in, held

T = TypeVar("T")
ACCOUNT_ADDED = "account_added"
Row = TypeVar("Row", bound=SQLModel)


class NameTaken(Exception):
    """There is a token of this name that is in force."""


class PeopleRows:
    """Single rows are read directly, lists in a thread; writes are durable when awaited."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def account(self, account_id: str) -> Account | None:
        return self._one(Account, col(Account.id) == account_id)

    def named(self, name: str) -> Account | None:
        return self._one(Account, col(Account.name) == name)

    def signed_in(self, sign_in_id: str) -> SignIn | None:
        return self._one(SignIn, col(SignIn.id) == sign_in_id)

    def token_of(self, digest: str) -> ApiToken | None:
        return self._one(ApiToken, col(ApiToken.digest) == digest)

    def token(self, token_id: str) -> ApiToken | None:
        return self._one(ApiToken, col(ApiToken.id) == token_id)

    async def accounts(self) -> list[Account]:
        return await self._all(Account, col(Account.name))

    async def sign_ins(self) -> list[SignIn]:
        return await self._all(SignIn, col(SignIn.seen_at).desc())

    async def tokens(self) -> list[ApiToken]:
        return await self._all(ApiToken, col(ApiToken.created_at).desc())

    async def going_on(self, name: str) -> GoingOn:
        schedules = col(Schedule.state).in_(OPEN), _by(Schedule.actor, name)
        batches = col(Bulk.state) == BulkState.RUNNING, _by(Bulk.actor, name)

        def read() -> GoingOn:
            with away_said(), Session(self._store.engine) as session:
                return GoingOn(
                    *(
                        session.execute(select(func.count()).where(*which)).scalar_one()
                        for which in (schedules, batches)
                    )
                )

        return await asyncio.to_thread(read)

    async def added_by(self, actor: str, since: datetime, until: datetime | None) -> list[str]:
        """The names of the accounts that `actor` added, by name."""
        added = select(col(AccountEvent.about)).where(
            col(AccountEvent.kind) == ACCOUNT_ADDED,
            col(AccountEvent.actor) == actor,
            col(AccountEvent.at) >= since,
        )
        if until is not None:
            added = added.where(col(AccountEvent.at) <= until)

        def read() -> list[str]:
            with away_said(), Session(self._store.engine) as session:
                return sorted(session.execute(added).scalars())

        return await asyncio.to_thread(read)

    async def add_account(self, account: Account, event: AccountEvent) -> bool:
        """False where there is one of that name already."""
        same = select(col(Account.id)).where(col(Account.name) == account.name)

        def work(session: Session) -> bool:
            if session.connection().execute(same).first():
                return False
            _insert(session, account)
            _note(session, event)
            return True

        return await self._store.write(work)

    async def add_session(self, new: SignIn, event: AccountEvent, password_hash: str) -> None:
        """For somebody whose password was right when the account had this hash. Raises NoWayIn."""

        def work(session: Session) -> None:
            if held(session, new.account_id) != password_hash:
                raise NoWayIn
            _insert(session, new)
            _note(session, event)

        await self._store.write(work)

    async def add_token(self, new: ApiToken, event: AccountEvent, way: WayIn) -> None:
        """Raises NoWayIn and NameTaken."""
        same = select(col(ApiToken.id)).where(
            col(ApiToken.account_id) == new.account_id,
            col(ApiToken.name) == new.name,
            col(ApiToken.revoked_at).is_(None),
        )

        def work(session: Session) -> None:
            check_way_in(session, way)
            if session.connection().execute(same).first():
                raise NameTaken
            _insert(session, new)
            _note(session, event)

        await self._store.write(work)

    async def shut(
        self,
        account: Account,
        values: dict[str, Any],
        event: AccountEvent,
        *,
        but: str | None = None,
        revoked_at: datetime | None = None,
    ) -> bool:
        """Change an account and end its sessions `but` one, and its tokens with a moment given.

        False, and nothing done, where its password is not what it was in `account`.
        """
        same = col(Account.id) == account.id, col(Account.password_hash) == account.password_hash
        sessions = (col(SignIn.account_id) == account.id) & (col(SignIn.id) != (but or ""))

        def work(session: Session) -> bool:
            connection = session.connection()
            if connection.execute(update(Account).where(*same).values(**values)).rowcount != 1:
                return False
            _delete(session, sessions)
            forget_signed_out(connection, account.id)
            if revoked_at is not None:
                connection.execute(_revoked(account.id, revoked_at))
            _note(session, event)
            return True

        return await self._store.write(work)

    async def change(
        self,
        row: Account | ApiToken | SignIn,
        values: dict[str, Any],
        event: AccountEvent | None = None,
    ) -> None:
        table = _table(type(row))
        same = table.c.id == row.id

        def work(session: Session) -> None:
            session.connection().execute(update(table).where(same).values(**values))
            _note(session, event)

        await self._store.write(work)

    async def sign_out(self, sign_in_id: str, event: AccountEvent) -> None:
        def work(session: Session) -> None:
            which = col(SignIn.id) == sign_in_id
            whose = session.connection().execute(select(col(SignIn.account_id)).where(which))
            account_id = whose.scalar()
            _delete(session, which)
            if account_id is not None:
                forget_signed_out(session.connection(), account_id)
            _note(session, event)

        await self._store.write(work)

    async def sign_out_others(self, account_id: str, but: str | None, event: AccountEvent) -> None:
        """End all sessions of an account except `but`."""
        which = (col(SignIn.account_id) == account_id) & (col(SignIn.id) != (but or ""))

        def work(session: Session) -> None:
            _delete(session, which)
            forget_signed_out(session.connection(), account_id)
            _note(session, event)

        await self._store.write(work)

    async def sweep(self, made_before: datetime, seen_before: datetime) -> None:
        """Forget sessions that are over."""
        over = (col(SignIn.created_at) < made_before) | (col(SignIn.seen_at) < seen_before)
        await self._store.write(lambda session: _delete(session, over))

    def settle(self, account: Account, at: datetime, *, known: bool) -> None:
        """Before anything runs: this account is as given, and nobody is signed in to it."""
        values = account.model_dump()
        with self._store.engine.begin() as connection:
            if not known:
                connection.execute(insert(_table(Account)).values(**values))
                return
            same = col(Account.id) == account.id
            connection.execute(update(Account).where(same).values(**values))
            connection.execute(delete(SignIn).where(col(SignIn.account_id) == account.id))
            forget_signed_out(connection, account.id)
            connection.execute(_revoked(account.id, at))

    def _one(self, kind: type[Row], which: Any) -> Row | None:
        with away_said(), Session(self._store.engine, expire_on_commit=False) as session:
            return session.execute(select(kind).where(which)).scalars().first()

    async def _all(self, kind: type[Row], order: Any) -> list[Row]:
        def read() -> list[Row]:
            with away_said(), Session(self._store.engine, expire_on_commit=False) as session:
                return list(session.execute(select(kind).order_by(order)).scalars())

        return await asyncio.to_thread(read)


def _by(actor: Any, name: str) -> ColumnElement[bool]:
    """In person, or by a token."""
    return or_(col(actor) == name, col(actor).startswith(f"{name}/", autoescape=True))


def _revoked(account_id: str, at: datetime) -> Update:
    good = col(ApiToken.account_id) == account_id, col(ApiToken.revoked_at).is_(None)
    return update(ApiToken).where(*good).values(revoked_at=at)


def _insert(session: Session, row: SQLModel) -> None:
    session.connection().execute(insert(_table(type(row))).values(**row.model_dump()))


def _delete(session: Session, which: ColumnElement[bool]) -> None:
    session.connection().execute(delete(SignIn).where(which))


def _note(session: Session, event: AccountEvent | None) -> None:
    if event is not None:
        values = event.model_dump(exclude={"id"})
        session.connection().execute(insert(_table(AccountEvent)).values(**values))


def _table(kind: type[SQLModel]) -> Table:
    return cast("Table", kind.__table__)  # type: ignore[attr-defined]
