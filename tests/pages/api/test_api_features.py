"""Features over REST: every type of contract 11 against the sandbox, and what the partner says."""

import json

import pytest
from pydantic import SecretStr

BUSINESS = "GoldenGateHvacRepair00"
TEXT = "We repair heaters and coolers."
PLACES, RADIUS = "CUSTOM_LOCATION_TARGETING", "CUSTOM_RADIUS_TARGETING"
OF_CPC = {
    "LINK_TRACKING": {"website": "https://a.example/", "menu": None, "call_to_action": "s=ad"},
    "NEGATIVE_KEYWORD_TARGETING": {"blocked_keywords": ["free", "diy"]},
    "STRICT_CATEGORY_TARGETING": {"enabled": True},
    "AD_SCHEDULING": {"uses_opening_hours": True},
    PLACES: {"businesses": [{"business_id": BUSINESS, "locations": ["Fresno, CA"]}]},
    RADIUS: {"custom_radius": 12.5},
    "AD_GOAL": {"ad_goal": "CALLS"},
    "CALL_TRACKING": {
        "enabled": True,
        "businesses": [{"business_id": BUSINESS, "metered_phone_number": None}],
    },
    "SERVICE_OFFERINGS_TARGETING": {"disabled_service_offerings": ["repair"]},
    "CUSTOM_AD_TEXT": {"custom_text": TEXT, "custom_review_id": None},
    "CUSTOM_AD_PHOTO": {"custom_photo_id": "photo-1"},
}
OF_OTHERS = {
    ("BH", "BUSINESS_HIGHLIGHTS"): {"business_highlights": ["FAMILY_OWNED"]},
    ("VL", "VERIFIED_LICENSE"): {"licenses": [{"license_number": "A-1"}]},
    ("LOGO", "BUSINESS_LOGO"): {"business_logo_url": "https://a.example/logo.png"},
    ("PORTFOLIO", "YELP_PORTFOLIO"): {"projects": [{"project_id": "p1", "published": True}]},
}
PROFILE = {"budget": None, "is_autobid": None, "max_bid": None}


def path(program_id):
    return f"/api/program/{program_id}/features/v1"


async def remove(house, program_id, *names):
    body = json.dumps({"features": list(names)})
    headers = {"Content-Type": "application/json"}
    return await house.client.request("DELETE", path(program_id), content=body, headers=headers)


async def job_of(house, answer):
    return (await house.get(answer.headers["location"])).json()


@pytest.mark.parametrize("feature", OF_CPC)
async def test_each_type_of_an_ad_is_set_read_and_removed(house, facts, feature):
    empty = (await house.get(path(facts.program))).json()["features"][feature]
    answer = await house.post(path(facts.program), json={feature: OF_CPC[feature]})
    assert answer.status_code == 200, answer.text
    assert answer.json()["features"][feature] == empty | OF_CPC[feature]
    shown = (await house.get(path(facts.program))).json()
    assert shown["features"] == answer.json()["features"]
    assert (await remove(house, facts.program, feature)).status_code == 200
    assert (await house.get(path(facts.program))).json()["features"][feature] == empty


@pytest.mark.parametrize(("kind", "feature"), OF_OTHERS)
async def test_each_type_of_another_program_is_set_and_removed(house, kind, feature):
    made = await house.made(program_name=kind, **PROFILE)
    program = made["program_id"]
    answer = await house.post(path(program), json={feature: OF_OTHERS[kind, feature]})
    assert answer.status_code == 200, answer.text
    document = await job_of(house, answer)
    assert (document["kind"], document["status"]) == ("features", "COMPLETED")
    shown = (await house.get(path(program))).json()["features"][feature]
    if kind == "BH":  # read and written under different names
        assert shown["active_business_highlights"] == ["FAMILY_OWNED"]
    elif kind == "VL":
        pending = {"license_number": "A-1", "license_verification_status": "PENDING"}
        assert shown == {"licenses": [pending]}
    else:
        assert shown == OF_OTHERS[kind, feature]
    assert (await remove(house, program, feature)).status_code == 200


async def test_licenses_are_added_and_edited_by_their_number(house):
    program = (await house.made(program_name="VL", **PROFILE))["program_id"]
    for row in ({"license_number": "1"}, {"license_number": "2"}):
        await house.post(path(program), json={"VERIFIED_LICENSE": {"licenses": [row]}})
    edited = {"license_number": "1", "license_trade": "HVAC"}
    await house.post(path(program), json={"VERIFIED_LICENSE": {"licenses": [edited]}})
    rows = (await house.get(path(program))).json()["features"]["VERIFIED_LICENSE"]["licenses"]
    assert [(row["license_number"], row.get("license_trade")) for row in rows] == [
        ("1", "HVAC"),
        ("2", None),
    ]


async def test_setting_places_removes_the_radius(house, facts):
    await house.post(path(facts.program), json={RADIUS: OF_CPC[RADIUS]})
    answer = await house.post(path(facts.program), json={PLACES: OF_CPC[PLACES]})
    assert answer.json()["features"][RADIUS] == {"custom_radius": None}


async def test_a_change_is_a_job_with_its_events(house, facts):
    answer = await house.post(path(facts.program), json={"AD_GOAL": {"ad_goal": "CALLS"}})
    document = await job_of(house, answer)
    assert (document["program_id"], document["error"]) == (facts.program, None)
    events = (await house.get(f"/api/jobs/{document['job_id']}/events")).json()["events"]
    assert [event["event"] for event in events] == ["recorded", "submitting", "applied"]
    assert events[-1]["detail"] == "AD_GOAL saved."


async def test_what_is_wrong_is_refused_field_by_field_and_not_recorded(house, facts):
    change = {"AD_GOAL": {"ad_goal": "X"}, RADIUS: {"custom_radius": 61}, "NO": {"a": 1}}
    answer = await house.post(path(facts.program), json=change)
    assert answer.status_code == 422
    fields = [problem["field"] for problem in answer.json()["errors"]]
    assert fields == ["AD_GOAL.ad_goal", f"{RADIUS}.custom_radius", "NO"]
    assert (await house.get("/api/jobs")).json()["count"] == 0
    assert house.wire.sent("/features/v1") == []


@pytest.mark.parametrize("body", ["{}", '{"features": []}', '{"features": [{}]}', '{"x": 1}', "[]"])
async def test_a_removal_that_names_nothing_is_refused(house, facts, body):
    headers = {"Content-Type": "application/json"}
    answer = await house.client.request(
        "DELETE", path(facts.program), content=body, headers=headers
    )
    assert answer.status_code in {400, 422}
    assert (await house.get("/api/jobs")).json()["count"] == 0


async def test_the_partners_refusal_is_its_reason_and_a_failed_job(house, facts):
    """Which places there are, and which features a program has, only the partner knows."""
    nowhere = {"businesses": [{"business_id": BUSINESS, "locations": ["Nowhere, CA"]}]}
    answer = await house.post(path(facts.program), json={PLACES: nowhere})
    assert "Unknown locations: Nowhere, CA." in answer.json()["detail"]
    answer = await house.post(
        path(facts.program), json={"BUSINESS_LOGO": OF_OTHERS["LOGO", "BUSINESS_LOGO"]}
    )
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "features_refused")
    assert "BUSINESS_LOGO is not a feature of this program." in problem["detail"]
    jobs = (await house.get("/api/jobs")).json()["jobs"]
    assert [(job["kind"], job["status"]) for job in jobs] == [("features", "FAILED")] * 2


async def test_a_lost_answer_is_read_back_and_never_sent_twice(house, facts):
    house.wire.loses_answers = True
    answer = await house.post(path(facts.program), json={"AD_GOAL": {"ad_goal": "CALLS"}})
    assert answer.status_code == 200
    assert answer.json()["features"]["AD_GOAL"] == {"ad_goal": "CALLS"}
    posts = [request for request in house.wire.requests if request.method == "POST"]
    assert len(posts) == 1


async def test_what_did_not_arrive_is_neither_saved_nor_refused(house, facts):
    house.wire.loses_posts = True
    answer = await house.post(path(facts.program), json={"AD_GOAL": {"ad_goal": "CALLS"}})
    assert answer.status_code == 202
    document = await house.until(
        answer.json()["job_id"], lambda document: document["freshness"] == "unconfirmed"
    )
    assert (document["terminal"], document["error"]) == (False, None)


async def test_one_key_is_one_change(house, facts):
    headers = {"Idempotency-Key": "once"}
    change = {"AD_GOAL": {"ad_goal": "CALLS"}}
    for _ in range(2):
        answer = await house.post(path(facts.program), json=change, headers=headers)
        assert answer.status_code == 200
    assert (await house.get("/api/jobs")).json()["count"] == 1
    other = {"AD_GOAL": {"ad_goal": "DEFAULT"}}
    answer = await house.post(path(facts.program), json=other, headers=headers)
    assert answer.status_code == 422


async def test_a_program_that_the_partner_does_not_know_has_no_features(house):
    answer = await house.get(path("NoSuchProgram000000000"))
    assert answer.status_code == 404
    assert "NoSuchProgram000000000" in answer.json()["detail"]


async def test_a_partner_that_is_away_is_no_refusal(house, facts):
    house.wire.cut = True
    answer = await house.get(path(facts.program))
    assert (answer.status_code, answer.json()["code"]) == (502, "partner_unavailable")


@pytest.mark.parametrize("pair", [None, ("features", "other")])
async def test_features_have_a_pair_of_their_own_where_one_is_set(house, facts, pair):
    partner = house.adtrail.partner
    partner.set_credentials("ads", SecretStr("secret"))
    if pair:
        partner.set_features_credentials(pair[0], SecretStr(pair[1]))
    await house.get(path(facts.program))
    await house.get(f"/api/reseller/program_info/{facts.program}")
    features, info = (
        next(r.headers["authorization"] for r in house.wire.requests if ending in r.url.path)
        for ending in ("/features/v1", "/programs/info/")
    )
    assert (features == info) is (pair is None)
