"""The rows of accounts, sessions and tokens. What is done to them and its event go together."""

import asyncio
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Table, Update, delete, insert, select, update
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from models.people import Account, AccountEvent, ApiToken, SignIn
from services.store.away import away_said
from services.store.store import Store

T = TypeVar("T")
Row = TypeVar("Row", bound=SQLModel)


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

    async def add(self, row: SignIn | ApiToken, event: AccountEvent) -> None:
        def work(session: Session) -> None:
            _insert(session, row)
            _note(session, event)

        await self._store.write(work)

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

    async def sign_out(
        self,
        account_id: str | None = None,
        *,
        sign_in_id: str | None = None,
        but: str | None = None,
        event: AccountEvent | None = None,
    ) -> None:
        """End one session, or all of an account except `but`."""
        which = (
            col(SignIn.id) == sign_in_id
            if sign_in_id is not None
            else (col(SignIn.account_id) == account_id) & (col(SignIn.id) != (but or ""))
        )

        def work(session: Session) -> None:
            _delete(session, which)
            _note(session, event)

        await self._store.write(work)

    async def sweep(self, made_before: datetime, seen_before: datetime) -> None:
        """Forget sessions that are over."""
        over = (col(SignIn.created_at) < made_before) | (col(SignIn.seen_at) < seen_before)
        await self._store.write(lambda session: _delete(session, over))

    async def revoke_all(self, account_id: str, at: datetime) -> None:
        """No token of this account is good for anything any more."""
        await self._store.write(lambda session: session.execute(_revoked(account_id, at)))

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
            connection.execute(_revoked(account.id, at))

    def _one(self, kind: type[Row], which: Any) -> Row | None:
        with away_said(), Session(self._store.engine, expire_on_commit=False) as session:
            return session.execute(select(kind).where(which)).scalars().first()

    async def _all(self, kind: type[Row], order: Any) -> list[Row]:
        def read() -> list[Row]:
            with away_said(), Session(self._store.engine, expire_on_commit=False) as session:
                return list(session.execute(select(kind).order_by(order)).scalars())

        return await asyncio.to_thread(read)


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
