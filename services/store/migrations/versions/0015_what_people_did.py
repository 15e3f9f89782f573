"""An index of what people did with jobs, so that an audit never reads what Adtrail did."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    people = sa.text("actor <> 'adtrail'")
    op.create_index(
        "ix_job_event_people",
        "job_event",
        ["at", "job_id", "version"],
        sqlite_where=people,
        postgresql_where=people,
    )


def downgrade() -> None:
    op.drop_index("ix_job_event_people", "job_event")
