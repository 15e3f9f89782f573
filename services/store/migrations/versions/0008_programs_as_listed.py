"""The partner's programs and businesses as we know them, and how fresh that is."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "listed_program",
        sa.Column("program_id", sa.String(), nullable=False),
        sa.Column("business_id", sa.String(), nullable=True),
        sa.Column("type_word", sa.String(), nullable=False),
        sa.Column("status_word", sa.String(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("ad_cost", sa.BigInteger(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("searched", sa.Text(), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=True),
        sa.Column("seen_at", _MOMENT, nullable=True),
        sa.Column("vanished_at", _MOMENT, nullable=True),
        sa.Column("read_for", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("program_id"),
    )
    op.create_index("ix_listed_program_business_id", "listed_program", ["business_id"])
    op.create_table(
        "listing_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("read_at", _MOMENT, nullable=True),
        sa.Column("busy_until", _MOMENT, nullable=True),
        sa.Column("read_so_far", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("failed_at", _MOMENT, nullable=True),
        sa.Column("failed_http", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "business",
        sa.Column("business_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=True),
        sa.Column("saved", sa.Boolean(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=True),
        sa.Column("saved_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("business_id"),
    )


def downgrade() -> None:
    for table in ("business", "listing_state", "listed_program"):
        op.drop_table(table)
