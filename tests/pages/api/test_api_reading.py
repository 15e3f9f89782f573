"""Programs, businesses, credentials and health."""

import asyncio

import httpx
import pytest
from pydantic import SecretStr

PROGRAM = "ProgActiveManualBid000"
LABEL = {"label": "Spring campaign"}


async def test_program_info_is_the_partners_own(house, facts):
    document = (await house.get(f"/api/reseller/program_info/{facts.program}")).json()
    assert document["errors"] == []
    (program,) = document["programs"]
    assert program["program_metrics"]["budget"] == 60_000


async def test_an_unknown_program_is_the_partners_to_tell(house):
    answer = await house.get("/api/reseller/program_info/Pg0000000000000000zzzZ")
    assert answer.status_code == 200
    assert answer.json()["programs"] == []
    assert answer.json()["errors"][0]["id"] == "INVALID_PROGRAM_ID"


async def test_programs_come_in_pages(house):
    first = (await house.get("/api/reseller/programs?program_status=ALL&limit=2")).json()
    second = (await house.get("/api/reseller/programs?program_status=ALL&limit=2&offset=2")).json()
    assert set(first) == {"programs", "total_count"}
    assert len(first["programs"]) == len(second["programs"]) == 2
    assert first["total_count"] == second["total_count"] > 4
    assert first["programs"][0] not in second["programs"]


async def test_businesses_are_known_from_jobs_and_nothing_is_invented(house, facts):
    assert (await house.get("/api/reseller/business-ids")).json() == {"total": 0, "businesses": []}
    one = await house.made()
    await house.made(program_name="EP", **dict.fromkeys(("budget", "is_autobid", "max_bid")))
    await house.made(business_id="TestRejectTopRejected0")
    end = await house.post(f"/api/reseller/program/{one['program_id']}/end")
    assert (await house.ended(end.json()["job_id"]))["status"] == "COMPLETED"
    document = (await house.get("/api/reseller/business-ids")).json()
    assert document == {
        "total": 2,
        "businesses": [
            {
                "business_id": facts.business,
                "business_name": None,
                "program_count": 2,
                "active_count": 1,
            },
            {
                "business_id": "TestRejectTopRejected0",
                "business_name": None,
                "program_count": 0,
                "active_count": 0,
            },
        ],
    }


async def validated(house, username):
    body = {"username": username, "password": "secret"}
    return await house.post("/api/auth/validate-credentials", json=body)


async def test_credentials_that_the_partner_takes_are_valid_and_not_kept(house):
    answer = await validated(house, "somebody")
    assert answer.status_code == 200
    assert answer.json() == {
        "valid": True,
        "message": "The partner takes these credentials.",
        "username": "somebody",
    }
    assert house.wire.requests[-1].headers["authorization"].startswith("Basic ")
    house.wire.requests.clear()
    await house.get("/api/reseller/programs")
    assert "somebody" not in str(house.wire.requests[-1].headers)


async def test_credentials_that_the_partner_refuses_are_a_401_without_a_dialog(house):
    house.wire.answers_with = 401
    answer = await validated(house, "nobody")
    assert answer.status_code == 401
    assert "www-authenticate" not in answer.headers
    assert (answer.json()["valid"], answer.json()["username"]) == (False, "nobody")
    assert answer.json()["message"].endswith(".")


async def test_credentials_of_an_account_that_may_do_little_are_valid(house):
    house.wire.answers_with = 403
    answer = await validated(house, "somebody")
    assert (answer.status_code, answer.json()["valid"]) == (200, True)
    assert "does not let" in answer.json()["message"]


async def test_credentials_cannot_be_judged_while_the_partner_is_away(house):
    house.wire.cut = True
    answer = await validated(house, "somebody")
    assert (answer.status_code, answer.json()["code"]) == (502, "partner_unavailable")
    assert "secret" not in answer.text


@pytest.mark.parametrize("body", [{}, {"username": "", "password": 5}])
async def test_credentials_are_two_texts(house, body):
    answer = await house.post("/api/auth/validate-credentials", json=body)
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["username", "password"]


async def saved(house, username="somebody"):
    body = {"username": username, "password": "secret"}
    return await house.post("/api/auth/save-credentials", json=body)


async def test_credentials_that_the_partner_takes_are_kept_and_used(house):
    answer = await saved(house)
    assert (answer.status_code, answer.json()["valid"]) == (200, True)
    assert "secret" not in answer.text
    await house.get("/api/reseller/programs")
    basic = httpx.BasicAuth("somebody", "secret")._auth_header
    assert house.wire.requests[-1].headers["authorization"] == basic


async def test_credentials_that_the_partner_refuses_are_not_kept(house):
    house.wire.answers_with = 401
    answer = await saved(house)
    assert (answer.status_code, answer.json()["valid"]) == (401, False)
    assert "www-authenticate" not in answer.headers
    house.wire.answers_with = None
    await house.get("/api/reseller/programs")
    assert "authorization" not in house.wire.requests[-1].headers


async def test_credentials_that_cannot_be_tried_are_not_kept(house):
    house.wire.cut = True
    answer = await saved(house)
    assert (answer.status_code, answer.json()["code"]) == (502, "partner_unavailable")
    assert house.adtrail.changing.changes(1) == []


async def test_credentials_of_the_environment_are_not_replaced(house, monkeypatch):
    given = {"upstream_username": "agency", "upstream_password": SecretStr("x")}
    kept = house.adtrail.changing.kept
    monkeypatch.setattr(kept, "_settings", kept._settings.model_copy(update=given))
    answer = await saved(house)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_allowed")


async def test_health_is_told_without_asking_the_partner(house):
    await house.get("/api/reseller/programs")
    house.wire.requests.clear()
    house.wire.cut = True
    answer = await house.get("/api/health")
    document = answer.json()
    assert (answer.status_code, document["status"], document["database"]) == (200, "ok", "ok")
    assert document["runner"] == {"active": 0, "lag_s": 0.0}
    assert (document["upstream"]["last_error"], document["upstream"]["sandbox"]) == (None, True)
    assert house.wire.requests == []


async def test_health_knows_how_the_partner_was_last(house):
    await house.made()
    house.wire.cut = True
    await house.get("/api/reseller/programs")
    upstream = (await house.get("/api/health")).json()["upstream"]
    assert upstream["last_success_at"].endswith("Z")
    assert upstream["last_error"]


async def test_health_is_503_without_a_runner(house):
    await house.adtrail.engine.stop()
    answer = await house.get("/api/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")
    await house.adtrail.start()


async def test_health_is_503_without_a_database(house, monkeypatch):
    async def broken():
        raise OSError("disk gone")

    monkeypatch.setattr(house.adtrail.store, "ping", broken)
    answer = await house.get("/api/health")
    assert (answer.status_code, answer.json()["database"]) == (503, "down")


async def test_businesses_have_their_names_once_the_list_was_read(house):
    house.adtrail.program_list.refresh()
    async with asyncio.timeout(5):
        while house.adtrail.program_list._reading:  # noqa: ASYNC110 - a flag of another task
            await asyncio.sleep(0.01)
    document = (await house.get("/api/reseller/business-ids")).json()
    named = {one["business_id"]: one for one in document["businesses"]}
    assert named["GoldenGateHvacRepair00"]["business_name"] == "Golden Gate HVAC Repair"
    assert named["GoldenGateHvacRepair00"]["program_count"] >= 1


async def test_a_program_gets_a_label(house):
    house.adtrail.program_list.refresh()
    async with asyncio.timeout(5):
        while house.adtrail.program_list._reading:  # noqa: ASYNC110 - the same
            await asyncio.sleep(0.01)
    path = "/api/reseller/program/ProgActiveManualBid000/label"
    answer = await house.put(path, json={"label": "  Spring   campaign "})
    assert (answer.status_code, answer.json()) == (200, {"label": "Spring campaign"})
    assert (await house.put(path, json={"label": "x" * 81})).status_code == 422
    assert (await house.put(path, json={"name": "x"})).status_code == 422
    unknown = "/api/reseller/program/NoSuchProgram00000000/label"
    assert (await house.put(unknown, json={"label": "x"})).status_code == 404


async def test_a_program_gets_a_label_before_anybody_wanted_the_list(house):
    path = f"/api/reseller/program/{PROGRAM}/label"
    answers = [await house.put(path, json={"label": f"Spring {n}"}) for n in (1, 2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(house.wire.sent(f"/v1/programs/info/{PROGRAM}")) == 1
    house.adtrail.program_list.wanted()
    async with asyncio.timeout(5):
        while house.adtrail.program_list.rows.state().read_at is None:  # noqa: ASYNC110 - a row
            await asyncio.sleep(0.01)
    [listed] = await house.adtrail.program_list.rows.some([PROGRAM])
    assert listed.label == "Spring 2"


async def test_a_label_for_a_program_that_the_partner_does_not_have_is_not_kept(house):
    answer = await house.put("/api/reseller/program/NoSuchProgram00000000/label", json=LABEL)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert len(house.wire.sent("/v1/programs/info/NoSuchProgram00000000")) == 1
    assert await house.adtrail.program_list.rows.some(["NoSuchProgram00000000"]) == []


async def test_a_label_for_a_program_that_nobody_can_be_asked_about_says_so(house):
    house.wire.cut = True
    path = f"/api/reseller/program/{PROGRAM}/label"
    answer = await house.put(path, json=LABEL)
    assert (answer.status_code, answer.json()["code"]) == (502, "partner_unavailable")
    house.wire.cut = False
    assert (await house.put(path, json=LABEL)).status_code == 200
