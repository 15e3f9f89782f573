"""One spelling of each partner's address in every table, whatever older versions wrote.

For the migration, and for what is imported: only what the schema of 0017 has may be named here.
What people changed in the settings is history and stays as it was written.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, column, exists, or_, select, table
from sqlalchemy.sql.selectable import TableClause

from models.partner_address import normal_address

_OWNED = [table(name, column("partner")) for name in ("job", "bulk", "schedule")]
_PROGRAM = table("listed_program", *map(column, ("partner", "program_id", "label")))
_BUSINESS = table("business", *map(column, ("partner", "business_id", "saved", "saved_at")))
_STATE = table("listing_state", column("partner"))
_ACCESS = table("partner_access", *map(column, ("address", "pair", "features_pair")))
_SETTING = table("setting", column("name"), column("value"))
_CHANGE = table("setting_change", *map(column, ("id", "name", "about")))

_Better = Callable[[Any, Any], ColumnElement[bool]]
"""Whether the first of two rows about the same thing, by its columns, is the one to keep."""


def one_spelling(connection: Connection) -> None:
    """Where two spellings have a row for the same thing, what a person gave is kept."""
    for owned in _OWNED:
        for old, new in _spellings(connection, owned.c.partner):
            connection.execute(owned.update().where(owned.c.partner == old).values(partner=new))
    _join(connection, _PROGRAM, "program_id", _labelled)
    _join(connection, _BUSINESS, "business_id", _saved_last)
    for old, new in _spellings(connection, _STATE.c.partner):  # the next look reads the list again
        connection.execute(_STATE.delete().where(_STATE.c.partner.in_((old, new))))
    _join_access(connection)
    own = _SETTING.c.name == "upstream_url"
    for value in connection.execute(select(_SETTING.c.value).where(own)).scalars().all():
        connection.execute(_SETTING.update().where(own).values(value=normal_address(value)))


def _spellings(connection: Connection, addresses: ColumnElement[Any]) -> list[tuple[str, str]]:
    """Each address that is written otherwise than it is now, and how it is now."""
    found = connection.execute(select(addresses).distinct().where(addresses.is_not(None)))
    both = [(old, normal_address(old)) for old in found.scalars()]
    return sorted((old, new) for old, new in both if old != new)


def _join(connection: Connection, rows: TableClause, key: str, better: _Better) -> None:
    other = rows.alias()
    for old, new in _spellings(connection, rows.c.partner):
        same = and_(other.c.partner == old, other.c[key] == rows.c[key])
        worse = exists().where(same, better(other.c, rows.c))
        connection.execute(rows.delete().where(rows.c.partner == new, worse))
        here = select(other.c[key]).where(other.c.partner == new)
        mine = rows.c.partner == old
        connection.execute(rows.delete().where(mine, rows.c[key].in_(here)))
        connection.execute(rows.update().where(mine).values(partner=new))


def _labelled(one: Any, other: Any) -> ColumnElement[bool]:
    return and_(one.label != "", other.label == "")


def _saved_last(one: Any, other: Any) -> ColumnElement[bool]:
    later = or_(other.saved.is_(False), one.saved_at > other.saved_at)
    return and_(one.saved.is_(True), later)


def _join_access(connection: Connection) -> None:
    """The pair that was set last is the one in force."""
    rows = {row.address: row for row in connection.execute(select(_ACCESS))}
    for new in {new for _, new in _spellings(connection, _ACCESS.c.address)}:
        same = [address for address in rows if normal_address(address) == new]
        kept = {
            what: next(filter(None, (getattr(rows[one], what) for one in order)), None)
            for what, order in (
                ("pair", _last_set(connection, "credentials", same)),
                ("features_pair", _last_set(connection, "features_credentials", same)[:1]),
            )
        }
        connection.execute(_ACCESS.delete().where(_ACCESS.c.address.in_(same)))
        connection.execute(_ACCESS.insert().values(address=new, **kept))


def _last_set(connection: Connection, name: str, addresses: list[str]) -> list[str]:
    """These addresses, the one whose pair was changed last first."""
    about = select(_CHANGE.c.about, _CHANGE.c.id).where(
        _CHANGE.c.name == name, _CHANGE.c.about.in_(addresses)
    )
    last = {row.about: row.id for row in connection.execute(about.order_by(_CHANGE.c.id))}
    return sorted(addresses, key=lambda one: last.get(one, 0), reverse=True)
