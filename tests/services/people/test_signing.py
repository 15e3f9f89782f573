"""Signing in and out, and what ends a session."""

import asyncio
from collections import Counter

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from models.people import Role
from services.container import bootstrap
from services.errors import Invalid, SignedOut, TooManyTries
from services.people.acting import acting_as

PASSWORD = "correct horse"


async def test_admin_is_there_from_the_start(enter):
    person = await enter("admin")
    assert (person.name, person.role) == ("admin", Role.ADMIN)


async def test_a_name_is_not_case_sensitive_and_a_password_is(enter):
    assert (await enter(" Admin ")).name == "admin"
    with pytest.raises(SignedOut):
        await enter("admin", PASSWORD.upper())


@pytest.mark.parametrize("name", ["admin", "nobody", ""])
async def test_a_wrong_one_is_refused_without_saying_which(enter, name):
    with pytest.raises(SignedOut, match="The name or the password is wrong"):
        await enter(name, "guess")


async def test_guessing_is_slowed_down_even_for_the_right_one(enter, clock):
    for _ in range(5):
        with pytest.raises(SignedOut):
            await enter("admin", "guess")
    with pytest.raises(TooManyTries, match="in 15 s") as refused:
        await enter("admin")
    assert refused.value.retry_after == 15
    clock.advance(15)
    assert (await enter("admin")).name == "admin"


async def test_neither_secrets_nor_passwords_are_in_the_database(house):
    secret = await house.signing.sign_in("admin", PASSWORD, "10.0.0.1", "a browser")
    with house.store.engine.connect() as connection:
        rows = [
            str(connection.execute(text(f"select * from {table}")).all())  # noqa: S608 - our own
            for table in ("account", "sign_in", "account_event")
        ]
    assert not any(secret in row or PASSWORD in row for row in rows)
    assert "$argon2id$" in rows[0]


async def test_a_session_ends_when_somebody_signs_out(house, enter):
    person, other = await enter("admin"), await enter("admin")
    await house.signing.sign_out(person)
    assert house.signing.by_session(person.sign_in) is None
    assert house.signing.by_session(other.sign_in) == other


async def test_a_session_ends_after_half_a_day_without_a_page(house, enter, clock):
    person = await enter("admin")
    clock.advance(12 * 3600 + 1)
    assert house.signing.by_session(person.sign_in) is None


async def test_an_open_page_keeps_it_alive_but_not_for_ever(house, enter, clock):
    person = await enter("admin")
    for _ in range(14 * 4):
        clock.advance(6 * 3600)
        assert house.signing.by_session(person.sign_in) == person
        await house.signing.seen(person.sign_in)
    clock.advance(2)
    assert house.signing.by_session(person.sign_in) is None


async def test_an_unknown_cookie_is_nobody(house):
    assert house.signing.by_cookie("made up") is None


async def test_a_disabled_account_is_out_at_once(house, enter, hire):
    account = await hire("hana")
    person = await enter("hana")
    with acting_as(await enter("admin")):
        await house.accounts.disable(account.id)
        assert house.signing.by_session(person.sign_in) is None
        with pytest.raises(SignedOut):
            await enter("hana")
        await house.accounts.enable(account.id)
    assert (await enter("hana")).name == "hana"


async def test_what_another_process_changes_is_noticed_after_a_moment(house, enter, hire, clock):
    account = await hire("hana", Role.ADMIN)
    person = await enter("hana")
    await house.accounts._rows.change(account, {"role": Role.VIEWER})
    clock.advance(2)
    assert house.signing.by_session(person.sign_in).role is Role.VIEWER


async def test_a_client_that_sends_its_password_each_time_is_not_hashed_each_time(
    house, hire, monkeypatch
):
    await hire("hana")
    asked = []
    fits = house.signing._passwords.fits

    async def counted(kept, password):
        asked.append(password)
        return await fits(kept, password)

    monkeypatch.setattr(house.signing._passwords, "fits", counted)
    for _ in range(5):
        assert (await house.signing.by_pair("hana", PASSWORD, "10.0.0.1")).name == "hana"
    assert len(asked) == 1


async def test_a_password_that_was_right_is_wrong_after_it_was_changed(house, enter, hire):
    account = await hire("hana")
    await house.signing.by_pair("hana", PASSWORD, "10.0.0.1")
    with acting_as(await enter("admin")):
        await house.accounts.reset_password(account.id, "another horse")
    with pytest.raises(SignedOut):
        await house.signing.by_pair("hana", PASSWORD, "10.0.0.1")
    assert (await house.signing.by_pair("hana", "another horse", "10.0.0.1")).name == "hana"


async def test_the_password_of_the_start_is_admins_whatever_it_was(house, settings, clock, enter):
    before = await enter("admin")
    await house.stop()
    again = bootstrap(
        settings.model_copy(update={"password": SecretStr("another horse")}), clock=clock
    )
    try:
        assert again.signing.by_session(before.sign_in) is None
        with pytest.raises(SignedOut):
            await again.signing.sign_in("admin", PASSWORD, "10.0.0.1", "")
        assert await again.signing.sign_in("admin", "another horse", "10.0.0.1", "")
    finally:
        await again.stop()


async def test_a_restart_signs_nobody_out(house, settings, clock, enter):
    before = await enter("admin")
    await house.stop()
    again = bootstrap(settings, clock=clock)
    try:
        assert again.signing.by_session(before.sign_in) == before
    finally:
        await again.stop()


async def test_many_tries_at_once_are_many_tries(house, enter):
    tries = (enter("admin", f"guess {n}") for n in range(16))
    said = await asyncio.gather(*tries, return_exceptions=True)
    assert Counter(map(type, said)) == {SignedOut: 5, TooManyTries: 11}


async def test_right_ones_at_once_are_no_guesses(house):
    async def come():
        return await house.signing.by_pair("admin", PASSWORD, "10.0.0.1")

    people = await asyncio.gather(*(come() for _ in range(30)))
    assert {person.name for person in people} == {"admin"}
    for _ in range(30):
        await house.signing.sign_in("admin", PASSWORD, "10.0.0.1", "a browser")


async def test_a_reset_password_takes_the_tokens_along(house, enter, hire):
    await hire("hana")
    with acting_as(hana := await enter("hana")):
        token = (await house.tokens.make("ci", Role.OPERATOR)).secret
    assert (await house.signing.by_token(token)).account == "hana"
    with acting_as(await enter("admin")):
        await house.accounts.reset_password(hana.account_id, "another horse")
    with pytest.raises(SignedOut):
        await house.signing.by_token(token)


async def test_another_password_of_admin_takes_its_tokens_along(settings, house, enter, clock):
    with acting_as(await enter("admin")):
        token = (await house.tokens.make("ci", Role.ADMIN)).secret
    await house.stop()
    changed = settings.model_copy(update={"password": SecretStr("another horse")})
    again = bootstrap(changed, clock=clock)
    with pytest.raises(SignedOut):
        await again.signing.by_token(token)
    await again.stop()


@pytest.mark.parametrize("deed", ["reset", "disabled"])
async def test_who_signs_in_while_the_password_is_reset_is_not_in(
    house, enter, hire, at_the_last_moment, deed
):
    account, admin = await hire("hana"), await enter("admin")

    async def meanwhile():
        with acting_as(admin):
            if deed == "reset":
                await house.accounts.reset_password(account.id, "another horse")
            else:
                await house.accounts.disable(account.id)

    at_the_last_moment(meanwhile)
    with pytest.raises(SignedOut, match="The name or the password is wrong"):
        await enter("hana")
    with acting_as(admin):
        await house.accounts.enable(account.id)
        assert await house.accounts.sessions(account.id) == []


async def test_a_reset_password_is_not_changed_back_with_the_old_one(
    house, enter, hire, at_the_last_moment
):
    account, admin = await hire("hana"), await enter("admin")
    hana = await enter("hana")

    async def meanwhile():
        with acting_as(admin):
            await house.accounts.reset_password(account.id, "another horse")

    at_the_last_moment(meanwhile)
    with acting_as(hana), pytest.raises(Invalid, match="not your password"):
        await house.accounts.change_own_password(PASSWORD, "a third horse")
    assert (await enter("hana", "another horse")).name == "hana"
