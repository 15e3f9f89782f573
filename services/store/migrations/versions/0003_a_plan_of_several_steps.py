"""A place for what a job has to do in several steps, such as a duplicate."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("job", sa.Column("plan", sa.JSON(none_as_null=True), nullable=True))
