"""REST is English by itself, and Ukrainian for people who ask for it."""

import re

import pytest

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


@pytest.mark.parametrize(
    ("method", "path", "body", "words"),
    [
        ("POST", CREATE, "", "Тіло запиту порожнє"),
        ("POST", CREATE, "[]", "Тіло запиту має бути об’єктом JSON"),
        ("POST", CREATE, "{", "рядок 1, стовпець 2."),
        ("POST", CREATE, '{"a": NaN}', "Тіло запиту — не JSON: NaN — не число."),
        ("POST", CREATE, '{"a": 1, "a": 2}', "назва «a» трапляється двічі."),
        ("POST", CREATE, "[" * 100_000, "воно вкладене надто глибоко."),
        ("POST", CREATE, " " * 2**21, "Тіло запиту більше за 1 МіБ"),
        ("POST", "/api/bulk?kind=edit", "{}", "Надішліть рядки як CSV"),
        ("POST", "/api/jobs/x/retry", '{"a": 1}', "Цей виклик не приймає жодних значень."),
        ("POST", "/api/program/x/pause/v1", '{"a": 1}', "Цей виклик не приймає жодних значень."),
        ("POST", "/api/schedules", "{}", "Це значення потрібне, і як текст."),
        ("POST", "/api/schedules/x/decision", '{"a": 1}', "Невідоме поле."),
        ("POST", "/api/schedules/x/decision", "{}", "Виберіть run або cancel."),
        ("DELETE", "/api/program/x/features/v1", '{"a": 1}', "Невідоме поле."),
        ("GET", "/api/jobs?since=yesterday", "", "Запишіть момент як"),
        ("GET", "/api/jobs?kind=fly", "", "Виберіть із: ALL, create, "),
        ("GET", "/api/jobs?cursor=x", "", "Цей курсор не наш"),
        ("GET", "/api/reseller/job-history?days=8", "", "Виберіть 1, 7, 30 або 90 днів."),
        ("GET", "/api/nothing", "", "За цією адресою нічого немає."),
        ("DELETE", "/api/jobs", "", "Ця адреса не приймає такого методу"),
    ],
)
async def test_what_rest_alone_refuses_is_said_in_ukrainian_too(house, method, path, body, words):
    headers = UK | {"Content-Type": "application/json"}
    answer = await house.client.request(method, path, content=body, headers=headers)
    assert answer.status_code >= 400
    problem = answer.json()
    assert words in problem["detail"]
    assert re.match("[А-Яа-яЄІЇҐ]", problem["title"])
