"""Accounts: who may change what about whom."""

import asyncio
import io

import pytest

from models.people import Role
from services.container import bootstrap
from services.errors import (
    Invalid,
    NotAllowed,
    NotFound,
    NotPermitted,
    SignedOut,
    TooManyTries,
)
from services.people.acting import acting_as
from services.store.people import PeopleRows
from services.store.transfer import export_jobs, import_jobs

PASSWORD = "correct horse"


@pytest.mark.usefixtures("as_admin")
@pytest.mark.parametrize(
    ("name", "password", "sentence"),
    [
        ("", PASSWORD, "A name has 1 to 60 characters"),
        ("hana/ci", PASSWORD, "A name has 1 to 60 characters"),
        ("a:b", PASSWORD, "A name has 1 to 60 characters"),
        ("rest", PASSWORD, "means something else"),
        ("adtrail", PASSWORD, "means something else"),
        ("ADMIN", PASSWORD, "of this name already"),
        ("hana", "too short", "at least 10 characters"),
        ("hana", "x" * 201, "at most 200 characters"),
    ],
)
async def test_what_makes_no_account_is_said(house, name, password, sentence):
    with pytest.raises(Invalid, match=sentence):
        await house.accounts.add(name, password, Role.VIEWER)
    assert [one.name for one in await house.accounts.all()] == ["admin"]


async def test_only_administrators_see_and_change_people(house, enter, hire):
    account = await hire("hana")
    await hire("olena")
    with acting_as(await enter("olena")):
        for call in (
            house.accounts.all(),
            house.accounts.add("new", PASSWORD, Role.ADMIN),
            house.accounts.change_role(account.id, Role.ADMIN),
            house.accounts.disable(account.id),
            house.accounts.enable(account.id),
            house.accounts.reset_password(account.id, "another horse"),
            house.accounts.sessions(account.id),
        ):
            with pytest.raises(NotPermitted):
                await call


async def test_admin_is_not_changed_by_anybody(house, enter, hire):
    await hire("hana", Role.ADMIN)
    admin = await enter("admin")
    with acting_as(await enter("hana")):
        for call in (
            house.accounts.change_role(admin.account_id, Role.VIEWER),
            house.accounts.disable(admin.account_id),
            house.accounts.reset_password(admin.account_id, "another horse"),
        ):
            with pytest.raises(NotAllowed, match="whoever starts Adtrail"):
                await call
    with acting_as(admin), pytest.raises(NotAllowed, match="ADTRAIL_PASSWORD"):
        await house.accounts.change_own_password(PASSWORD, "another horse")


async def test_nobody_locks_themselves_out(house, enter, hire):
    await hire("hana", Role.ADMIN)
    hana = await enter("hana")
    with acting_as(hana):
        with pytest.raises(NotAllowed, match="their own account"):
            await house.accounts.change_role(hana.account_id, Role.VIEWER)
        with pytest.raises(NotAllowed, match="their own account"):
            await house.accounts.disable(hana.account_id)


async def test_an_own_password_is_changed_with_the_old_one_and_ends_the_other_sessions(
    house, enter, hire
):
    await hire("hana", Role.VIEWER)
    here, there = await enter("hana"), await enter("hana")
    with acting_as(here):
        with pytest.raises(Invalid, match="not your password"):
            await house.accounts.change_own_password("guess", "another horse")
        await house.accounts.change_own_password(PASSWORD, "another horse")
    assert house.signing.by_session(here.sign_in) == here
    assert house.signing.by_session(there.sign_in) is None
    with pytest.raises(SignedOut):
        await enter("hana")


async def test_who_got_hold_of_a_session_does_not_find_the_password_out(house, enter, hire):
    await hire("hana", Role.VIEWER)
    with acting_as(await enter("hana")):
        for number in range(5):
            with pytest.raises(Invalid, match="not your password"):
                await house.accounts.change_own_password(f"guess {number}", "another horse")
        with pytest.raises(TooManyTries):
            await house.accounts.change_own_password(PASSWORD, "another horse")
    await enter("hana")  # who knows it signs in all the same


async def test_a_session_is_ended_by_its_owner_or_an_administrator(house, enter, hire):
    await hire("hana", Role.VIEWER)
    await hire("olena")
    hana, other = await enter("hana"), await enter("hana")
    with acting_as(await enter("olena")), pytest.raises(NotPermitted):
        await house.accounts.end_session(hana.sign_in)
    with acting_as(hana):
        assert len(await house.accounts.sessions(hana.account_id)) == 2
        await house.accounts.end_session(other.sign_in)
    assert house.signing.by_session(other.sign_in) is None
    with acting_as(await enter("admin")):
        await house.accounts.end_session(hana.sign_in)
    assert house.signing.by_session(hana.sign_in) is None


async def test_another_role_holds_at_once(house, enter, hire):
    account = await hire("hana", Role.ADMIN)
    hana = await enter("hana")
    with acting_as(await enter("admin")):
        await house.accounts.change_role(account.id, Role.VIEWER)
    assert house.signing.by_session(hana.sign_in).role is Role.VIEWER


@pytest.mark.usefixtures("as_admin")
async def test_an_unknown_account_is_said(house):
    with pytest.raises(NotFound):
        await house.accounts.disable("acc_nobody")


async def test_people_go_along_with_an_export_however_it_is_cut(  # noqa: PLR0917
    settings, house, hire, enter, tmp_path, monkeypatch
):
    monkeypatch.setattr("services.store.transfer._CHUNK", 2)
    for name in ("hana", "olena", "petro"):
        await hire(name)
    with acting_as(await enter("petro")):
        token = (await house.tokens.make("ci", Role.OPERATOR)).secret
    out = io.StringIO()
    await asyncio.to_thread(export_jobs, house.store.engine, out)
    other = bootstrap(settings.model_copy(update={"data_dir": tmp_path / "other"}))
    await asyncio.to_thread(import_jobs, other.store.engine, out.getvalue().splitlines())
    names = [account.name for account in await PeopleRows(other.store).accounts()]
    assert names == ["admin", "hana", "olena", "petro"]
    assert (await other.signing.by_token(token)).name == "petro/ci"
    await other.stop()
