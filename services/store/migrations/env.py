"""Alembic's entry: the connection is handed in by `services.store.database.upgrade`."""

from alembic import context
from sqlmodel import SQLModel

import models.bulk
import models.job
import models.listed
import models.people
import models.push
import models.setting  # noqa: F401 - registers the tables, like the lines above

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
