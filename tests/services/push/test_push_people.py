"""Where people sign in, a browser is told for as long as who asked for it is somebody."""

import asyncio

import pytest
from push_service import BrowserKeys
from sqlalchemy import update

from models.job import Job, JobKind, Phase
from models.people import Role
from models.push import PushSubscription
from services.errors import SignedOut
from services.job_ids import new_job_id
from services.people.acting import Person, acting_as
from services.push import pushes as pushes_module

WORDS = {"COMPLETED": "Program created successfully!"}
PASSWORD = "correct horse"
ADMIN = Person("admin", Role.ADMIN)


@pytest.fixture
def settings(with_accounts):
    return with_accounts.model_copy(update={"push_loopback": True})


@pytest.fixture
async def house(adtrail, monkeypatch):
    """Without the engine: a job stays as it was put."""
    monkeypatch.setattr(pushes_module, "_SOON", 0.01)
    monkeypatch.setattr(pushes_module, "_CALM", 0.05)
    await adtrail.pushes.start()
    yield adtrail
    await adtrail.pushes.stop()
    await adtrail.partner.aclose()
    await asyncio.to_thread(adtrail.store.close)
    adtrail.lock.release()


@pytest.fixture
def enter(house):
    async def go(name):
        return house.signing.by_cookie(await house.signing.sign_in(name, PASSWORD, "", ""))

    return go


@pytest.fixture
async def hana(house, enter):
    with acting_as(ADMIN):
        await house.accounts.add("hana", PASSWORD, Role.OPERATOR)
    return await enter("hana")


@pytest.fixture
async def job(house):
    now = house.clock.now()
    made = Job(id=new_job_id(now), kind=JobKind.CREATE, created_at=now, updated_at=now)
    await house.store.record(made, lambda _session, _job: None)
    return made


@pytest.fixture
def told(house, service, job):
    """End the job, and say which browsers hear of it."""

    async def ended():
        done = update(Job).where(Job.id == job.id).values(phase=Phase.SETTLED)
        await house.store.write(lambda session: session.execute(done) and None)
        house.store.changed(job.id)
        await asyncio.sleep(0.4)  # several rounds
        return sorted(path.rpartition("/")[2] for path, _headers, _body in service.requests)

    return ended


@pytest.fixture
def ask(house, service, job):
    """Somebody's browser wants to be told of the job's end."""

    async def want(person, browser, keys=None):
        with acting_as(person):
            given = (keys or BrowserKeys()).subscription(service.endpoint(browser))
            name = await house.pushes.subscribe(given)
            await house.pushes.wish(job.id, name, WORDS)
        return name

    return want


async def _signs_out(house, hana, _admin):
    await house.signing.sign_out(hana)


async def _is_signed_out(house, hana, admin):
    with acting_as(admin):
        await house.accounts.end_session(hana.sign_in)


async def _is_disabled(house, hana, admin):
    with acting_as(admin):
        await house.accounts.disable(hana.account_id)


async def _is_reset(house, hana, admin):
    with acting_as(admin):
        await house.accounts.reset_password(hana.account_id, "another horse")


async def _changes_it_elsewhere(house, _hana, _admin):
    secret = await house.signing.sign_in("hana", PASSWORD, "", "")
    with acting_as(house.signing.by_cookie(secret)):
        await house.accounts.change_own_password(PASSWORD, "another horse")


async def _ends_all_others(house, _hana, _admin):
    secret = await house.signing.sign_in("hana", PASSWORD, "", "")
    with acting_as(house.signing.by_cookie(secret)):
        await house.accounts.end_other_sessions()


@pytest.mark.parametrize(
    "deed",
    [_ends_all_others, _signs_out, _is_signed_out, _is_disabled, _is_reset, _changes_it_elsewhere],
)
async def test_who_is_out_is_told_of_nothing(house, hana, enter, ask, told, deed):  # noqa: PLR0917
    admin = await enter("admin")
    own, other = await ask(hana, "hana"), await ask(admin, "admin")
    await deed(house, hana, admin)
    assert await told() == ["admin"]
    with acting_as(admin):
        assert house.pushes.has(other)
        assert not house.pushes.has(own), "it is not the administrator's"
    with house.store.engine.connect() as connection:
        kept = connection.execute(PushSubscription.__table__.select()).all()
    assert [one.id for one in kept] == [other]


@pytest.mark.parametrize(
    "deed",
    [_ends_all_others, _signs_out, _is_signed_out, _is_disabled, _is_reset, _changes_it_elsewhere],
)
async def test_who_is_out_at_that_very_moment_is_told_of_nothing(  # noqa: PLR0917
    house, hana, enter, ask, told, deed, monkeypatch
):
    admin, write = await enter("admin"), house.store.write

    async def late(work):
        monkeypatch.setattr(house.store, "write", write)
        await deed(house, hana, admin)
        return await write(work)

    monkeypatch.setattr(house.store, "write", late)
    with pytest.raises(SignedOut):
        await ask(hana, "hana")
    assert await told() == []
    with house.store.engine.connect() as connection:
        assert connection.execute(PushSubscription.__table__.select()).all() == []


async def test_who_came_with_a_password_asks_until_it_is_another_one(house, hana, ask):
    person = await house.signing.by_pair("hana", PASSWORD, "")
    name = await ask(person, "one")
    with acting_as(person):
        assert house.pushes.has(name)
    with acting_as(await house.signing.by_pair("admin", PASSWORD, "")):
        await house.accounts.reset_password(hana.account_id, "another horse")
    with pytest.raises(SignedOut):
        await ask(person, "two")
    with house.store.engine.connect() as connection:
        assert connection.execute(PushSubscription.__table__.select()).all() == []


async def test_another_browser_of_the_same_person_goes_on(house, hana, enter, ask, told):
    there = await enter("hana")
    await ask(hana, "here")
    await ask(there, "there")
    await house.signing.sign_out(hana)
    assert await told() == ["there"]


async def test_a_session_that_ran_out_takes_nothing_along(house, hana, ask, told):
    """Who asked and went home for the night still hears of it in the morning."""
    await ask(hana, "hana")
    much_later = house.clock.now().replace(year=2099)
    await house.signing._rows.sweep(much_later, much_later)
    house.signing.changed()
    assert await told() == ["hana"]


async def test_a_browser_is_told_for_who_signed_in_last(  # noqa: PLR0917
    house, hana, enter, ask, told, service
):
    keys, admin = BrowserKeys(), await enter("admin")
    name = await ask(hana, "shared", keys)
    with acting_as(admin):
        assert not house.pushes.has(name)
        await house.pushes.unsubscribe(name)
    with acting_as(hana):
        assert house.pushes.has(name), "nobody else takes it away"
    with acting_as(admin):
        given = keys.subscription(service.endpoint("shared"))
        assert await house.pushes.subscribe(given) == name
        assert house.pushes.has(name)
    with acting_as(hana):
        assert not house.pushes.has(name)
    assert await told() == [], "what hana waited for is not told to the administrator"


async def test_what_belongs_to_nobody_is_told_to_nobody(house, hana, ask, told):
    await ask(hana, "old")
    nobodys = update(PushSubscription).values(account_id=None, sign_in=None)
    await house.store.write(lambda session: session.execute(nobodys) and None)
    assert await told() == []


async def test_who_is_out_asks_for_nothing(house, hana, ask):
    name = await ask(hana, "hana")
    with acting_as(None):
        assert not house.pushes.has(name)
        with pytest.raises(SignedOut):
            await ask(None, "another")
