"""Many at once: batches, their rows, and which job does which row."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("job", sa.Column("bulk_id", sa.String(), nullable=True))
    op.add_column("job", sa.Column("bulk_row", sa.Integer(), nullable=True))
    op.create_table(
        "bulk",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.Column("request_hash", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("idempotency_key"),
    )
    op.create_index("ix_bulk_created_at", "bulk", ["created_at"])
    op.create_table(
        "bulk_row",
        sa.Column("bulk_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("asked_json", sa.JSON(), nullable=True),
        sa.Column("job_id", sa.String(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["bulk_id"], ["bulk.id"]),
        sa.PrimaryKeyConstraint("bulk_id", "number"),
    )
    op.create_index("ix_bulk_row_job_id", "bulk_row", ["job_id"])
    op.create_index("ix_bulk_row_state", "bulk_row", ["bulk_id", "state", "number"])


def downgrade() -> None:
    op.drop_table("bulk_row")
    op.drop_table("bulk")
    for column in ("bulk_row", "bulk_id"):
        op.drop_column("job", column)
