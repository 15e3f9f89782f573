"""The door, and that what happens on a page is done by whoever opened it."""

import httpx
import pytest
from nicegui import core, ui
from nicegui.testing import User

from components.job_tracker import JobTracker
from models.people import Role
from pages.api.gate import COOKIE
from pages.login import local_path
from services.people.acting import Person, acting_as
from services.store.filtering import JobFilter

PASSWORD = "correct horse"
GOOD = "GoldenGateHvacRepair00"
ADMIN = Person("admin", Role.ADMIN)
OURS = {"Origin": "http://test"}


@pytest.fixture
def settings(with_accounts):
    return with_accounts


@pytest.fixture
def hire(adtrail):
    async def make(name, role=Role.OPERATOR):
        with acting_as(ADMIN):
            return await adtrail.accounts.add(name, PASSWORD, role)

    return make


async def enter(client, name="admin", password=PASSWORD, **more):
    form = {"name": name, "password": password} | more
    return await client.post("/login", data=form, headers=OURS)


@pytest.fixture
def signed_in(user):
    """Somebody with a browser of their own, in whom they signed in."""

    async def go(name):
        transport = httpx.ASGITransport(core.app)
        one = User(httpx.AsyncClient(transport=transport, base_url="http://test"))
        assert (await enter(one.http_client, name)).status_code == 303
        return one

    return go


async def test_the_door_is_a_plain_form(user):
    asked = await user.http_client.get("/jobs?days=7")
    assert asked.headers["location"] == "/login?next=%2Fjobs%3Fdays%3D7"
    page = await user.http_client.get(asked.headers["location"])
    assert '<input type="hidden" name="next" value="/jobs?days=7">' in page.text
    assert "<script" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert not page.cookies, "nobody costs no session of pages"


async def test_who_signs_in_goes_on_to_where_they_wanted(user):
    entered = await enter(user.http_client, next="/jobs?days=7")
    assert (entered.status_code, entered.headers["location"]) == (303, "/jobs?days=7")
    said = entered.headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=lax" in said
    assert "secure" not in said, "there is no TLS here"
    await user.open("/jobs")
    await user.should_see("No job yet")


async def test_behind_tls_the_cookie_goes_nowhere_else(user):
    secret = httpx.AsyncClient(transport=httpx.ASGITransport(core.app), base_url="https://test")
    async with secret as client:
        entered = await client.post(
            "/login",
            data={"name": "admin", "password": PASSWORD},
            headers={"Origin": "https://test"},
        )
    assert "secure" in entered.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        (None, "/"),
        ("/jobs?q=a b", "/jobs?q=a b"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("///evil.example", "/"),
        ("/login/", "/"),
        ("/\\evil.example", "/"),
        ("/\tx", "/"),
        ("javascript:alert(1)", "/"),
        ("jobs", "/"),
        ("/login", "/"),
        ("/login?next=/jobs", "/"),
        ("////evil.example", "/"),
    ],
)
def test_the_way_on_is_always_ours(wanted, place):
    assert local_path(wanted) == place


async def test_a_wrong_password_is_said_and_the_name_stays(user):
    refused = await enter(user.http_client, '"><script>', "guess")
    assert refused.status_code == 401
    assert 'role="alert">The name or the password is wrong.' in refused.text
    assert 'value="&quot;&gt;&lt;script&gt;"' in refused.text
    assert COOKIE not in refused.cookies


async def test_guessing_is_slowed_down(user):
    for _ in range(5):
        await enter(user.http_client, password="guess")
    refused = await enter(user.http_client)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "15"
    assert "Too many wrong passwords. Try again in 15 s." in refused.text


async def test_a_foreign_page_signs_nobody_in_or_out(user, adtrail):
    form = {"name": "admin", "password": PASSWORD}
    foreign = {"Origin": "http://evil.example"}
    assert (await user.http_client.post("/login", data=form, headers=foreign)).status_code == 403
    await enter(user.http_client)
    assert (await user.http_client.post("/logout", headers=foreign)).status_code == 403
    assert (await user.http_client.get("/logout")).status_code == 303
    assert (await user.http_client.get("/api/jobs")).status_code == 200


async def test_an_enormous_form_is_not_read(user):
    assert (await enter(user.http_client, password="x" * 20_000)).status_code == 401


async def test_the_door_speaks_ukrainian(user):
    page = await user.http_client.get("/login", headers={"Accept-Language": "uk"})
    assert "<h1>Увійти</h1>" in page.text
    assert '<html lang="uk">' in page.text


async def test_what_two_people_do_at_once_is_done_by_each(signed_in, hire, adtrail):
    await hire("hana")
    await hire("olena")
    people = {"hana": await signed_in("hana"), "olena": await signed_in("olena")}
    for person in people.values():
        await person.open("/create-program")
        await person.should_see("Create Program")
        for label, value in (("Business ID", GOOD), ("Budget (USD)", "200")):
            (field,) = (e for e in person.find(label).elements if isinstance(e, ui.input))
            field.set_value(value)
    for person in reversed(people.values()):
        person.find("Create Program").click()
    for name, person in people.items():
        await person.should_see("Job ID")
        jobs = [card.props["data-job-id"] for card in person.find(JobTracker).elements]
        assert name in {adtrail.programs.job(job).actor for job in jobs}
    found = await adtrail.store.page(JobFilter(), 10)
    assert sorted(job.actor for job in found) == ["hana", "olena"]


async def test_signing_out_in_one_tab_ends_the_other(signed_in, hire, adtrail):
    await hire("hana")
    hana = await signed_in("hana")
    await hana.open("/jobs")
    page = hana.client
    left = []
    page.run_javascript = lambda words, **_how: left.append(words)
    answer = await hana.http_client.post("/logout", headers=OURS)
    assert answer.headers["location"] == "/login"
    await until(lambda: any("adtrail.leave" in words for words in left))
    assert (await hana.http_client.get("/jobs")).status_code == 303


async def until(condition):
    import asyncio

    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what a page is told has no event
            await asyncio.sleep(0.02)


async def test_the_way_out_is_on_every_page(signed_in, hire):
    await hire("hana")
    hana = await signed_in("hana")
    await hana.open("/jobs")
    await hana.should_see("Jobs")
    (way_out,) = (e for e in hana.find(ui.html).elements if "data-sign-out" in e.props)
    assert way_out.props["aria-label"] == "Sign out (hana)"


async def test_without_a_password_nobody_signs_in(new_user, adtrail):
    adtrail.signing.required = False
    one = new_user()
    await one.open("/jobs")
    await one.should_see("No job yet")
    assert (await one.http_client.get("/login")).status_code == 404
