"""Who paused a batch, let it go on, or tried again what failed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("bulk", sa.Column("history_json", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("bulk", "history_json")
