"""What the models say is said in the language of who asks; nothing of it but the words changes."""

from datetime import date

import pytest

from models.orders import InvalidOrder, check_create, check_edit, review
from services.i18n import speaking

TODAY = date(2026, 10, 15)
GOOD = {"business_id": "GoldenGateHvacRepair00", "program_name": "CPC", "budget": "1250"}


def refusals(values):
    with pytest.raises(InvalidOrder) as refused:
        check_create(values, TODAY)
    return {problem.field: problem.message for problem in refused.value.problems}


def test_refusals_are_said_in_ukrainian():
    wrong = {"business_id": "joes", "program_name": "CPC", "budget": "3", "start": "2020-01-01"}
    english = refusals(wrong)
    with speaking("uk"):
        said = refusals(wrong)
    assert said["budget"] == "Бюджет — щонайменше 25,00\u00a0$ на місяць."
    assert said["start"].startswith("Дата початку в минулому (за тихоокеанським часом).")
    assert said["business_id"].startswith("ID бізнесу має 22 символи")
    assert english.keys() == said.keys()
    assert english["budget"] == "The budget is at least $25.00 a month."


def test_what_only_cpc_takes_is_said_in_ukrainian():
    with speaking("uk"):
        said = refusals(GOOD | {"program_name": "LOGO", "max_bid": "5"})
    assert said["max_bid"] == "Лише програми CPC мають найвищу ставку."


def test_the_review_is_said_in_ukrainian():
    order = check_create(GOOD | {"start": "2026-11-01", "ad_categories": "hvac, plumbing"}, TODAY)
    assert review(order) == (
        "$1,250.00 a month from 01.11.2026, bids set automatically, only in hvac and plumbing"
    )
    with speaking("uk"):
        assert review(order) == (
            "1\u00a0250,00\u00a0$ на місяць з 01.11.2026, ставки визначаються автоматично, "
            "лише в категоріях hvac та plumbing"
        )


def test_the_review_of_an_edit_is_said_in_ukrainian():
    order = check_edit({"budget": "300", "future_budget_date": "2026-11-01"}, None, TODAY)
    assert review(order) == "Budget $300.00 a month from 01.11.2026"
    with speaking("uk"):
        assert review(order) == "Бюджет 300,00\u00a0$ на місяць з 01.11.2026"
