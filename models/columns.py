"""Column types that keep a promise the database does not."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import JSON, DateTime, Enum
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

# An absent value is NULL, not the JSON word null.
Json = JSON(none_as_null=True)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC on both sides; SQLite would hand back a naive value."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the store")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word_of(words: type[StrEnum]) -> Enum:
    """A text column that holds the members' values and loads the members."""
    return Enum(words, native_enum=False, length=24, values_callable=lambda e: [m.value for m in e])
