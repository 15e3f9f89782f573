"""Statements on SQLite that are used for every job, without SQLAlchemy's layers around them.

SQLAlchemy says what the statement is and how each column's values are kept; it is asked once. To
record a job and to read one take half of what they took through it (`benchmarks/store.py`).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import NamedColumn
from sqlalchemy.sql.selectable import Select
from sqlalchemy.types import TypeEngine

_SQLITE = dialect()
_Keeper = Callable[[Any], Any] | None
"""How a value changes on its way into the database or out of it."""


def is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def cursor_of(connection: Connection) -> DBAPICursor:
    return connection.connection.cursor()


class Prepared:
    """The text of a statement, and how its values are bound; `sets` are an update's columns."""

    def __init__(
        self, statement: UpdateBase | Select[Any], sets: Sequence[str] | None = None
    ) -> None:
        compiled = statement.compile(dialect=_SQLITE, column_keys=sets)
        self.text = str(compiled)
        self._binds: list[tuple[str, _Keeper]] = [
            (name, _inward(compiled.binds[name].type)) for name in compiled.positiontup or ()
        ]

    def run(self, cursor: DBAPICursor, values: Mapping[str, Any]) -> DBAPICursor:
        """Execute it; raises what the driver raises."""
        bound = [values[n] if keep is None else keep(values[n]) for n, keep in self._binds]
        cursor.execute(self.text, bound)
        return cursor


class Reading:
    """What comes out of the columns of a row, by their names here."""

    def __init__(self, columns: Mapping[str, NamedColumn[Any]]) -> None:
        self._names = tuple(columns)
        outward = ((name, _outward(column.type)) for name, column in columns.items())
        self._changed = [(name, keep) for name, keep in outward if keep is not None]

    def of(self, row: Sequence[Any]) -> dict[str, Any]:
        values = dict(zip(self._names, row, strict=True))
        for name, keep in self._changed:
            values[name] = keep(values[name])
        return values


def _inward(kind: TypeEngine[Any]) -> _Keeper:
    return kind.dialect_impl(_SQLITE).bind_processor(_SQLITE)


def _outward(kind: TypeEngine[Any]) -> _Keeper:
    return kind.dialect_impl(_SQLITE).result_processor(_SQLITE, None)
