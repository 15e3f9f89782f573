"""The rows of settings; what changes together is written in one transaction with its history."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.setting import PartnerAccess, Setting, SettingChange
from services.store.away import away_said
from services.store.store import Store


class SettingRows:
    def __init__(self, store: Store) -> None:
        self._store = store

    def values(self) -> dict[str, str]:
        with away_said(), Session(self._store.engine) as session:
            return {row.name: row.value for row in session.execute(select(Setting)).scalars()}

    def access(self) -> dict[str, PartnerAccess]:
        """By the partner's address."""
        with away_said(), Session(self._store.engine) as session:
            return {row.address: row for row in session.execute(select(PartnerAccess)).scalars()}

    def version(self) -> int:
        """Grows with every change, whichever process made it."""
        with away_said(), Session(self._store.engine) as session:
            return session.execute(select(func.max(col(SettingChange.id)))).scalar() or 0

    def changes(self, limit: int, start: int = 0) -> list[SettingChange]:
        """The newest first, without the first `start` of them."""
        newest = select(SettingChange).order_by(col(SettingChange.id).desc())
        with away_said(), Session(self._store.engine) as session:
            return list(session.execute(newest.limit(limit).offset(start)).scalars())

    def count_changes(self) -> int:
        with away_said(), Session(self._store.engine) as session:
            return session.execute(select(func.count(col(SettingChange.id)))).scalar_one()

    async def change(
        self,
        changes: Sequence[SettingChange],
        values: Mapping[str, str],
        access: PartnerAccess | None = None,
    ) -> None:
        def work(session: Session) -> None:
            for name, value in values.items():
                session.execute(delete(Setting).where(col(Setting.name) == name))
                session.execute(insert(Setting).values(name=name, value=value))
            if access is not None:
                same = col(PartnerAccess.address) == access.address
                session.execute(delete(PartnerAccess).where(same))
                session.execute(insert(PartnerAccess).values(**access.model_dump()))
            for change in changes:
                session.execute(insert(SettingChange).values(**change.model_dump(exclude={"id"})))

        await self._store.write(work)
