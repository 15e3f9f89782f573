"""A database that cannot be used, said in a sentence instead of a driver's exception."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from services.errors import DatabaseAway
from services.i18n import N_, _

_AWAY = N_(
    "The database cannot be used right now. What was recorded is kept; try again in a moment."
)
_FULL = N_("The disk is full: nothing was recorded. Make room, then try again.")
_HELD = N_("The database is held by another program: nothing was recorded. Try again later.")
_BROKEN = N_(
    "The database cannot be used ({}). Stop Adtrail, move the file away or restore a copy, then "
    "start again."
)


def as_away(error: Exception) -> Exception:
    """DatabaseAway for trouble with the database itself, else the error as it is."""
    first = _first_cause(error)
    if (words := _words(first)) is None:
        return error
    away = DatabaseAway(_(words))
    away.__cause__ = error
    return away


@contextmanager
def away_said() -> Iterator[None]:
    """Raise DatabaseAway instead of what the driver raises."""
    try:
        yield
    except (DBAPIError, PoolTimeout, sqlite3.Error) as error:
        if (said := as_away(error)) is error:
            raise
        raise said from error


def _words(error: BaseException) -> str | None:
    if isinstance(error, PoolTimeout):
        return _AWAY
    driver = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(driver, sqlite3.Error):
        return _words_of_sqlite(driver)
    if isinstance(error, (OperationalError, InterfaceError)):
        return _AWAY
    gone = isinstance(error, DBAPIError) and error.connection_invalidated
    return _AWAY if gone else None


def _words_of_sqlite(error: sqlite3.Error) -> str | None:
    """None where the statement or the data is at fault, not the file."""
    if isinstance(error, (sqlite3.IntegrityError, sqlite3.ProgrammingError)):
        return None
    reason = str(error)
    if "full" in reason:
        return _FULL
    return _HELD if "locked" in reason or "busy" in reason else _(_BROKEN).format(reason)


def _first_cause(error: BaseException) -> BaseException:
    """What went wrong first; cleaning up after it may have failed as well, and says less."""
    while isinstance(error.__context__, (DatabaseError, sqlite3.Error)) and not (
        isinstance(error, DBAPIError) and error.orig is error.__context__
    ):
        error = error.__context__
    return error
