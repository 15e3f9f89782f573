"""API tokens: shown once, kept as a hash, and never more than their account."""

import asyncio

import pytest
from sqlalchemy import text

from models.people import Role
from services.errors import Invalid, NotFound, NotPermitted, SignedOut
from services.people.acting import Person, acting_as


async def test_a_token_acts_in_the_name_of_its_account_until_it_is_revoked(house, enter, hire):
    await hire("hana")
    with acting_as(hana := await enter("hana")):
        secret = (await house.tokens.make("ci", Role.OPERATOR)).secret
        person = await house.signing.by_token(secret)
        assert (person.name, person.account, person.role) == ("hana/ci", "hana", Role.OPERATOR)
        (token,) = await house.tokens.of(hana.account_id)
        assert token.used_at is not None
        await house.tokens.revoke(token.id)
        assert await house.tokens.of(hana.account_id) == []
    with pytest.raises(SignedOut):
        await house.signing.by_token(secret)


async def test_the_token_itself_is_nowhere(house, enter):
    with acting_as(await enter("admin")):
        secret = (await house.tokens.make("ci", Role.VIEWER)).secret
    with house.store.engine.connect() as connection:
        for table in ("api_token", "account_event"):
            rows = connection.execute(text(f"select * from {table}")).all()  # noqa: S608 - our own
            assert secret not in str(rows)


async def test_it_may_not_do_more_than_its_account_then_or_later(house, enter, hire):
    account = await hire("hana", Role.OPERATOR)
    with acting_as(await enter("hana")):
        with pytest.raises(NotPermitted, match="more than its account"):
            await house.tokens.make("ci", Role.ADMIN)
        secret = (await house.tokens.make("ci", Role.OPERATOR)).secret
    with acting_as(await enter("admin")):
        await house.accounts.change_role(account.id, Role.VIEWER)
        assert (await house.signing.by_token(secret)).role is Role.VIEWER
        await house.accounts.disable(account.id)
    with pytest.raises(SignedOut):
        await house.signing.by_token(secret)


async def test_a_token_makes_no_tokens(house, enter):
    with acting_as(await enter("admin")):
        secret = (await house.tokens.make("ci", Role.ADMIN)).secret
    by_token = acting_as(await house.signing.by_token(secret))
    with by_token, pytest.raises(NotPermitted, match="A token makes no tokens"):
        await house.tokens.make("more", Role.ADMIN)


async def test_a_name_and_a_password_make_tokens_as_a_browser_does(house, hire):
    await hire("hana")
    with acting_as(await house.signing.by_pair("hana", "correct horse", "10.0.0.1")):
        made = await house.tokens.make("ci", Role.VIEWER)
    assert (await house.signing.by_token(made.secret)).name == "hana/ci"
    assert made.token.name == "ci"


async def test_a_token_revokes_itself_alone(house, enter, hire):
    account = await hire("hana")
    with acting_as(await enter("hana")):
        lost, other = [await house.tokens.make(name, Role.VIEWER) for name in ("lost", "other")]
    with acting_as(await house.signing.by_token(lost.secret)):
        with pytest.raises(NotPermitted, match="itself alone"):
            await house.tokens.revoke(other.token.id)
        await house.tokens.revoke(lost.token.id)
    with acting_as(await enter("admin")):
        root = await house.tokens.make("root", Role.ADMIN)
    with acting_as(await house.signing.by_token(root.secret)):
        await house.tokens.revoke(other.token.id)
        assert await house.tokens.of(account.id) == []


async def test_a_token_that_is_revoked_again_was_revoked_once(house, enter):
    with acting_as(admin := await enter("admin")):
        made = await house.tokens.make("ci", Role.VIEWER)
        await house.tokens.revoke(made.token.id)
        await house.tokens.revoke(made.token.id)
        assert await house.tokens.of(admin.account_id) == []
    with house.store.engine.connect() as connection:
        count = "select count(*) from account_event where kind = 'token_revoked'"
        assert connection.execute(text(count)).scalar_one() == 1


@pytest.mark.parametrize("name", ["", "a/b", "x" * 41, "ci"])
async def test_a_name_that_will_not_do_is_said(house, enter, name):
    with acting_as(await enter("admin")):
        await house.tokens.make("ci", Role.VIEWER)
        with pytest.raises(Invalid, match="token"):
            await house.tokens.make(name, Role.VIEWER)


async def test_somebody_elses_are_an_administrators_to_revoke(house, enter, hire):
    await hire("hana")
    await hire("olena")
    with acting_as(hana := await enter("hana")):
        secret = (await house.tokens.make("ci", Role.OPERATOR)).secret
        (token,) = await house.tokens.of(hana.account_id)
    with acting_as(await enter("olena")):
        with pytest.raises(NotPermitted):
            await house.tokens.of(hana.account_id)
        with pytest.raises(NotPermitted):
            await house.tokens.revoke(token.id)
    with acting_as(await enter("admin")):
        await house.tokens.revoke(token.id)
        with pytest.raises(NotFound):
            await house.tokens.revoke("tok_none")
    with pytest.raises(SignedOut):
        await house.signing.by_token(secret)


async def test_where_nobody_signs_in_there_are_no_tokens(house):
    with acting_as(Person("local", Role.ADMIN)), pytest.raises(NotPermitted, match="sign in first"):
        await house.tokens.make("ci", Role.VIEWER)


async def test_of_two_at_one_moment_one_gets_the_name(house, enter):
    with acting_as(admin := await enter("admin")):
        made = await asyncio.gather(
            *(house.tokens.make("ci", Role.VIEWER) for _ in range(2)), return_exceptions=True
        )
        (refused,) = [one for one in made if isinstance(one, Invalid)]
        assert "of this name already" in str(refused)
        assert len(await house.tokens.of(admin.account_id)) == 1


async def test_a_name_is_free_again_after_its_token_was_revoked(house, enter):
    with acting_as(await enter("admin")):
        for _ in range(3):
            made = await house.tokens.make("ci", Role.VIEWER)
            await house.tokens.revoke(made.token.id)


@pytest.mark.parametrize(
    ("way", "deed"),
    [
        *(("browser", deed) for deed in ("reset", "disabled", "changed", "ended")),
        *(("pair", deed) for deed in ("reset", "disabled", "changed")),
    ],
)
async def test_no_token_is_made_by_what_let_somebody_in_and_does_no_longer(  # noqa: PLR0917
    house, enter, hire, at_the_last_moment, way, deed
):
    account, password = await hire("hana"), "correct horse"
    if way == "browser":
        hana = await enter("hana")
    else:
        hana = await house.signing.by_pair("hana", password, "10.0.0.1")
    admin, other = await enter("admin"), await enter("hana")

    async def meanwhile():
        if deed == "changed":
            with acting_as(other):
                await house.accounts.change_own_password(password, "another horse")
            return
        with acting_as(admin):
            await {
                "reset": lambda: house.accounts.reset_password(account.id, "another horse"),
                "disabled": lambda: house.accounts.disable(account.id),
                "ended": lambda: house.accounts.end_session(hana.sign_in),
            }[deed]()

    at_the_last_moment(meanwhile)
    with acting_as(hana), pytest.raises(SignedOut):
        await house.tokens.make("kept", Role.OPERATOR)
    with acting_as(admin):
        assert await house.tokens.of(account.id) == []
