from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.orders import (
    EditOrder,
    InvalidOrder,
    check_edit,
    check_edit_field,
    review,
    to_form,
    wire_values,
)
from models.program import Program

TODAY = date(2026, 11, 24)
BUSINESS = "Bz0000000000000000aaaA"
EDITABLE = ["budget", "is_autobid", "max_bid", "start", "end", "ad_categories", "currency"]


def problems(check):
    with pytest.raises(InvalidOrder) as refusal:
        check()
    return {problem.field: problem.message for problem in refusal.value.problems}


def program(**changed):
    metrics = {
        "budget": 45000,
        "currency": "USD",
        "is_autobid": False,
        "max_bid": 350,
        "fee_period": "Calendar Month",
    }
    metrics |= {name: changed.pop(name) for name in list(changed) if name in metrics}
    return Program.from_partner(
        {
            "program_id": "Pg0000000000000000bbbB",
            "program_type": "CPC",
            "program_status": "ACTIVE",
            "start_date": "2026-05-04",
            "end_date": "2027-05-04",
            "ad_categories": ["hvac", "plumbing"],
            "yelp_business_id": BUSINESS,
            "program_metrics": metrics,
        }
        | changed
    )


def edited(raw, of=None):
    return check_edit(raw, of or program(), TODAY)


def edit_refused(raw, of=None):
    return problems(lambda: edited(raw, of))


def test_only_changed_values_are_sent():
    order = edited(
        {
            "business_id": BUSINESS,
            "program_name": "CPC",
            "currency": "USD",
            "fee_period": "CALENDAR_MONTH",
            "budget": "600",
            "is_autobid": False,
            "max_bid": "3.50",
            "start": "2026-05-04",
            "end": "2027-05-04",
            "ad_categories": ["plumbing", "hvac"],
        }
    )
    assert order == EditOrder(budget=60000)
    assert wire_values(order) == {"budget": 60000}
    assert review(order) == "Budget $600.00 a month at once"


@pytest.mark.parametrize("raw", [{}, {"budget": 450, "end": None}, {"end": "2027-05-04"}])
def test_an_edit_without_a_change_says_so(raw):
    assert edit_refused(raw) == {"": "Nothing has changed."}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("business_id", "Bz0000000000000000zzzZ"),
        ("program_name", "EP"),
        ("currency", "CAD"),
        ("fee_period", "ROLLING_MONTH"),
        ("promotion_code", "SPRING"),
    ],
)
def test_frozen_values_need_a_new_program(field, value):
    found = edit_refused({field: value})
    assert list(found) == [field]
    assert found[field].endswith("cannot be changed; create a new program.")


@pytest.mark.parametrize(
    ("raw", "field", "sentence"),
    [
        ({"budget": 10}, "budget", "at least $25.00"),
        ({"max_bid": 451}, "max_bid", "One click could cost more"),
        ({"budget": 100, "max_bid": 101}, "max_bid", "One click could cost more"),
        ({"future_budget_date": "2026-12-01"}, "future_budget_date", "Enter the new budget"),
        (
            {"budget": 450, "future_budget_date": "2026-12-01"},
            "future_budget_date",
            "stays the same",
        ),
        ({"budget": 500, "future_budget_date": "2026-11-24"}, "future_budget_date", "after today"),
        ({"start": "2026-12-01"}, "start", "has begun"),
        ({"end": "2026-11-23"}, "end", "in the past"),
        ({"end": ""}, "end", "cannot be removed"),
        ({"ad_categories": []}, "ad_categories", "cannot be emptied"),
        ({"ad_categories": "Not This"}, "ad_categories", "not a category alias"),
        ({"is_autobid": True, "max_bid": 6}, "max_bid", "Leave the max bid empty"),
        ({"is_autobid": True, "pacing_method": "unpaced"}, "pacing_method", "always paced"),
        ({"colour": "red"}, "colour", "Unknown field"),
    ],
)
def test_each_wrong_change_has_one_sentence(raw, field, sentence):
    found = edit_refused(raw)
    assert list(found) == [field]
    assert sentence in found[field]
    assert check_edit_field(field, raw, program(), TODAY) == found[field]


def test_a_future_program_can_be_moved_but_not_behind_its_end():
    future = program(start_date="2026-12-10")
    assert edited({"start": "2026-12-20"}, future) == EditOrder(start=date(2026, 12, 20))
    assert "after the start" in edit_refused({"start": "2027-05-04"}, future)["start"]
    assert "in the past" in edit_refused({"start": "2026-11-20"}, future)["start"]
    assert "after the start" in edit_refused({"end": "2026-12-01"}, future)["end"]


def test_switching_the_bidding():
    automatic = program(is_autobid=True, max_bid=None)
    assert wire_values(edited({"is_autobid": True, "max_bid": 3.5})) == {"is_autobid": True}
    assert wire_values(edited({"is_autobid": False, "max_bid": 4}, automatic)) == {
        "is_autobid": False,
        "max_bid": 400,
    }
    assert "Enter a max bid" in edit_refused({"is_autobid": False}, automatic)["max_bid"]
    assert "switch it off" in edit_refused({"max_bid": 4}, automatic)["max_bid"]


def test_a_bid_must_fit_every_budget_it_will_meet():
    assert edited({"budget": 500, "max_bid": 460}).max_bid == 46000
    later = {"budget": 500, "max_bid": 460, "future_budget_date": "2026-12-01"}
    assert set(edit_refused(later)) == {"max_bid"}
    found = edit_refused({"budget": 30}, program(max_bid=4000))
    assert found == {"budget": "The budget would be lower than the max bid of $40.00."}


def test_a_scheduled_budget_goes_with_its_date():
    order = edited({"budget": "600", "future_budget_date": "2026-12-01"})
    assert wire_values(order) == {"budget": 60000, "future_budget_date": date(2026, 12, 1)}
    assert review(order) == "Budget $600.00 a month from 01.12.2026"


def test_a_program_that_could_not_be_read_takes_every_value_as_a_change():
    raw = {"budget": 450, "max_bid": 3.5, "end": "9999-12-31", "ad_categories": "hvac"}
    order = check_edit(raw, None, TODAY)
    assert wire_values(order) == {
        "end": date(9999, 12, 31),
        "budget": 45000,
        "max_bid": 350,
        "ad_categories": ["hvac"],
    }
    assert review(order) == (
        "Budget $450.00 a month at once, at most $3.50 a click, no end date, only in hvac"
    )
    assert "currency" in problems(lambda: check_edit({"currency": "USD"}, None, TODAY))


def test_a_profile_program_takes_dates_only():
    profile = program(program_type="EP", program_metrics=None, ad_categories=[])
    assert edit_refused({"budget": 100}, profile) == {"budget": "Only CPC programs take a budget."}
    assert wire_values(edited({"end": "2027-06-01"}, profile)) == {"end": date(2027, 6, 1)}


def test_no_end_stays_no_end():
    assert edit_refused({"end": "9999-12-31"}, program(end_date="9999-12-31")) == {
        "": "Nothing has changed."
    }


days = st.integers(1, 400).map(lambda ahead: TODAY + timedelta(days=ahead))
aliases = st.lists(st.from_regex(r"[a-z0-9&_-]{1,12}", fullmatch=True), max_size=3)


@given(st.integers(2500, 10**8), st.none() | days, aliases)
def test_an_edit_survives_the_store_and_the_form(budget, later, categories):
    raw = {
        "budget": f"{budget // 100}.{budget % 100:02d}",
        "future_budget_date": later,
        "ad_categories": categories or None,
    }
    order = check_edit(raw, None, TODAY)
    assert EditOrder.model_validate(order.model_dump(mode="json")) == order
    assert check_edit(to_form(order), None, TODAY) == order


anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text()), st.dates()
)


@given(st.dictionaries(st.sampled_from(EDITABLE), anything), st.sampled_from([None, program()]))
def test_any_request_is_an_edit_or_a_list_of_sentences(raw, of):
    found = []
    try:
        check_edit(raw, of, TODAY)
    except InvalidOrder as refusal:
        found = [problem.message for problem in refusal.problems]
    assert all(message.endswith(".") for message in found)
