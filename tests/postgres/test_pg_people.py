"""People in a database that several processes share."""

import asyncio

import pytest
from argon2 import PasswordHasher
from push_service import BrowserKeys
from pydantic import SecretStr
from upgrading import tokens_of_one_name

from models.people import Role
from models.push import PushSubscription
from services.clock import SystemClock
from services.container import bootstrap
from services.errors import Invalid, SignedOut
from services.people import passwords
from services.people.acting import Person, acting_as
from services.settings import load_settings
from services.upstream.sandbox import SandboxTransport, create_sandbox

ADMIN = Person("admin", Role.ADMIN)


@pytest.fixture
async def two(address, tmp_path, monkeypatch):
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", quick)
    given = {"data_dir": tmp_path, "database_url": address, "password": SecretStr("correct horse")}
    own = load_settings(**given, upstream_url="http://partner.example")
    partner = SandboxTransport(create_sandbox(SystemClock(), 1))
    made = [bootstrap(own, transport=partner) for _ in range(2)]
    for adtrail in made:
        await adtrail.start()
    yield made
    for adtrail in made:
        await adtrail.stop()


async def enter(adtrail, name, password="correct horse"):  # noqa: S107 - of a test
    secret = await adtrail.signing.sign_in(name, password, "10.0.0.1", "a browser")
    return adtrail.signing.by_cookie(secret)


async def test_of_many_in_two_processes_one_gets_the_name(two):
    with acting_as(admin := await enter(two[0], "admin")):
        for name in "abcd":
            made = await asyncio.gather(
                *(one.tokens.make(name, Role.VIEWER) for _ in range(5) for one in two),
                return_exceptions=True,
            )
            assert sum(isinstance(one, Invalid) for one in made) == 9
        assert len(await two[0].tokens.of(admin.account_id)) == 4


async def test_no_token_outlives_a_reset_at_the_same_moment(two):
    first, second = two
    with acting_as(ADMIN):
        hana = await first.accounts.add("hana", "correct horse", Role.OPERATOR)
    for round_ in range(8):
        was, new = (f"correct horse {number}" for number in (round_, round_ + 1))
        with acting_as(ADMIN):
            await first.accounts.reset_password(hana.id, was)
        person = await enter(second, "hana", was)

        async def make(person=person):
            with acting_as(person):
                await second.tokens.make("kept", Role.OPERATOR)

        async def reset(new=new):
            with acting_as(ADMIN):
                await first.accounts.reset_password(hana.id, new)

        made, _reset = await asyncio.gather(make(), reset(), return_exceptions=True)
        assert made is None or isinstance(made, SignedOut)
        with acting_as(ADMIN):
            assert await first.tokens.of(hana.id) == []
            assert await first.accounts.sessions(hana.id) == []


@pytest.mark.parametrize("deed", ["sign out", "everywhere else", "reset"])
async def test_no_web_push_outlives_the_end_of_its_session_at_the_same_moment(two, deed):
    first, second = two
    with acting_as(ADMIN):
        hana = await first.accounts.add("hana", "correct horse", Role.OPERATOR)
    for round_ in range(8):
        was, new = (f"correct horse {number}" for number in (round_, round_ + 1))
        with acting_as(ADMIN):
            await first.accounts.reset_password(hana.id, was)
        person, there = await enter(second, "hana", was), await enter(first, "hana", was)

        async def ask(person=person, round_=round_):
            with acting_as(person):
                given = BrowserKeys().subscription(f"https://push.example/{round_}")
                await second.pushes.subscribe(given)

        async def end(person=person, there=there, new=new):
            with acting_as(there if deed == "everywhere else" else ADMIN):
                if deed == "sign out":
                    await first.signing.sign_out(person)
                elif deed == "reset":
                    await first.accounts.reset_password(hana.id, new)
                else:
                    await first.accounts.end_other_sessions()

        asked, ended = await asyncio.gather(ask(), end(), return_exceptions=True)
        assert ended is None
        assert asked is None or isinstance(asked, SignedOut)
        with first.store.engine.connect() as connection:
            assert connection.execute(PushSubscription.__table__.select()).all() == []


def test_tokens_of_one_name_stay_good_under_two(cluster):
    url = cluster.new_database().replace("postgresql://", "postgresql+psycopg://")
    assert tokens_of_one_name(url) == ["ci", "ci-2"]
