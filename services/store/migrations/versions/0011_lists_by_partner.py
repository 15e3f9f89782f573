"""Each partner has its own programs and businesses; whose the old ones are is said at the start.

How the reading of a list stands is not kept: the next look reads it again.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_MOMENT = sa.DateTime(timezone=True)
_Columns = dict[str, tuple[sa.types.TypeEngine[Any], bool]]
_PROGRAM: _Columns = {
    "program_id": (sa.String(), False),
    "business_id": (sa.String(), True),
    "type_word": (sa.String(), False),
    "status_word": (sa.String(), False),
    "paused": (sa.Boolean(), False),
    "start": (sa.Date(), True),
    "end": (sa.Date(), True),
    "budget": (sa.BigInteger(), True),
    "ad_cost": (sa.BigInteger(), True),
    "label": (sa.String(), False),
    "searched": (sa.Text(), False),
    "raw": (sa.JSON(), True),
    "seen_at": (_MOMENT, True),
    "vanished_at": (_MOMENT, True),
    "read_for": (sa.String(), True),
}
_BUSINESS: _Columns = {
    "business_id": (sa.String(), False),
    "name": (sa.String(), False),
    "categories": (sa.JSON(), True),
    "saved": (sa.Boolean(), False),
    "asked_at": (_MOMENT, True),
    "saved_at": (_MOMENT, True),
}
_STATE: _Columns = {
    "version": (sa.Integer(), False),
    "read_at": (_MOMENT, True),
    "busy_until": (_MOMENT, True),
    "read_so_far": (sa.Integer(), True),
    "total": (sa.Integer(), True),
    "failed_at": (_MOMENT, True),
    "failed_http": (sa.Integer(), True),
}


def upgrade() -> None:
    """SQLite cannot change what a row is found by: the rows move into tables of the new kind."""
    op.drop_index("ix_listed_program_business_id", "listed_program")
    whose: _Columns = {"partner": (sa.String(), False)}
    for table, columns in (("listed_program", _PROGRAM), ("business", _BUSINESS)):
        op.rename_table(table, f"old_{table}")
        _create(table, whose | columns, ["partner", next(iter(columns))])
        names = ", ".join(f'"{name}"' for name in columns)
        op.execute(
            f"INSERT INTO {table} (partner, {names}) "  # noqa: S608 - names of ours
            f"SELECT '', {names} FROM old_{table}"
        )
        op.drop_table(f"old_{table}")
    op.create_index("ix_listed_program_business", "listed_program", ["partner", "business_id"])
    op.drop_table("listing_state")
    _create("listing_state", whose | _STATE, ["partner"])


def downgrade() -> None:
    """Lists of several partners cannot become one again: they are read anew."""
    for table in ("listing_state", "business", "listed_program"):
        op.drop_table(table)
    _create("listed_program", _PROGRAM, ["program_id"])
    op.create_index("ix_listed_program_business_id", "listed_program", ["business_id"])
    _create("business", _BUSINESS, ["business_id"])
    number: _Columns = {"id": (sa.Integer(), False)}
    _create("listing_state", number | _STATE, ["id"])


def _create(table: str, columns: _Columns, key: Iterable[str]) -> None:
    made = (sa.Column(name, kind, nullable=null) for name, (kind, null) in columns.items())
    op.create_table(table, *made, sa.PrimaryKeyConstraint(*key))
