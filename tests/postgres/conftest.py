"""Everything here runs on a real PostgreSQL, started for the session."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from pg_cluster import Cluster, binaries

from services.store.database import open_engine, upgrade

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    missing = pytest.mark.skip(reason="no PostgreSQL here (Debian: apt install postgresql)")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.postgres)
            if binaries() is None and "ADTRAIL_TEST_EVERYTHING" not in os.environ:
                item.add_marker(missing)


@pytest.fixture(scope="session")
def cluster():
    # Not in pytest's own folder, which only the user who runs the tests may enter.
    folder = Path(tempfile.mkdtemp(prefix="adtrail-pg-"))
    running = Cluster(folder)
    yield running
    running.stop("immediate")
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def migrated(cluster):
    """The name of a database with our tables, to make others like it: quicker than migrating."""
    address = cluster.new_database()
    engine = open_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    upgrade(engine)
    engine.dispose()
    return address.rpartition("/")[2]


@pytest.fixture
def address(cluster, migrated):
    """A database without jobs, as ADTRAIL_DATABASE_URL names it."""
    return cluster.new_database(migrated)


@pytest.fixture
def url(address):
    """The same, as SQLAlchemy names it."""
    return address.replace("postgresql://", "postgresql+psycopg://")
