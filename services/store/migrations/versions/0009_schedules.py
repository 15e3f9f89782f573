"""Schedules: changes of a program that wait for their moment."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "schedule",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("way", sa.String(length=24), nullable=False),
        sa.Column("program_id", sa.String(), nullable=False),
        sa.Column("business_id", sa.String(), nullable=True),
        sa.Column("program_type", sa.String(), nullable=True),
        sa.Column("order_json", sa.JSON(), nullable=True),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("if_missed", sa.String(length=24), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.Column("request_hash", sa.String(), nullable=True),
        sa.Column("job_id", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("held_by", sa.String(), nullable=True),
        sa.Column("held_since", moment, nullable=True),
        sa.Column("released_at", moment, nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("settled_at", moment, nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("idempotency_key"),
    )
    op.create_index("ix_schedule_due", "schedule", ["state", "due_at"])
    op.create_index("ix_schedule_program", "schedule", ["program_id", "state"])
    op.create_index("ix_schedule_job_id", "schedule", ["job_id"])


def downgrade() -> None:
    op.drop_table("schedule")
