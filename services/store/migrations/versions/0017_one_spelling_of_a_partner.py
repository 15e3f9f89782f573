"""Every partner's address is written in one form, in every table."""

from alembic import op

from services.store.spelling import one_spelling

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    one_spelling(op.get_bind())


def downgrade() -> None:
    """An older version reads the one form as well."""
