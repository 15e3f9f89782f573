"""What is different with PostgreSQL: connecting, locks between processes, and NOTIFY.

Everything else of the store is the same statement on both databases.
"""

from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

log = structlog.get_logger(__name__)

CHANNEL = "adtrail"
# Seconds. A server that is gone without a word is noticed, instead of waited for.
CONNECTING: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
}
SCHEMA_LOCK, RESCUE_LOCK, RESUME_LOCK, SANDBOX_LOCK = (0xAD7A11 + n for n in range(4))

_NOTIFY = text(
    f"SELECT count(pg_notify('{CHANNEL}', said)) "  # noqa: S608 - a constant of ours
    "FROM unnest(CAST(:said AS text[])) AS said",
)


def open_postgres(url: URL) -> Engine:
    """A pool that replaces connections which the server has dropped."""
    engine = create_engine(
        url,
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=10,
        pool_timeout=5,
        connect_args={"application_name": "adtrail", **CONNECTING},
    )
    event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
    return engine


def _without_nul(*said: Any) -> tuple[str, Any]:
    """PostgreSQL has no NUL in a text; somebody who asks for one finds nothing, as with SQLite."""
    statement, parameters = said[2], said[3]
    if isinstance(parameters, dict):
        parameters = {
            name: value.replace("\0", "\ufffd") if isinstance(value, str) else value
            for name, value in parameters.items()
        }
    return statement, parameters


def is_postgres(engine: Engine) -> bool:
    return engine.dialect.name == "postgresql"


def schema_lock(connection: Connection) -> None:
    """Hold everybody else off the schema until this transaction ends."""
    connection.execute(select(func.pg_advisory_xact_lock(SCHEMA_LOCK)))


def sweep_jobs(engine: Engine) -> None:
    """After many rows were written at once: a list counts from an index alone again.

    Until somebody looked after the table, each entry of the index is looked up in it, too; that
    of 100,000 jobs takes half a second, and PostgreSQL comes by itself only after a minute or so.
    What was written stands already, so that a failure here is no more than that wait.
    """
    if not is_postgres(engine):
        return
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (ANALYZE, SKIP_LOCKED) job"))
    except SQLAlchemyError as error:
        log.warning("the table of jobs is not swept now", reason=str(error))


def alone_with(session: Session, name: str) -> None:
    """No other process decides about `name` before this transaction ends.

    With SQLite there is only one writer, so there is nothing to do.
    """
    if session.get_bind().dialect.name == "postgresql":
        key = func.hashtextextended(name, 0)
        session.execute(select(func.pg_advisory_xact_lock(key)))


def tell(session: Session, said: Sequence[str]) -> None:
    """Tell every process that listens, when this transaction is committed and only then."""
    if said:
        session.execute(_NOTIFY, {"said": list(said)})
