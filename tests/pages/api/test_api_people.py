"""Accounts and tokens through REST: what /settings/people does, under the same roles."""

import base64
import json
from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter

from pages.api import people_schemas as shapes
from pages.api.gate import COOKIE

PASSWORD = "correct horse"
PEOPLE, TOKENS = "/api/people", "/api/tokens"
HANA = {"name": "hana", "password": PASSWORD, "role": "operator"}


def basic(name="admin", password=PASSWORD):
    pair = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


class TestWithAccounts:
    @pytest.fixture
    def settings(self, with_accounts):
        return with_accounts

    @pytest.fixture
    def hire(self, house):
        async def make(name="hana", role="operator"):
            person = HANA | {"name": name, "role": role}
            made = await house.post(PEOPLE, json=person, headers=basic())
            assert made.status_code == 201, made.text
            return made.json()

        return make

    @pytest.fixture
    def token(self, house):
        async def make(name="ci", role="viewer", of="hana"):
            order = {"name": name, "role": role}
            made = await house.post(TOKENS, json=order, headers=basic(of))
            assert made.status_code == 201, made.text
            return made.json()

        return make

    async def test_somebody_is_added_and_found(self, house):
        made = await house.post(PEOPLE, json=HANA | {"name": " Hana "}, headers=basic())
        hana = made.json()
        assert (made.status_code, hana["name"], hana["role"]) == (201, "hana", "operator")
        assert hana["disabled_at"] is None
        assert made.headers["location"] == f"{PEOPLE}/{hana['account_id']}"
        assert (await house.get(made.headers["location"], headers=basic())).json() == hana
        listed = await house.get(PEOPLE, headers=basic())
        TypeAdapter(shapes.PeopleDocument).validate_json(listed.content)
        assert [one["name"] for one in listed.json()["people"]] == ["admin", "hana"]
        assert "argon2" not in listed.text
        assert (await house.get("/api/jobs", headers=basic("hana"))).status_code == 200

    async def test_a_role_counts_at_once(self, house, hire):
        own = f"{PEOPLE}/{(await hire())['account_id']}"
        changed = await house.put(f"{own}/role", json={"role": "admin"}, headers=basic())
        assert (changed.status_code, changed.json()["role"]) == (200, "admin")
        assert (await house.get(PEOPLE, headers=basic("hana"))).status_code == 200
        await house.put(f"{own}/role", json={"role": "viewer"}, headers=basic())
        assert (await house.get(PEOPLE, headers=basic("hana"))).status_code == 403

    async def test_who_is_disabled_comes_in_no_longer_until_enabled(self, house, hire, token):
        own = f"{PEOPLE}/{(await hire())['account_id']}"
        secret = (await token())["token"]
        off = await house.post(f"{own}/disable", headers=basic())
        assert off.json()["disabled_at"] is not None
        for headers in (basic("hana"), bearer(secret)):
            assert (await house.get("/api/jobs", headers=headers)).status_code == 401
        on = await house.post(f"{own}/enable", headers=basic())
        assert on.json()["disabled_at"] is None
        assert (await house.get("/api/jobs", headers=bearer(secret))).status_code == 200

    async def test_who_disables_somebody_is_told_what_goes_on(self, house, hire, token):
        own = f"{PEOPLE}/{(await hire())['account_id']}"
        secret = (await token(role="operator"))["token"]
        pause = {"program_id": "ProgActiveAutobid00000", "action": "pause", "zone": "UTC"}
        for day, headers in ((10, basic("hana")), (11, bearer(secret)), (12, basic())):
            order = pause | {"at": f"{datetime.now(UTC).year + 2}-01-{day}T12:00"}
            made = await house.post("/api/schedules", json=order, headers=headers)
            assert made.status_code == 201, made.text
        off = await house.post(f"{own}/disable", headers=basic())
        TypeAdapter(shapes.DisabledDocument).validate_json(off.content)
        assert (off.json()["schedules"], off.json()["batches"]) == (2, 0)

    async def test_who_revokes_a_token_is_told_which_accounts_it_added(self, house, token):
        for name in ("first", "second"):  # the name of a token may be used again after it
            made = await token(role="admin", of="admin")
            await house.post(PEOPLE, json=HANA | {"name": name}, headers=bearer(made["token"]))
            own = f"{TOKENS}/{made['token_id']}"
            for headers in (bearer(made["token"]), basic()):
                gone = await house.client.delete(own, headers=headers)
                TypeAdapter(shapes.RevokedDocument).validate_json(gone.content)
                assert gone.json()["accounts"] == [name]
        audit = (await house.get("/api/audit", headers=basic())).text.splitlines()
        added = [one for one in map(json.loads, audit) if one["what"] == "people.account_added"]
        assert {(one["actor"], one["about"]) for one in added} == {
            ("admin/ci", "first"),
            ("admin/ci", "second"),
        }

    async def test_a_new_password_takes_the_old_one_and_the_tokens_along(self, house, hire, token):
        own = f"{PEOPLE}/{(await hire())['account_id']}"
        secret = (await token())["token"]
        new = {"password": "another horse"}
        assert (await house.put(f"{own}/password", json=new, headers=basic())).status_code == 200
        for headers in (basic("hana"), bearer(secret)):
            assert (await house.get("/api/jobs", headers=headers)).status_code == 401
        right = basic("hana", "another horse")
        assert (await house.get("/api/jobs", headers=right)).status_code == 200

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"name": "ha na"}, "name"),
            ({"name": "admin"}, "name"),
            ({"name": 7}, "name"),
            ({"password": "short"}, "password"),
            ({"password": None}, "password"),
            ({"role": "owner"}, "role"),
            ({"role": ["admin"]}, "role"),
            ({"disabled": True}, "disabled"),
        ],
    )
    async def test_what_is_wrong_is_said_by_field_and_nobody_is_added(self, house, values, field):
        answer = await house.post(PEOPLE, json=HANA | values, headers=basic())
        assert answer.status_code == 422
        assert [one["field"] for one in answer.json()["errors"]] == [field]
        assert (await house.get(PEOPLE, headers=basic())).json()["count"] == 1

    @pytest.mark.parametrize(
        ("method", "path", "wrong", "fields"),
        [
            ("POST", "", {"x": 1, "role": "owner"}, ["name", "password", "role", "x"]),
            (
                "POST",
                "",
                HANA | {"name": "a/b", "password": "short", "x": 1, "y": 2},
                ["name", "password", "x", "y"],
            ),
            ("POST", "", {"name": "rest", "role": "owner"}, ["name", "password", "role"]),
            ("PUT", "/acc_x/role", {"x": 1}, ["role", "x"]),
            ("PUT", "/acc_x/password", {"x": 1}, ["password", "x"]),
        ],
    )
    async def test_all_that_is_wrong_is_said_at_once(self, house, method, path, wrong, fields):
        answer = await house.client.request(method, PEOPLE + path, json=wrong, headers=basic())
        assert answer.status_code == 422
        assert sorted(one["field"] for one in answer.json()["errors"]) == fields

    async def test_all_that_is_wrong_with_a_token_is_said_at_once(self, house):
        answer = await house.post(TOKENS, json={"role": "owner", "x": 1}, headers=basic())
        assert sorted(one["field"] for one in answer.json()["errors"]) == ["name", "role", "x"]

    @pytest.mark.parametrize(
        ("method", "act", "body"),
        [
            ("PUT", "role", {"role": "viewer"}),
            ("PUT", "password", {"password": "another horse"}),
            ("POST", "disable", None),
            ("POST", "enable", None),
        ],
    )
    async def test_admin_and_oneself_stay_and_nobody_is_not_found(self, house, method, act, body):
        people = (await house.get(PEOPLE, headers=basic())).json()["people"]
        for account_id, status in ((people[0]["account_id"], 409), ("acc_nobody", 404)):
            there = f"{PEOPLE}/{account_id}/{act}"
            answer = await house.client.request(method, there, json=body, headers=basic())
            assert answer.status_code == status

    @pytest.mark.parametrize("role", ["viewer", "operator"])
    async def test_people_are_for_administrators(self, house, hire, role):
        hana = await hire(role=role)
        for path in (PEOPLE, f"{PEOPLE}/{hana['account_id']}"):
            assert (await house.get(path, headers=basic("hana"))).status_code == 403
        added = await house.post(PEOPLE, json=HANA | {"name": "olena"}, headers=basic("hana"))
        assert (added.status_code, added.json()["code"]) == (403, "not_permitted")

    async def test_a_viewer_makes_a_token_uses_and_revokes_it(self, house, hire):
        await hire(role="viewer")
        order = {"name": "ci", "role": "viewer"}
        answer = await house.post(TOKENS, json=order, headers=basic("hana"))
        assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
        made = answer.json()
        secret = made.pop("token")
        assert (await house.get("/api/jobs", headers=bearer(secret))).status_code == 200
        listed = await house.get(TOKENS, headers=basic("hana"))
        TypeAdapter(shapes.TokensDocument).validate_json(listed.content)
        assert secret not in listed.text
        (found,) = listed.json()["tokens"]
        assert found.pop("used_at") is not None
        assert found == {name: value for name, value in made.items() if name != "used_at"}
        own = f"{TOKENS}/{made['token_id']}"
        for _ in range(2):
            assert (await house.client.delete(own, headers=basic("hana"))).status_code == 204
        assert (await house.get("/api/jobs", headers=bearer(secret))).status_code == 401
        assert (await house.get(TOKENS, headers=basic("hana"))).json()["count"] == 0

    async def test_a_token_makes_no_tokens(self, house, token):
        secret = (await token(role="admin", of="admin"))["token"]
        order = {"name": "more", "role": "viewer"}
        answer = await house.post(TOKENS, json=order, headers=bearer(secret))
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
        assert "A token makes no tokens" in answer.json()["detail"]

    async def test_a_browser_makes_one_from_a_page_of_ours_alone(self, house):
        signed_in = await house.adtrail.signing.sign_in("admin", PASSWORD, "10.0.0.1", "")
        cookie = {"Cookie": f"{COOKIE}={signed_in}"}
        order = {"name": "ci", "role": "viewer"}
        for origin, status in ((None, 403), ("http://evil.io", 403), ("http://test", 201)):
            headers = cookie | ({"Origin": origin} if origin else {})
            assert (await house.post(TOKENS, json=order, headers=headers)).status_code == status

    async def test_tokens_of_others_are_an_administrators_to_see_and_revoke(
        self, house, hire, token
    ):
        hana, olena = await hire(), await hire("olena")
        made = await token()
        own, theirs = f"{TOKENS}/{made['token_id']}", f"{TOKENS}?account_id={hana['account_id']}"
        assert olena["role"] == "operator"
        assert (await house.get(theirs, headers=basic("olena"))).status_code == 403
        assert (await house.client.delete(own, headers=basic("olena"))).status_code == 403
        assert (await house.get(theirs, headers=basic())).json()["count"] == 1
        assert (await house.client.delete(own, headers=basic())).status_code == 204
        assert (await house.get(theirs, headers=basic())).json()["count"] == 0

    @pytest.mark.parametrize("path", [TOKENS, "/api/sessions"])
    async def test_of_an_account_that_there_is_not_nothing_is_listed(self, house, hire, path):
        """An empty list would say that it is signed in nowhere, and has no token in force."""
        await hire()
        answer = await house.get(f"{path}?account_id=acc_x", headers=basic())
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        answer = await house.get(f"{path}?account_id=acc_x", headers=basic("hana"))
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
        own = await house.get(f"{path}?account_id=", headers=basic("hana"))
        assert (own.status_code, own.json()["count"]) == (200, 0)

    @pytest.mark.parametrize(
        ("values", "status", "field"),
        [
            ({"name": "a/b"}, 422, "name"),
            ({"name": {}}, 422, "name"),
            ({"role": "owner"}, 422, "role"),
            ({"secret": "x"}, 422, "secret"),
            ({"role": "admin"}, 403, None),
        ],
    )
    async def test_a_token_that_cannot_be_is_refused(self, house, hire, values, status, field):
        await hire()
        order = {"name": "ci", "role": "viewer"} | values
        answer = await house.post(TOKENS, json=order, headers=basic("hana"))
        assert answer.status_code == status
        assert [one["field"] for one in answer.json()["errors"]] == ([field] if field else [])
        gone = await house.client.delete(f"{TOKENS}/tok_none", headers=basic("hana"))
        assert gone.status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", PEOPLE, None),
        ("POST", PEOPLE, HANA),
        ("GET", TOKENS, None),
        ("POST", TOKENS, {"name": "ci", "role": "viewer"}),
        ("DELETE", f"{TOKENS}/tok_none", None),
    ],
)
async def test_where_nobody_signs_in_there_is_nobody(house, method, path, body):
    answer = await house.client.request(method, path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_allowed")
    assert "ADTRAIL_PASSWORD" in answer.json()["detail"]
