"""Setting through REST what /settings sets, under the same roles and in the same history."""

import base64

import pytest
from pydantic import SecretStr, TypeAdapter

from models.people import Role
from pages.api import setting_schemas as shapes
from services.people.acting import Person, acting_as
from services.settings import Settings

SETTINGS, CHANGES = "/api/settings", "/api/settings/changes"
PARTNER, FEATURES = f"{SETTINGS}/partner", f"{SETTINGS}/features-credentials"
REAL = "https://partner.example"
PAIR = {"username": "joe", "password": "secret"}
AT_FIRST = {
    "upstream_url": "sandbox",
    "credentials": "none",
    "features_credentials": "same",
    "upstream_rate": 5,
    "open_when_ready": True,
    "tab_shows_jobs": True,
    "sound": False,
    "notify_each": False,
    "fixed": [],
}


@pytest.fixture
def settings(tmp_path):
    return Settings(_env_file=None, data_dir=tmp_path, upstream_timeout=2)


async def told(house):
    """What is in force, and each change of it as the page has it."""
    now = await house.get(SETTINGS)
    TypeAdapter(shapes.SettingsDocument).validate_json(now.content)
    changes = (await house.get(CHANGES)).json()["changes"]
    return now.json(), [(one["name"], one["before"], one["after"]) for one in changes]


async def test_what_is_set_is_told(house):
    assert await told(house) == (AT_FIRST, [])


async def test_the_rate_and_the_choices_are_in_force_at_once_and_written_down(house):
    answer = await house.patch(
        SETTINGS, json={"upstream_rate": 2.5, "sound": True, "tab_shows_jobs": None}
    )
    now, changes = await told(house)
    assert (answer.status_code, answer.json()) == (200, now)
    assert now == AT_FIRST | {"upstream_rate": 2.5, "sound": True}
    assert house.adtrail.tracking.pace.rate == 2.5
    assert sorted(changes) == [("sound", "off", "on"), ("upstream_rate", "5", "2.5")]
    again = await house.patch(SETTINGS, json={"upstream_rate": 2.50, "sound": True})
    assert again.status_code == 200
    assert (await house.get(CHANGES)).json()["count"] == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"upstream_rate": -1}, "upstream_rate"),
        ({"upstream_rate": 1001}, "upstream_rate"),
        ({"upstream_rate": "5"}, "upstream_rate"),
        ({"upstream_rate": True}, "upstream_rate"),
        ({"sound": "on"}, "sound"),
        ({"sound": 1}, "sound"),
        ({"upstream_url": REAL}, "upstream_url"),
        ({"password": "x"}, "password"),
    ],
)
async def test_of_what_is_wrong_in_part_nothing_is_taken(house, values, field):
    answer = await house.patch(SETTINGS, json={"notify_each": True} | values)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert await told(house) == (AT_FIRST, [])


async def test_all_that_is_wrong_is_said_at_once(house):
    wrong = {"x": 1, "upstream_rate": -1, "sound": "on"}
    answer = await house.patch(SETTINGS, json=wrong)
    fields = sorted(one["field"] for one in answer.json()["errors"])
    assert (answer.status_code, fields) == (422, ["sound", "upstream_rate", "x"])
    answer = await house.put(PARTNER, json={"x": 1})
    assert sorted(one["field"] for one in answer.json()["errors"]) == ["upstream_url", "x"]
    answer = await house.put(f"{SETTINGS}/features-credentials", json={"x": 1})
    fields = sorted(one["field"] for one in answer.json()["errors"])
    assert fields == ["password", "username", "x"]


async def test_a_partner_is_tried_taken_into_use_and_left_again_without_a_pair(house):
    taken = await house.put(PARTNER, json={"upstream_url": f"{REAL}/"} | PAIR)
    assert (taken.status_code, taken.json()["upstream_url"]) == (200, REAL)
    assert taken.json()["credentials"] == "kept"
    back = await house.put(PARTNER, json={"upstream_url": "sandbox"})
    assert (back.status_code, back.json()) == (200, AT_FIRST)
    again = await house.put(PARTNER, json={"upstream_url": REAL, "username": None})
    assert (again.status_code, again.json()["credentials"]) == (200, "kept")
    _, changes = await told(house)
    assert changes[:2] == [("upstream_url", "sandbox", REAL), ("upstream_url", REAL, "sandbox")]
    assert ("credentials", None, None) in changes
    assert "secret" not in (await house.get(CHANGES)).text


async def test_a_pair_that_the_partner_does_not_take_changes_nothing(house):
    house.wire.answers_with = 401
    answer = await house.put(PARTNER, json={"upstream_url": REAL} | PAIR)
    assert (answer.status_code, answer.json()["valid"]) == (401, False)
    assert answer.json()["username"] == "joe"
    assert "www-authenticate" not in answer.headers
    house.wire.answers_with, house.wire.cut = None, True
    away = await house.put(PARTNER, json={"upstream_url": REAL} | PAIR)
    assert (away.status_code, away.json()["code"]) == (502, "partner_unavailable")
    assert await told(house) == (AT_FIRST, [])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "upstream_url"),
        ({"upstream_url": 7}, "upstream_url"),
        ({"upstream_url": "ftp://x"}, "upstream_url"),
        ({"upstream_url": REAL}, "username"),
        ({"upstream_url": REAL, "username": "joe"}, "password"),
        ({"upstream_url": REAL, "username": "jo:e", "password": "x"}, "username"),
        ({"upstream_url": "sandbox", "url": "sandbox"}, "url"),
    ],
)
async def test_what_is_wrong_about_a_partner_is_said_by_field(house, values, field):
    answer = await house.put(PARTNER, json=values)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_features_take_another_pair_or_the_same(house):
    other = await house.put(FEATURES, json=PAIR)
    assert (other.status_code, other.json()["features_credentials"]) == (200, "kept")
    same = await house.delete(FEATURES)
    assert (same.status_code, same.json()["features_credentials"]) == (200, "same")
    _, changes = await told(house)
    assert changes == [("features_credentials", None, None)] * 2


class TestInTheEnvironment:
    @pytest.fixture
    def settings(self, tmp_path):
        pair = {"username": "joe", "password": SecretStr("secret")}
        given = {f"{who}_{k}": v for who in ("upstream", "features") for k, v in pair.items()}
        return Settings(
            _env_file=None, data_dir=tmp_path, upstream_url=REAL, upstream_rate=0, **given
        )

    async def test_what_it_says_wins_and_is_named(self, house):
        now = (await house.get(SETTINGS)).json()
        assert now["fixed"] == [
            *("upstream_url", "credentials", "features_credentials", "upstream_rate")
        ]
        assert (now["credentials"], now["features_credentials"]) == ("environment", "environment")
        for answer in (
            await house.patch(SETTINGS, json={"upstream_rate": 1, "sound": True}),
            await house.put(PARTNER, json={"upstream_url": "sandbox"}),
            await house.put(PARTNER, json={"upstream_url": REAL} | PAIR),
            await house.put(FEATURES, json=PAIR),
            await house.delete(FEATURES),
        ):
            assert (answer.status_code, answer.json()["code"]) == (409, "not_allowed")
            assert "is set in the environment" in answer.json()["detail"]
        assert (await told(house))[1] == []


class TestWithAccounts:
    @pytest.fixture
    def settings(self, with_accounts):
        return with_accounts

    async def test_all_may_look_and_administrators_alone_change_anything(self, house):
        with acting_as(Person("admin", Role.ADMIN)):
            await house.adtrail.accounts.add("olha", "correct horse", Role.OPERATOR)
        said = {
            name: {
                "Authorization": "Basic "
                + base64.b64encode(f"{name}:correct horse".encode()).decode()
            }
            for name in ("olha", "admin")
        }
        assert (await house.get(SETTINGS, headers=said["olha"])).status_code == 200
        for method, path, body in (
            ("PATCH", SETTINGS, {"sound": True}),
            ("PUT", PARTNER, {"upstream_url": "sandbox"}),
            ("PUT", FEATURES, PAIR),
            ("DELETE", FEATURES, {}),
        ):
            refused = await house.client.request(method, path, json=body, headers=said["olha"])
            assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
            done = await house.client.request(method, path, json=body, headers=said["admin"])
            assert done.status_code == 200
        changes = (await house.get(CHANGES, headers=said["olha"])).json()["changes"]
        assert {one["actor"] for one in changes} == {"admin"}
