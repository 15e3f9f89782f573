"""Whose a job, a batch and a schedule are; filled at the next start: there was one partner only."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("job", sa.Column("partner", sa.String(), nullable=True))
    op.add_column("bulk", sa.Column("partner", sa.String(), nullable=True))
    op.add_column("schedule", sa.Column("partner", sa.String(), nullable=True))
    none = sa.text("partner IS NULL")
    op.create_index("ix_job_unowned", "job", ["id"], sqlite_where=none, postgresql_where=none)


def downgrade() -> None:
    op.drop_index("ix_job_unowned", "job")
    op.drop_column("schedule", "partner")
    op.drop_column("bulk", "partner")
    op.drop_column("job", "partner")
