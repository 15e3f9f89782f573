"""A database of an older version, with rows in it, for the tests of what an upgrade keeps."""

from contextlib import contextmanager
from datetime import UTC, datetime

from alembic import command
from alembic.config import Config
from sqlalchemy import Integer, MetaData, Table, insert, select, text

from services.store.database import MIGRATIONS, open_engine, upgrade

WRITTEN = ("https://Partner.Example", "https://partner.example:443", "https://partner.example.")
NORMAL = "https://partner.example"


@contextmanager
def of_version(revision, url):
    """A new database as that version made it: inside, it can be filled; then it is brought up."""
    engine = open_engine(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        yield connection, engine
    upgrade(engine)


def labelled_before_partners(url):
    """Labels, businesses and the state of a list as 0010 kept them, then brought up to date.

    What the two tables hold afterwards, and what the list of programs is read by.
    """
    with of_version("0010", url) as (connection, engine):
        connection.execute(
            text(
                "INSERT INTO listed_program (program_id, type_word, status_word, paused, label,"
                " searched) VALUES ('Pg1', 'CPC', 'ACTIVE', false, 'Весна', '')"
            )
        )
        connection.execute(
            text("INSERT INTO business (business_id, name, saved) VALUES ('Bz1', 'Joe', true)")
        )
        connection.execute(text("INSERT INTO listing_state (id, version) VALUES (1, 7)"))
    with engine.connect() as connection:
        programs = connection.execute(text("SELECT partner, program_id, label FROM listed_program"))
        businesses = connection.execute(text("SELECT partner, business_id, name FROM business"))
        kept = [tuple(row) for row in (*programs, *businesses)]
    engine.dispose()
    return kept


def spelled_in_many_ways(url):
    """Everything that belongs to a partner, under several spellings of it as 0016 kept them.

    What each table holds after the upgrade.
    """
    with of_version("0016", url) as (connection, engine):
        for number, partner in enumerate((*WRITTEN, "sandbox", None)):
            for table in ("job", "bulk", "schedule"):
                _put(connection, table, id=f"{table}_{number}", partner=partner)
        for number, partner in enumerate((NORMAL, *WRITTEN)):
            saved_at = datetime(2026, 5, 1 + number % 3, tzinfo=UTC)
            shop = {"name": f"Joe {number}", "saved": number > 1, "saved_at": saved_at}
            _put(connection, "business", partner=partner, business_id="Bz1", **shop)
            label = "Весна" if number == 1 else ""
            _put(connection, "listed_program", partner=partner, program_id="Pg1", label=label)
            _put(connection, "listing_state", partner=partner)
            _put(connection, "partner_access", address=partner, pair=f"sealed {number}")
            _put(connection, "listed_program", partner=partner, program_id=f"Only{number}")
        for number, about in enumerate((WRITTEN[0], NORMAL, WRITTEN[1])):
            change = {"name": "credentials", "about": about, "at": saved_at}
            _put(connection, "setting_change", id=number + 1, **change)
        _put(connection, "setting", name="upstream_url", value=WRITTEN[1])
    kept = what_is_whose(engine)
    engine.dispose()
    return kept


UNITED = {
    "job": [(f"job_{n}", NORMAL) for n in range(3)] + [("job_3", "sandbox"), ("job_4", None)],
    "bulk": [(f"bulk_{n}", NORMAL) for n in range(3)] + [("bulk_3", "sandbox"), ("bulk_4", None)],
    "schedule": [
        *((f"schedule_{n}", NORMAL) for n in range(3)),
        *(("schedule_3", "sandbox"), ("schedule_4", None)),
    ],
    "business": [("Bz1", NORMAL, "Joe 2")],
    "listed_program": [
        *((f"Only{n}", NORMAL, "") for n in range(4)),
        ("Pg1", NORMAL, "Весна"),
    ],
    "listing_state": [],
    "partner_access": [(NORMAL, "sealed 2")],
    "setting": [("upstream_url", NORMAL)],
}
"""What `spelled_in_many_ways` leaves: what a person gave, and of two such things the last."""

_COLUMNS = {
    "job": ("id", "partner"),
    "bulk": ("id", "partner"),
    "schedule": ("id", "partner"),
    "business": ("business_id", "partner", "name"),
    "listed_program": ("program_id", "partner", "label"),
    "listing_state": ("partner",),
    "partner_access": ("address", "pair"),
    "setting": ("name", "value"),
}


def what_is_whose(engine):
    with engine.connect() as connection:
        return {
            name: sorted(
                tuple(row)
                for row in connection.execute(select(*map(_table(connection, name).c.get, columns)))
            )
            for name, columns in _COLUMNS.items()
        }


def tokens_of_one_name(url):
    """Two tokens of one name and person as 0017 let them be made at one moment: the names after."""
    with of_version("0017", url) as (connection, engine):
        _put(connection, "account", id="acc_1", name="hana")
        for token in ("tok_1", "tok_2"):
            _put(connection, "api_token", id=token, digest=token, account_id="acc_1", name="ci")
    with engine.connect() as connection:
        names = connection.execute(text("SELECT name FROM api_token ORDER BY id")).scalars().all()
    engine.dispose()
    return names


def _table(connection, name):
    return Table(name, MetaData(), autoload_with=connection)


def _put(connection, where, **given):
    """A row in which everything else is empty, as far as the table lets it be."""
    table = _table(connection, where)
    needed = {c.name: _blank(c) for c in table.columns if not c.nullable}
    connection.execute(insert(table).values(**needed | given))


def _blank(column):
    kind = column.type.python_type
    if isinstance(column.type, Integer) or kind is bool:
        return kind(0)
    return datetime(2026, 5, 4, tzinfo=UTC) if kind is datetime else kind()
