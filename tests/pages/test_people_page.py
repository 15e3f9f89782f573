"""/settings/people, and what those who may only look are shown."""

import asyncio
from datetime import UTC, datetime

import httpx
import pytest
from nicegui import core, ui
from nicegui.testing import User
from nicegui.testing.user_interaction import UserInteraction

from models.bulk_reading import RawRow, Sheet
from models.job import JobKind
from models.people import AccountEvent, Role
from services.people.acting import Person, acting_as
from services.store.people import PeopleRows

PASSWORD = "correct horse"
YEAR = datetime.now(UTC).year + 2
ELSEWHERE = "Sign out everywhere else"
LOOKS = "Your account may look at everything and change nothing."


@pytest.fixture
def settings(with_accounts):
    return with_accounts


@pytest.fixture
def hire(adtrail):
    async def make(name, role):
        with acting_as(Person("admin", Role.ADMIN)):
            return await adtrail.accounts.add(name, PASSWORD, Role(role))

    return make


@pytest.fixture
def signed_in(user):
    async def go(name):
        transport = httpx.ASGITransport(core.app)
        one = User(httpx.AsyncClient(transport=transport, base_url="http://test"))
        form = {"name": name, "password": PASSWORD}
        await one.http_client.post("/login", data=form, headers={"Origin": "http://test"})
        return one

    return go


def named(person, kind, name):
    (found,) = (e for e in person.find(kind).elements if e.props.get("aria-label") == name)
    return found


def press(person, words):
    """The last button that is called just so."""
    made = max((e for e in person.find(ui.button).elements if e.text == words), key=lambda e: e.id)
    UserInteraction(person, {made}, made.text).click()


def add(person):
    press(person, "Add")


def who_field(person):
    return next(one for one in person.find(ui.select).elements if one.props["label"] == "Who")


def jobs_of(person):
    return {
        one.props["data-job"]
        for one in person.current_layout.descendants()
        if "data-job" in one.props
    }


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what a page shows has no event
            await asyncio.sleep(0.02)


async def test_an_administrator_adds_changes_and_disables(signed_in, adtrail):
    admin = await signed_in("admin")
    await admin.open("/settings/people")
    await admin.should_see("Add somebody")
    await admin.should_see("Make a token")
    named(admin, ui.input, "Name").set_value("Hana")
    named(admin, ui.input, "First password").set_value("short")
    add(admin)
    await until(lambda: named(admin, ui.input, "First password").error)
    assert (
        named(admin, ui.input, "First password").error == "A password has at least 10 characters."
    )
    named(admin, ui.input, "First password").set_value(PASSWORD)
    add(admin)
    await admin.should_see("hana")
    named(admin, ui.select, "Role of hana").set_value("viewer")
    await admin.should_see("Done.")
    assert adtrail.accounts._rows.named("hana").role is Role.VIEWER
    admin.find("Disable").click()
    await admin.should_see("Nothing that they scheduled or sent as a batch is still to come.")
    press(admin, "Disable")
    await admin.should_see("Viewer, disabled")
    admin.find("Enable").click()
    await admin.should_not_see("Viewer, disabled")


async def test_the_question_comes_though_the_list_is_drawn_anew_meanwhile(
    signed_in, hire, adtrail, monkeypatch
):
    await hire("hana", "operator")
    reading = asyncio.Event()
    going_on = adtrail.accounts.going_on

    async def slowly(account):
        await reading.wait()
        return await going_on(account)

    monkeypatch.setattr(adtrail.accounts, "going_on", slowly)
    admin = await signed_in("admin")
    await admin.open("/settings/people")
    await admin.should_see("hana")
    admin.find("Disable").click()
    named(admin, ui.select, "Role of hana").set_value("viewer")
    await admin.should_see("Done.")
    reading.set()
    await admin.should_see("Disable hana?")


async def test_what_goes_on_is_said_before_somebody_is_disabled(signed_in, hire, adtrail):
    await hire("hana", "operator")
    never_ends = {"business_id": "TestNeverFinishes00000", "program_name": "CPC", "budget": "64"}
    never_ends |= {"is_autobid": "true", "start": "2099-01-10"}
    sheet = Sheet(JobKind.CREATE, (RawRow(2, never_ends),))
    with acting_as(Person("hana", Role.OPERATOR)):
        for day in (10, 11):
            pause = {"action": "pause", "at": f"{YEAR}-01-{day}T12:00", "zone": "UTC"}
            await adtrail.schedules.add("ProgActiveAutobid00000", pause)
    with acting_as(Person("hana/ci", Role.OPERATOR)):
        await adtrail.bulks.send(await adtrail.bulks.preview(sheet))
    admin = await signed_in("admin")
    await admin.open("/settings/people")
    await admin.should_see("hana")
    admin.find("Disable").click()
    await admin.should_see("What they ordered goes on under their name")
    await admin.should_see("2 schedules are still to happen")
    await admin.should_see("1 batch runs")
    press(admin, "Disable")
    await admin.should_see("Operator, disabled")
    assert {one.actor for one in await adtrail.schedules.upcoming("ProgActiveAutobid00000")} == {
        "hana"
    }


async def test_what_a_token_added_is_said_before_it_is_revoked(signed_in, adtrail):
    admin = adtrail.signing.by_cookie(await adtrail.signing.sign_in("admin", PASSWORD, "", ""))
    with acting_as(admin):
        made = await adtrail.tokens.make("ci", Role.ADMIN)
    with acting_as(await adtrail.signing.by_token(made.secret)):
        await adtrail.accounts.add("robot", PASSWORD, Role.ADMIN)
    page = await signed_in("admin")
    await page.open("/settings/people")
    await page.should_see("Revoke")
    UserInteraction(page, {named(page, ui.button, "Revoke ci")}, None).click()
    await page.should_see("Accounts were added through it.")
    press(page, "Revoke")
    await page.should_see("No token.")
    assert adtrail.accounts._rows.named("robot").disabled_at is None


async def test_a_password_is_reset(signed_in, hire, adtrail):
    await hire("hana", "operator")
    admin = await signed_in("admin")
    await admin.open("/settings/people")
    await admin.should_see("hana")
    admin.find("New password", kind=ui.button).click()
    await admin.should_see("All sessions of the account end.")
    named(admin, ui.input, "New password").set_value("another horse")
    admin.find("Set password").click()
    await admin.should_see("hana has a new password.")
    assert await adtrail.signing.sign_in("hana", "another horse", "10.0.0.1", "")


async def test_a_token_is_shown_once(signed_in, adtrail):
    admin = await signed_in("admin")
    await admin.open("/settings/people")
    await admin.should_see("Make a token")
    named(admin, ui.input, "Name of the token").set_value("ci")
    admin.find("Make a token").click()
    await admin.should_see("Copy it now: it is shown this once.")
    (secret,) = (
        e.text for e in admin.find("adt_").elements if getattr(e, "text", "").startswith("adt_")
    )
    assert (await adtrail.signing.by_token(secret)).name == "admin/ci"
    await admin.open("/settings/people")
    await admin.should_see("Revoke")
    await admin.should_not_see("adt_")
    admin.find("Revoke").click()
    await admin.should_see("No token.")


async def test_everybody_has_their_own_account_and_nobody_elses(signed_in, hire, adtrail):
    await hire("vera", "viewer")
    vera = await signed_in("vera")
    await vera.open("/settings/people")
    await vera.should_see("Where you are signed in")
    await vera.should_see("this browser")
    await vera.should_not_see("Add somebody")
    named(vera, ui.input, "Password now").set_value("guess")
    named(vera, ui.input, "New password").set_value("another horse")
    vera.find("Change password").click()
    await vera.should_see("This is not your password.")
    named(vera, ui.input, "Password now").set_value(PASSWORD)
    vera.find("Change password").click()
    await vera.should_see("It is changed.")
    assert await adtrail.signing.sign_in("vera", "another horse", "10.0.0.1", "")


async def test_one_signs_out_everywhere_else(signed_in, adtrail):
    admin = await signed_in("admin")
    await admin.open("/settings/people")
    await admin.should_see("this browser")
    await admin.should_not_see(ELSEWHERE)
    await adtrail.signing.sign_in("admin", PASSWORD, "10.0.0.9", "Another browser")
    await admin.open("/settings/people")
    await admin.should_see("Another browser")
    admin.find(ELSEWHERE).click()
    await admin.should_not_see("Another browser")
    await admin.should_see("this browser")
    await admin.should_not_see(ELSEWHERE)


async def test_where_nobody_signs_in_the_page_says_how_it_would_be(new_user, adtrail):
    adtrail.signing.required = False
    one = new_user()
    await one.open("/settings/people")
    await one.should_see("Nobody has to sign in here")
    await one.should_not_see(LOOKS)


async def test_a_viewer_sees_everything_and_can_press_nothing(signed_in, hire, make_job):
    await hire("vera", "viewer")
    vera = await signed_in("vera")
    await vera.open("/create-program")
    await vera.should_see("This page makes jobs")
    await vera.should_see(LOOKS)
    await vera.should_not_see("Create Program")
    job = await make_job("unconfirmed")
    await vera.open(f"/jobs/{job.id}")
    await vera.should_see("Submit again")
    again = next(iter(vera.find("Submit again", kind=ui.button).elements))
    assert not again.enabled
    assert again.props["title"].startswith(LOOKS)
    await vera.open("/program-status/ProgActiveManualBid000")
    await vera.should_see("Terminate")
    for words in ("Terminate", "Duplicate", "Schedule a change"):
        assert not any(e.enabled for e in vera.find(words, kind=ui.button).elements)


async def test_an_operator_is_told_nothing_of_the_kind(signed_in, hire):
    await hire("hana", "operator")
    hana = await signed_in("hana")
    await hana.open("/create-program")
    await hana.should_see("Create Program")
    await hana.should_not_see(LOOKS)
    await hana.open("/settings")
    await hana.should_see("An administrator changes the partner")
    await hana.should_not_see("Try and save")


@pytest.mark.expect_errors
async def test_a_press_that_should_not_have_been_offered_is_refused_all_the_same(
    signed_in, hire, make_job, adtrail
):
    await hire("vera", "viewer")
    vera = await signed_in("vera")
    job = await make_job("failed")
    await vera.open(f"/jobs/{job.id}")
    await vera.should_see("Job ID")
    with vera:
        from components.basics import button

        with vera.client.content:
            button("By mistake", lambda: adtrail.programs.dismiss(job.id))
    vera.find("By mistake").click()
    await vera.should_see(LOOKS)
    assert adtrail.programs.job(job.id).dismissed_at is None


async def test_the_audit_is_offered_to_administrators_alone(signed_in, hire):
    await hire("olena", "operator")
    admin, olena = await signed_in("admin"), await signed_in("olena")
    await admin.open("/settings/changes")
    (words,) = admin.find("Audit (CSV)").elements
    there = words.parent_slot.parent.props["href"]
    got = await admin.http_client.get(there)
    assert (got.status_code, got.headers["content-type"][:8]) == (200, "text/csv")
    assert "olena,people.signed_in,olena," in got.text
    await olena.open("/settings/changes")
    await olena.should_see("Who changed which setting")
    await olena.should_not_see("Audit (CSV)")
    assert (await olena.http_client.get(there)).status_code == 403


async def test_a_press_that_is_refused_is_said_and_is_no_error_in_the_log(
    signed_in, hire, adtrail, caplog
):
    await hire("vera", "viewer")
    vera = await signed_in("vera")
    await vera.open("/jobs")
    with vera:
        ui.button("Left over", on_click=lambda: adtrail.programs.retry("job_1"))
    vera.find("Left over").click()
    await until(lambda: any(LOOKS in message for message in vera.notify.messages))
    (said,) = (record for record in caplog.records if "refused" in record.getMessage())
    assert (said.levelname, said.exc_info) == ("WARNING", None)
    assert LOOKS in said.getMessage()


async def test_the_history_is_narrowed_down_to_who_ordered(make_job, hire, signed_in):
    for name in ("olena", "petro"):
        await hire(name, "operator")
    hers = {(await make_job("completed", actor=who)).id for who in ("olena", "olena/ci")}
    his = await make_job("failed", actor="petro")
    viewer = await signed_in("petro")
    await viewer.open("/jobs")
    await viewer.should_see("3 jobs")
    who = who_field(viewer)
    assert who.options == {"": "Anyone", "admin": "admin", "olena": "olena", "petro": "petro"}
    who.set_value("olena")
    await viewer.should_see("2 jobs")
    assert viewer.back_history[-1] == "/jobs?actor=olena"
    assert jobs_of(viewer) == hers
    await viewer.should_see("Filters · 1")
    (export,) = (e for e in viewer.find(ui.link).elements if "format=csv" in str(e.props["href"]))
    file = (await viewer.http_client.get(export.props["href"])).text
    assert all(one in file for one in hers)
    assert his.id not in file
    await viewer.open("/jobs?actor=olena/ci")
    await viewer.should_see("1 job")
    assert who_field(viewer).value == "olena/ci"


async def test_a_session_is_called_by_its_browser_and_system(signed_in, adtrail):
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
    await adtrail.signing.sign_in("admin", PASSWORD, "10.0.0.1", agent)
    admin = await signed_in("admin")
    await admin.open("/settings/people")
    await admin.should_see("Firefox on Linux")
    (line,) = admin.find("Firefox on Linux").elements
    assert line.props["title"] == agent


@pytest.mark.parametrize("deed", ["demoted", "disabled", "ended"])
async def test_a_page_that_was_open_before_does_nothing_after(signed_in, hire, adtrail, deed):
    account = await hire("olena", "operator")
    page = await signed_in("olena")
    await page.open("/program-status/ProgActiveManualBid000")
    await page.should_see("Terminate")
    page.find("Terminate").click()
    await page.should_see("Terminate program")
    (session,) = await adtrail.accounts._rows.sign_ins()
    rows = PeopleRows(adtrail.store)  # as another process would, so that no page is told
    now = adtrail.clock.now()
    event = AccountEvent(at=now, actor="admin", kind="changed", about="olena")
    if deed == "ended":
        await rows.sign_out(session.id, event)
    else:
        values = {"role": Role.VIEWER} if deed == "demoted" else {"disabled_at": now}
        await rows.change(account, values, event)
    adtrail.signing._found.clear()  # two seconds later
    press(page, "Terminate program")
    await page.should_see(LOOKS if deed == "demoted" else "You are signed out. Sign in again.")
    assert adtrail.store.unfinished() == []
