"""Adtrail with accounts, and its clock in hand."""

from datetime import UTC, datetime

import pytest

from models.people import Role
from services.clock import ManualClock
from services.container import bootstrap
from services.people.acting import Person, acting_as

PASSWORD = "correct horse"
ADMIN = Person("admin", Role.ADMIN)


@pytest.fixture
def clock():
    return ManualClock(datetime(2026, 11, 25, 12, 0, tzinfo=UTC))


@pytest.fixture
def settings(with_accounts):
    return with_accounts


@pytest.fixture
async def house(settings, clock):
    adtrail = bootstrap(settings, clock=clock)
    yield adtrail
    await adtrail.stop()


@pytest.fixture
def as_admin():
    """Whatever the test does itself is done by `admin`."""
    with acting_as(ADMIN):
        yield


@pytest.fixture
def hire(house):
    """A new account."""

    async def make(name, role=Role.OPERATOR, password=PASSWORD):
        with acting_as(ADMIN):
            return await house.accounts.add(name, password, role)

    return make


@pytest.fixture
def enter(house):
    """Who somebody is after signing in."""

    async def go(name, password=PASSWORD, address="10.0.0.1"):
        secret = await house.signing.sign_in(name, password, address, "a browser")
        return house.signing.by_cookie(secret)

    return go


@pytest.fixture
def at_the_last_moment(house, monkeypatch):
    """What is given happens right before the next write, when all that was read is read."""

    def arrange(meanwhile):
        write = house.store.write

        async def late(work):
            monkeypatch.setattr(house.store, "write", write)
            await meanwhile()
            return await write(work)

        monkeypatch.setattr(house.store, "write", late)

    return arrange
