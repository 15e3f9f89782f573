"""Opening the database: pragmas, schema, and what can go wrong, said in a sentence."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DatabaseError

from services.store.postgres import is_postgres, open_postgres, schema_lock

MIGRATIONS = Path(__file__).parent / "migrations"


class StoreUnavailable(RuntimeError):
    """The database cannot be used; the message says which file and what to do."""


def open_engine(url: str) -> Engine:
    """An engine whose commits survive power loss (SQLite: WAL with synchronous=FULL)."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return open_postgres(parsed)
    if parsed.database and parsed.database != ":memory:":
        folder = Path(parsed.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(
                f"The folder {folder} of the database cannot be made ({error.strerror}). "
                "Set ADTRAIL_DATABASE_URL or ADTRAIL_DATA_DIR to another place.",
            ) from None
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 5})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def upgrade(engine: Engine) -> None:
    """Bring the schema up to date. Raises StoreUnavailable when the database is not ours to use.

    Processes that start together on one PostgreSQL do so one after the other.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    try:
        with engine.connect() as connection:
            if is_postgres(engine):
                schema_lock(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if is_postgres(engine):
                # Only here: importing it costs 0.2 s that nobody needs with SQLite.
                from services.engines.procrastinate_tables import (  # noqa: PLC0415
                    install_engine_tables,
                )

                install_engine_tables(connection)
            connection.commit()
    except DatabaseError as error:
        if is_postgres(engine):
            raise StoreUnavailable(
                f"PostgreSQL at {engine.url.host} cannot be used ({_first_line(error)}). "
                "Check ADTRAIL_DATABASE_URL and that the server runs.",
            ) from error
        raise StoreUnavailable(
            f"The database {engine.url.database} cannot be used ({error.orig}). "
            "Nothing was changed. Move the file away or restore a copy, then start again.",
        ) from error


def _first_line(error: DatabaseError) -> str:
    return str(error.orig).strip().split("\n", maxsplit=1)[0]


def _on_connect(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling does not know savepoints; BEGIN is sent below instead.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Any) -> None:
    # Not through SQLAlchemy, which would take half as long for it as for reading a row.
    connection.connection.dbapi_connection.execute("BEGIN")
