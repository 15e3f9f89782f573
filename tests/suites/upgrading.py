"""A database of an older version, with rows in it, for the tests of what an upgrade keeps."""

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from services.store.database import MIGRATIONS, open_engine, upgrade


def labelled_before_partners(url):
    """Labels, businesses and the state of a list as 0010 kept them, then brought up to date.

    What the two tables hold afterwards, and what the list of programs is read by.
    """
    engine = open_engine(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0010")
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
    upgrade(engine)
    with engine.connect() as connection:
        programs = connection.execute(text("SELECT partner, program_id, label FROM listed_program"))
        businesses = connection.execute(text("SELECT partner, business_id, name FROM business"))
        kept = [tuple(row) for row in (*programs, *businesses)]
    engine.dispose()
    return kept
