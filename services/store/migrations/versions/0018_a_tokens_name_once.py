"""No two tokens of one person that are in force have the same name."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    # Two that were made at one moment could take the same name: both stay good, one is renamed.
    op.execute(
        "UPDATE api_token SET name = substr(name, 1, 40) || '-' || substr(id, 5, 16) "
        "WHERE revoked_at IS NULL AND EXISTS (SELECT 1 FROM api_token AS first "
        "WHERE first.account_id = api_token.account_id AND first.name = api_token.name "
        "AND first.revoked_at IS NULL AND first.id < api_token.id)"
    )
    in_force = sa.text("revoked_at IS NULL")
    op.create_index(
        "ix_api_token_name",
        "api_token",
        ["account_id", "name"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )


def downgrade() -> None:
    op.drop_index("ix_api_token_name", "api_token")
