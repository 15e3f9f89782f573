"""REST is English by itself, and Ukrainian for people who ask for it."""

UK = {"Accept-Language": "uk"}
WRONG = {"business_id": "GoldenGateHvacRepair00", "program_name": "CPC", "budget": "3"}
CREATE = "/api/reseller/program/create"


async def test_a_problem_is_english_unless_ukrainian_is_asked_for(house):
    answer = await house.post(CREATE, json=WRONG)
    assert answer.headers["Content-Language"] == "en"
    assert answer.json()["errors"][0]["message"] == "The budget is at least $25.00 a month."
    answer = await house.post(CREATE, json=WRONG, headers=UK)
    assert answer.headers["Content-Language"] == "uk"
    assert "Accept-Language" in answer.headers["Vary"]
    assert answer.json()["title"] == "Деякі значення треба виправити"
    assert answer.json()["errors"][0]["message"].startswith("Бюджет — щонайменше 25,00")
    assert answer.json()["code"] == "invalid"


async def test_an_unknown_job_is_said_in_ukrainian(house):
    answer = await house.get("/api/reseller/status/nothing", headers=UK)
    assert answer.status_code == 404
    assert answer.json()["detail"] == "Завдання nothing немає."
