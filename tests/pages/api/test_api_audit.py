"""Who did what: all that people did and nothing else, for administrators alone."""

import base64
import csv
import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from models.bulk import Bulk
from models.dates import rfc3339
from models.people import Role
from models.schedule import Schedule
from models.setting import SettingChange
from pages.api import audit
from services.people.acting import Person, acting_as
from services.store import audit as rows
from services.store.settings import SettingRows

PASSWORD = "correct horse"
ORDER = {"business_id": "GoldenGateHvacRepair00", "program_name": "CPC", "budget": 64}
ORDER |= {"is_autobid": True, "start": "2099-01-10"}


def basic(name="admin"):
    pair = base64.b64encode(f"{name}:{PASSWORD}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


async def deeds(house, query="", headers=None):
    answer = await house.get(f"/api/audit?{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def words(found):
    return [(deed["actor"], deed["what"]) for deed in found]


async def changed(house, value, actor="local"):
    now = house.adtrail.clock.now()
    change = SettingChange(at=now, actor=actor, name="rate", before="5", after=value)
    await SettingRows(house.adtrail.store).change([change], {})


class TestWithAccounts:
    @pytest.fixture
    def settings(self, with_accounts):
        return with_accounts

    @pytest.fixture
    def hire(self, house):
        async def make(name, role):
            with acting_as(Person("admin", Role.ADMIN)):
                return await house.adtrail.accounts.add(name, PASSWORD, Role(role))

        return make

    async def test_every_history_is_in_it_newest_first(self, house, hire):
        await hire("hana", "operator")
        made = await house.post("/api/reseller/program/create", json=ORDER, headers=basic("hana"))
        job_id = made.json()["job_id"]
        secret = await house.adtrail.signing.sign_in("hana", PASSWORD, "10.0.0.1", "")
        with acting_as(house.adtrail.signing.by_cookie(secret)):
            token = (await house.adtrail.tokens.make("ci", Role.OPERATOR)).secret
        await house.post(
            "/api/reseller/program/ProgActiveManualBid000/end",
            headers={"Authorization": f"Bearer {token}"},
        )
        await changed(house, "7", "admin")
        found = await deeds(house, headers=basic())
        assert words(found) == [
            ("admin", "setting.changed"),
            ("hana/ci", "job.recorded"),
            ("hana", "people.token_made"),
            ("hana", "people.signed_in"),
            ("hana", "job.recorded"),
            ("admin", "people.account_added"),
        ]
        assert (found[0]["about"], found[0]["detail"]) == ("rate", "5 -> 7")
        assert (found[4]["about"], found[4]["detail"].split()[0]) == (job_id, "create")
        assert (found[5]["about"], found[5]["detail"]) == ("hana", "operator")
        assert PASSWORD not in json.dumps(found)
        assert token not in json.dumps(found)

    async def test_a_name_finds_its_tokens_and_no_longer_name(self, house):
        for actor in ("hana", "hana/ci", "hanah", "han"):
            await changed(house, "7", actor)
        found = await deeds(house, "actor=hana", basic())
        assert {deed["actor"] for deed in found} == {"hana", "hana/ci"}
        found = await deeds(house, "actor=hana/ci", basic())
        assert {deed["actor"] for deed in found} == {"hana/ci"}
        assert await deeds(house, "actor=%00%25_", basic()) == []

    @pytest.mark.parametrize("role", ["operator", "viewer"])
    async def test_nobody_else_is_told(self, house, hire, role):
        await hire("hana", role)
        answer = await house.get("/api/audit?format=csv", headers=basic("hana"))
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
        assert (await house.get("/api/audit")).status_code == 401


async def test_the_one_person_without_accounts_may_read_what_was_decided(house):
    lost = await house.made(business_id="TestRejectTopRejected0")
    retried = await house.post(f"/api/jobs/{lost['job_id']}/retry")
    assert retried.status_code == 202
    await house.ended(retried.json()["job_id"])
    found = await deeds(house)
    assert sorted(words(found)) == [
        ("rest", "job.recorded"),
        ("rest", "job.recorded"),
        ("rest", "job.retried"),
    ]


async def test_batches_and_schedules_are_in_it(house):
    sent = await house.client.post(
        "/api/bulk?kind=terminate",
        content="program_id\nProgEnhancedProfile000\n",
        headers={"Content-Type": "text/csv"},
    )
    bulk_id = sent.json()["bulk_id"]
    order = {"program_id": "ProgActiveAutobid00000", "action": "terminate"}
    order |= {"at": "2027-01-10T09:00", "zone": "Europe/Kyiv"}
    made = await house.post("/api/schedules", json=order)
    assert made.status_code == 201, made.text
    schedule_id = made.json()["schedule_id"]
    assert (await house.delete(f"/api/schedules/{schedule_id}")).status_code == 200
    other = (await house.post("/api/schedules", json=order)).json()["schedule_id"]
    moved = await house.patch(f"/api/schedules/{other}", json={"at": "2027-01-11T09:00"})
    assert moved.status_code == 200, moved.text
    now = house.adtrail.clock.now()
    acts = [{"at": rfc3339(now), "actor": "hana", "what": "paused"}]
    released = {"released_at": now, "settled_by": "olena"}

    def acted(session):
        session.execute(update(Bulk).values(history=acts))
        session.execute(update(Schedule).where(col(Schedule.id) == other).values(**released))

    await house.adtrail.store.write(acted)
    by_what = {deed["what"]: deed for deed in await deeds(house)}
    assert by_what["batch.sent"]["about"] == bulk_id
    assert by_what["batch.sent"]["detail"] == "terminate, 1 rows"
    assert by_what["batch.paused"]["actor"] == "hana"
    assert by_what["schedule.made"]["about"] == schedule_id
    assert by_what["schedule.made"]["detail"] == "terminate ProgActiveAutobid00000"
    assert by_what["schedule.cancelled"]["actor"] == "rest"
    assert by_what["schedule.moved"]["actor"] == "rest"
    assert by_what["schedule.moved"]["about"] == other
    assert by_what["schedule.released"]["actor"] == "olena"
    assert by_what["schedule.released"]["about"] == other


async def test_a_stretch_at_a_time_is_still_all_of_it(house, monkeypatch):
    monkeypatch.setattr(rows, "_STRETCH", 3)
    monkeypatch.setattr(audit, "_STRETCH", 2)
    now = house.adtrail.clock.now()
    changes = [
        SettingChange(at=now, actor="local", name="rate", after=str(number)) for number in range(10)
    ]
    await SettingRows(house.adtrail.store).change(changes, {})
    found = await deeds(house)
    assert [deed["detail"] for deed in found] == [f" -> {number}" for number in reversed(range(10))]


async def test_what_was_done_between_two_moments(house):
    now = house.adtrail.clock.now()
    changes = [
        SettingChange(at=now - timedelta(hours=hours), actor="local", name="rate", after=str(hours))
        for hours in (3, 2, 1)
    ]
    await SettingRows(house.adtrail.store).change(changes, {})
    since, until = (rfc3339(now - timedelta(hours=h, minutes=1)) for h in (2, 1))
    (deed,) = await deeds(house, f"since={since}&until={until}")
    assert deed["detail"].endswith("2")


@pytest.mark.parametrize("field", ["since", "until"])
async def test_what_is_no_moment_is_named(house, field):
    answer = await house.get(f"/api/audit?{field}=yesterday")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("query", "accept", "form"),
    [
        ("", "*/*", "ndjson"),
        ("", "text/csv", "csv"),
        ("format=csv", "*/*", "csv"),
        ("format=ndjson", "text/csv", "ndjson"),
    ],
)
async def test_the_file_is_what_is_asked_for(house, query, accept, form):
    answer = await house.get(f"/api/audit?{query}", headers={"Accept": accept})
    assert answer.headers["content-disposition"].endswith(f'.{form}"')
    kinds = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}
    assert answer.headers["content-type"] == kinds[form]
    assert (await house.get("/api/audit?format=xls")).status_code == 422


async def test_a_spreadsheet_finds_no_formula_in_it(house):
    await changed(house, "7", '=HYPERLINK("http://x")')
    text = (await house.get("/api/audit?format=csv")).text
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["actor"] == '\'=HYPERLINK("http://x")'
    assert list(row) == ["at", "actor", "what", "about", "detail"]
