"""Who gave a schedule another moment, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("schedule", sa.Column("moved_by", sa.String(), nullable=True))
    op.add_column("schedule", sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("schedule", "moved_at")
    op.drop_column("schedule", "moved_by")
