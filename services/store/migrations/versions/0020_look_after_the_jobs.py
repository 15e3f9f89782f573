"""PostgreSQL looks after the table of jobs more often than after others.

A list counts its jobs from an index alone, as long as the pages of the table are known to be seen
by everybody; each row of another page is looked up. By itself PostgreSQL lets a fifth of the table
change first: of 100,000 jobs the latest 20,000, and the count takes five times as long and more.
"""

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    _tell("ALTER TABLE job SET (autovacuum_vacuum_scale_factor = 0.02)")


def downgrade() -> None:
    _tell("ALTER TABLE job RESET (autovacuum_vacuum_scale_factor)")


def _tell(words: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(words)
