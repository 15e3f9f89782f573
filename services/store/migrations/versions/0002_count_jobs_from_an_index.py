"""An index that holds what /metrics counts, so that counting never reads the rows."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index("ix_job_counts", "job", ["status", "kind"])
