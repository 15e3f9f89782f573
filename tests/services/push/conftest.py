"""A push service on a socket, and a browser's keys."""

import pytest
from push_service import BrowserKeys, push_service


@pytest.fixture
def service():
    with push_service() as running:
        yield running


@pytest.fixture
def keys():
    return BrowserKeys()
