from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.orders import (
    CreateOrder,
    InvalidOrder,
    check_create,
    check_field,
    review,
    to_form,
    wire_values,
)

TODAY = date(2026, 11, 24)
BUSINESS = "Bz0000000000000000aaaA"

CPC = {
    "business_id": BUSINESS,
    "program_name": "CPC",
    "budget": "200.00",
    "is_autobid": False,
    "max_bid": 5,
    "start": "2027-01-10",
}
PROFILE = {"business_id": BUSINESS, "program_name": "EP"}


def problems(check):
    with pytest.raises(InvalidOrder) as refusal:
        check()
    return {problem.field: problem.message for problem in refusal.value.problems}


def refused(base=CPC, **changed):
    return problems(lambda: check_create({**base, **changed}, TODAY))


def created(base=CPC, **changed):
    return check_create({**base, **changed}, TODAY)


def test_a_cpc_order_is_typed():
    order = created(
        ad_categories=["hvac", "hvac", " plumbing "],
        pacing_method="UNPACED",
        fee_period="Rolling Month",
        currency="usd",
        end="2027-02-10",
        promotion_code=" SPRING ",
    )
    assert order.model_dump() == {
        "business_id": BUSINESS,
        "program_type": "CPC",
        "budget": 20000,
        "is_autobid": False,
        "max_bid": 500,
        "pacing": "unpaced",
        "fee_period": "ROLLING_MONTH",
        "currency": "USD",
        "ad_categories": ("hvac", "plumbing"),
        "start": date(2027, 1, 10),
        "end": date(2027, 2, 10),
        "promotion_code": "SPRING",
    }


def test_all_problems_come_at_once_in_the_order_of_the_form():
    with pytest.raises(InvalidOrder) as refusal:
        check_create({"program_name": "CPC", "start": "2020-01-01", "colour": "red"}, TODAY)
    found = [problem.field for problem in refusal.value.problems]
    assert found == ["business_id", "budget", "start", "colour"]
    assert str(refusal.value).startswith("Enter the business ID. Enter the monthly budget.")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("business_id", "", "Enter the business ID"),
        ("business_id", "joes-plumbing-fresno", "not the page's address name"),
        ("business_id", BUSINESS + "x", "22 letters"),
        ("business_id", 12, "22 characters"),
        ("program_name", None, "Choose a program type"),
        ("program_name", "XYZ", "Choose one of the program types: BP, EP, CPC"),
        ("budget", None, "Enter the monthly budget"),
        ("budget", "24.99", "at least $25.00 a month"),
        ("budget", 250.001, "at most two decimals"),
        ("budget", "lots", "Enter an amount"),
        ("is_autobid", "maybe", "true or false"),
        ("is_autobid", 1, "true or false"),
        ("max_bid", None, "Enter a max bid"),
        ("max_bid", 0.49, "at least $0.50"),
        ("max_bid", 200.01, "One click could cost more"),
        ("pacing_method", "fast", "paced or unpaced"),
        ("fee_period", "WEEK", "CALENDAR_MONTH or ROLLING_MONTH"),
        ("currency", "US$", "three letters"),
        (
            "ad_categories",
            "Hvac Services",
            '"Hvac Services" is not a category alias. Use the short',
        ),
        ("ad_categories", [5], "list of category aliases"),
        ("ad_categories", {"hvac": 1}, "list of category aliases"),
        ("ad_categories", ",", "at least one"),
        ("start", "2026-11-23", "in the past (Pacific time). Choose 2026-11-24 or later"),
        ("start", "10.01.2027", "YYYY-MM-DD"),
        ("start", 20270110, "YYYY-MM-DD"),
        ("end", "2026-11-23", "in the past"),
        ("end", "2027-01-10", "after the start date"),
        ("promotion_code", 5, "is text"),
        ("promotion_code", "two\nlines", "one line"),
        ("future_budget_date", "2027-01-11", "no budget to change later"),
        ("colour", "red", "Unknown field"),
    ],
)
def test_each_wrong_value_has_one_sentence(field, value, sentence):
    found = refused(**{field: value})
    assert list(found) == [field]
    assert sentence in found[field]
    assert found[field].endswith(".")
    assert check_field(field, {**CPC, field: value}, TODAY) == found[field]


def test_a_field_without_a_problem_says_nothing_while_others_are_empty():
    assert check_field("budget", {"program_name": "CPC", "budget": "25"}, TODAY) is None
    assert check_field("budget", CPC, TODAY) is None


def test_today_is_early_enough_to_start_and_to_end():
    assert created(start="2026-11-24").start == TODAY
    assert created(start=None, end=TODAY).end == TODAY


def test_the_partners_open_end_is_no_end():
    assert created(end="9999-12-31").end is None


@pytest.mark.parametrize(
    ("bidding", "autobid"),
    [
        ({}, True),
        ({"max_bid": "5"}, False),
        ({"is_autobid": True, "max_bid": ""}, True),
        ({"is_autobid": "False", "max_bid": "5"}, False),
    ],
)
def test_a_bid_that_is_given_means_manual_bidding(bidding, autobid):
    order = check_create({**PROFILE, "program_name": "cpc", "budget": 25, **bidding}, TODAY)
    assert order.is_autobid is autobid
    assert ("max_bid" in wire_values(order)) is not autobid


def test_automatic_bidding_excludes_a_bid_and_unpaced():
    found = refused(is_autobid=True, pacing_method="unpaced")
    assert set(found) == {"max_bid", "pacing_method"}
    assert "Leave the max bid empty" in found["max_bid"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("budget", 200),
        ("is_autobid", False),
        ("max_bid", "5"),
        ("currency", "USD"),
        ("pacing_method", "paced"),
        ("fee_period", "CALENDAR_MONTH"),
        ("ad_categories", ["hvac"]),
    ],
)
def test_only_cpc_takes_money(field, value):
    found = refused(PROFILE, **{field: value})
    assert list(found) == [field]
    assert found[field].startswith("Only CPC programs take ")


def test_empty_money_fields_of_another_type_are_left_out():
    empty = {"budget": "", "is_autobid": None, "max_bid": " ", "ad_categories": [], "currency": ""}
    assert wire_values(created(PROFILE, **empty)) == {
        "business_id": BUSINESS,
        "program_name": "EP",
    }


def test_the_wire_has_the_partners_names_and_order():
    order = created(ad_categories="hvac,plumbing", end="2027-02-10", fee_period="CALENDAR_MONTH")
    assert list(wire_values(order).items()) == [
        ("business_id", BUSINESS),
        ("program_name", "CPC"),
        ("start", date(2027, 1, 10)),
        ("end", date(2027, 2, 10)),
        ("budget", 20000),
        ("is_autobid", False),
        ("max_bid", 500),
        ("fee_period", "CALENDAR_MONTH"),
        ("ad_categories", ["hvac", "plumbing"]),
    ]
    assert all(type(value) is not float for value in wire_values(order).values())


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (CPC, "$200.00 a month from 10.01.2027, at most $5.00 a click"),
        (
            {**CPC, "end": "2027-02-10", "is_autobid": True, "max_bid": None},
            "$200.00 a month from 10.01.2027 until 10.02.2027, bids set automatically",
        ),
        ({**CPC, "start": ""}, "$200.00 a month, starting at once, at most $5.00 a click"),
        (
            {**CPC, "currency": "CAD", "ad_categories": "hvac"},
            "200.00 CAD a month from 10.01.2027, at most 5.00 CAD a click, only in hvac",
        ),
        ({**PROFILE, "start": "2027-01-10"}, "Enhanced Profile from 10.01.2027"),
        (PROFILE, "Enhanced Profile, starting at once"),
        (
            {**PROFILE, "end": "2027-01-10", "promotion_code": "X1"},
            "Enhanced Profile, starting at once until 10.01.2027, promotion code X1",
        ),
    ],
)
def test_an_order_is_reviewed_in_a_sentence(raw, sentence):
    assert review(check_create(raw, TODAY)) == sentence


def test_a_bid_is_never_sent_with_automatic_bidding():
    stored = {"business_id": BUSINESS, "program_type": "CPC", "is_autobid": True, "max_bid": 500}
    assert "max_bid" not in wire_values(CreateOrder.model_validate(stored))


days = st.integers(1, 400).map(lambda ahead: TODAY + timedelta(days=ahead))
aliases = st.lists(st.from_regex(r"[a-z0-9&_-]{1,12}", fullmatch=True), max_size=3)


@st.composite
def create_requests(draw):
    raw = {
        "business_id": draw(st.from_regex(r"[A-Za-z0-9_-]{22}", fullmatch=True)),
        "program_name": draw(st.sampled_from(["CPC", "EP", "LOGO"])),
        "start": draw(st.none() | days),
        "promotion_code": draw(st.none() | st.just("SPRING")),
    }
    if draw(st.booleans()):
        raw["end"] = (raw["start"] or TODAY) + timedelta(days=draw(st.integers(1, 400)))
    if raw["program_name"] == "CPC":
        raw["is_autobid"] = draw(st.booleans())
        raw["budget"] = f"{draw(st.integers(25, 99999))}.{draw(st.integers(0, 99)):02d}"
        raw["max_bid"] = None if raw["is_autobid"] else draw(st.integers(1, 25))
        raw["pacing_method"] = draw(st.none() | st.just("paced"))
        raw["fee_period"] = draw(st.none() | st.just("ROLLING_MONTH"))
        raw["currency"] = draw(st.none() | st.sampled_from(["USD", "CAD"]))
        raw["ad_categories"] = draw(aliases)
    return raw


@given(create_requests())
def test_an_order_survives_the_store_and_the_form(raw):
    order = check_create(raw, TODAY)
    assert CreateOrder.model_validate(order.model_dump(mode="json")) == order
    assert CreateOrder.model_validate_json(order.model_dump_json()) == order
    assert check_create(to_form(order), TODAY) == order
    assert review(order)


anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text()), st.dates()
)


@given(st.dictionaries(st.sampled_from([*CPC, "end", "ad_categories", "currency"]), anything))
def test_any_request_is_an_order_or_a_list_of_sentences(raw):
    found = []
    try:
        check_create({**CPC, **raw}, TODAY)
    except InvalidOrder as refusal:
        found = [problem.message for problem in refusal.problems]
    assert all(message.endswith(".") for message in found)
