"""One's own account through REST: the sessions and the password of whoever asks."""

import base64

import pytest
from pydantic import TypeAdapter

from models.people import Role
from pages.api import people_schemas as shapes
from pages.api.gate import COOKIE
from services.people.acting import Person, acting_as

SESSIONS, OWN_PASSWORD = "/api/sessions", "/api/people/me/password"
PASSWORD, NEW = "correct horse", "another horse"


def basic(name="vera", password=PASSWORD):
    pair = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


async def test_where_nobody_signs_in_nobody_has_an_account(house):
    for method, path in (
        ("GET", SESSIONS),
        ("DELETE", SESSIONS),
        ("DELETE", f"{SESSIONS}/x"),
        ("PUT", OWN_PASSWORD),
    ):
        answer = await house.client.request(method, path)
        assert answer.status_code == 409
        assert "Nobody has to sign in here" in answer.json()["detail"]


class TestWithAccounts:
    @pytest.fixture
    def settings(self, with_accounts):
        return with_accounts

    @pytest.fixture(autouse=True)
    async def people(self, house):
        with acting_as(Person("admin", Role.ADMIN)):
            return [
                await house.adtrail.accounts.add(name, PASSWORD, Role.VIEWER)
                for name in ("vera", "hana")
            ]

    @pytest.fixture
    def browser(self, house):
        async def enter(name="vera", agent="Firefox"):
            secret = await house.adtrail.signing.sign_in(name, PASSWORD, "10.0.0.1", agent)
            return {"Cookie": f"{COOKIE}={secret}", "Origin": "http://test"}

        return enter

    @pytest.fixture
    def token(self, house):
        async def make(name, role="viewer"):
            order = {"name": "ci", "role": role}
            made = await house.post("/api/tokens", json=order, headers=basic(name))
            return {"Authorization": f"Bearer {made.json()['token']}"}

        return make

    @pytest.fixture
    def agents(self, house):
        async def listed(headers, query=""):
            answer = await house.get(f"{SESSIONS}{query}", headers=headers)
            TypeAdapter(shapes.SessionsDocument).validate_json(answer.content)
            return {one["agent"]: one for one in answer.json()["sessions"]}

        return listed

    async def test_one_sees_ones_own_and_ends_one(self, house, browser, agents):
        here, there = await browser(agent="here"), await browser(agent="there")
        await browser("hana")
        seen = await agents(here)
        assert {name: one["here"] for name, one in seen.items()} == {"here": True, "there": False}
        assert seen["there"]["address"] == "10.0.0.1"
        path = f"{SESSIONS}/{seen['there']['session_id']}"
        assert (await house.delete(path, headers=here)).status_code == 204
        assert (await house.get("/api/jobs", headers=there)).status_code == 401
        assert (await house.get("/api/jobs", headers=here)).status_code == 200
        gone = await house.delete(path, headers=here)
        assert (gone.status_code, gone.json()["code"]) == (404, "not_found")

    async def test_all_others_end_and_the_one_that_asks_stays(self, house, browser, agents):
        here = await browser(agent="here")
        others = [await browser() for _ in range(2)]
        hana = await browser("hana")
        assert (await house.delete(SESSIONS, headers=here)).status_code == 204
        assert list(await agents(here)) == ["here"]
        for headers in others:
            assert (await house.get("/api/jobs", headers=headers)).status_code == 401
        assert (await house.get("/api/jobs", headers=hana)).status_code == 200
        audit = await house.get("/api/audit?actor=vera", headers=basic("admin"))
        assert '"people.sessions_ended", "about": "vera"' in audit.text

    async def test_those_of_others_are_for_administrators(self, house, browser, agents, people):
        hana = await browser("hana")
        query = f"?account_id={people[1].id}"
        for answer in (
            await house.get(f"{SESSIONS}{query}", headers=basic()),
            await house.delete(
                f"{SESSIONS}/{(await agents(hana))['Firefox']['session_id']}", headers=basic()
            ),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
        (one,) = (await agents(basic("admin"), query)).values()
        ended = await house.delete(f"{SESSIONS}/{one['session_id']}", headers=basic("admin"))
        assert ended.status_code == 204
        assert (await house.get("/api/jobs", headers=hana)).status_code == 401

    async def test_one_changes_ones_password(self, house, browser):
        here, there = await browser(), await browser()
        body = {"old": PASSWORD, "password": NEW}
        assert (await house.put(OWN_PASSWORD, json=body, headers=here)).status_code == 204
        statuses = [
            (await house.get("/api/jobs", headers=headers)).status_code
            for headers in (here, there, basic(), basic(password=NEW))
        ]
        assert statuses == [200, 401, 401, 200]
        audit = await house.get("/api/audit?actor=vera", headers=basic("admin"))
        assert "people.password_changed" in audit.text
        assert NEW not in audit.text

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"old": "wrong one"}, "old"),
            ({"old": None}, "old"),
            ({"password": "short"}, "password"),
            ({"password": 7}, "password"),
            ({"role": "admin"}, "role"),
        ],
    )
    async def test_what_is_wrong_is_said_by_field_and_nothing_changes(self, house, values, field):
        body = {"old": PASSWORD, "password": NEW} | values
        answer = await house.put(OWN_PASSWORD, json=body, headers=basic())
        assert answer.status_code == 422
        assert [one["field"] for one in answer.json()["errors"]] == [field]
        assert (await house.get("/api/jobs", headers=basic())).status_code == 200

    async def test_the_password_of_admin_is_the_one_that_adtrail_is_started_with(self, house):
        body = {"old": PASSWORD, "password": NEW}
        answer = await house.put(OWN_PASSWORD, json=body, headers=basic("admin"))
        assert (answer.status_code, "ADTRAIL_PASSWORD" in answer.json()["detail"]) == (409, True)

    async def test_a_token_that_got_lost_is_good_for_none_of_it(
        self, house, browser, agents, token
    ):
        here, lost = await browser(), await token("vera")
        (one,) = (await agents(lost)).values()
        body = {"old": PASSWORD, "password": NEW}
        for answer in (
            await house.put(OWN_PASSWORD, json=body, headers=lost),
            await house.delete(SESSIONS, headers=lost),
            await house.delete(f"{SESSIONS}/{one['session_id']}", headers=lost),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
        assert (await house.get("/api/jobs", headers=here)).status_code == 200
        of_admin = await token("admin", "admin")
        ended = await house.delete(f"{SESSIONS}/{one['session_id']}", headers=of_admin)
        assert ended.status_code == 204
