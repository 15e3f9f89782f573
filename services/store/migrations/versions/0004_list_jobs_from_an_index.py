"""An index that holds what the history filters, counts and sorts by; rows are read to be shown."""

from alembic import op

revision = "0004"
down_revision = "0003"

_COLUMNS = ("created_at", "id", "status", "kind", "actor", "completed_at")
_IDS = ("business_id", "program_id", "partner_job_id")


def upgrade() -> None:
    op.create_index("ix_job_list", "job", [*_COLUMNS, *_IDS])
    op.drop_index("ix_job_created", "job")  # its columns lead the new one
