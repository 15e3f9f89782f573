"""A partner that counts, and a process to be killed; both serve a whole module."""

import pytest
from counting_partner import CountingPartner, listening
from victim import HERE, Victim


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.kill)


@pytest.fixture(scope="module")
def partner():
    return CountingPartner()


@pytest.fixture(scope="module")
def mortal(partner, tmp_path_factory):
    with listening(partner) as url:
        made = Victim(tmp_path_factory.mktemp("killed"), url)
        yield made
        made.stop()


@pytest.fixture
def victim(mortal):
    """Alive, on the folder that the tests before have left."""
    if mortal.process is None or mortal.process.poll() is not None:
        mortal.start_mortal()
        mortal.wait_ready()
    return mortal
