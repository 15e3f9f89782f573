"""To whose account and session a Web Push subscription belongs; none where nobody signs in."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("push_subscription", sa.Column("account_id", sa.String(40), nullable=True))
    op.add_column("push_subscription", sa.Column("sign_in", sa.String(64), nullable=True))
    op.create_index("ix_push_subscription_account_id", "push_subscription", ["account_id"])


def downgrade() -> None:
    op.drop_index("ix_push_subscription_account_id", "push_subscription")
    op.drop_column("push_subscription", "sign_in")
    op.drop_column("push_subscription", "account_id")
