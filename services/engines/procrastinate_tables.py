"""procrastinate's own tables and functions: applied by us where they are missing, used by it."""

from typing import Any

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text


def install_engine_tables(connection: Connection) -> None:
    """In the caller's transaction, which keeps other processes away."""
    if connection.execute(text("SELECT to_regclass('procrastinate_jobs')")).scalar() is not None:
        return
    driver: Any = connection.connection.driver_connection
    driver.execute(SchemaManager.get_schema())  # many statements, so none with parameters
