from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.program import BudgetChange, FeePeriod, Life, Program, ProgramType
from models.program_type import PROGRAM_TYPES

TODAY = date(2026, 5, 10)

CPC = {
    "program_id": "Pg0000000000000000bbbB",
    "program_type": "CPC",
    "program_status": "ACTIVE",
    "program_pause_status": "NOT_PAUSED",
    "start_date": "2026-05-04",
    "end_date": "9999-12-31",
    "ad_campaign_id": "Ca0000000000000000ccC1",
    "ad_categories": ["hvac"],
    "yelp_business_id": "Bz0000000000000000aaaA",
    "partner_business_id": None,
    "program_metrics": {
        "budget": 45000,
        "currency": "USD",
        "is_autobid": False,
        "max_bid": 350,
        "fee_period": "Calendar Month",
        "billed_impressions": 1200,
        "billed_clicks": 30,
        "ad_cost": 9000,
    },
    "future_budget_changes": [
        {"start_date": "2026-06-01", "old_budget": 45000, "new_budget": 60000}
    ],
    "active_features": ["AD_GOAL"],
    "available_features": ["AD_GOAL", "LINK_TRACKING"],
    "something_new": {"nobody": "knows"},
}


def program(**changed):
    return Program.from_partner({**CPC, **changed})


def metrics(**changed):
    return program(program_metrics={**CPC["program_metrics"], **changed})


def test_every_type_has_a_name_and_a_line():
    assert set(PROGRAM_TYPES) == set(ProgramType)
    assert len(ProgramType) == 10
    assert all(kind.label and kind.description.endswith(".") for kind in ProgramType)
    assert ProgramType.EP.label == "Enhanced Profile"
    assert [kind for kind in ProgramType if kind.is_cpc] == [ProgramType.CPC]


def test_a_cpc_program_is_read_whole():
    read = program()
    assert read.program_id == "Pg0000000000000000bbbB"
    assert read.type is ProgramType.CPC
    assert read.is_cpc
    assert (read.start, read.end) == (date(2026, 5, 4), None)
    assert read.business_id == "Bz0000000000000000aaaA"
    assert read.partner_business_id is None
    assert read.ad_categories == ("hvac",)
    assert (read.budget, read.max_bid, read.ad_cost) == (45000, 350, 9000)
    assert (read.currency, read.is_autobid) == ("USD", False)
    assert read.fee_period is FeePeriod.CALENDAR_MONTH
    assert read.budget_changes == (BudgetChange(date(2026, 6, 1), 45000, 60000),)
    assert read.available_features == ("AD_GOAL", "LINK_TRACKING")
    assert read.raw["something_new"] == {"nobody": "knows"}


def test_a_profile_program_has_dollars_and_no_metrics():
    read = Program.from_partner(
        {"program_type": "EP", "page_upgrade_info": {"monthly_rate": 30, "cost": 8.24}}
    )
    assert not read.is_cpc
    assert (read.monthly_rate, read.upgrade_cost) == (Decimal(30), Decimal("8.24"))
    assert read.budget is None
    assert (read.click_rate, read.cost_per_click, read.spent_share) == (None, None, None)


@pytest.mark.parametrize(
    ("raw", "parent"),
    [
        ({"yelp_business_id": "Bz1"}, None),
        ({"businesses": [{"yelp_business_id": "Bz1", "partner_business_id": None}]}, None),
        ({}, {"yelp_business_id": "Bz1", "destination_yelp_business_id": None}),
        ({"yelp_business_id": "Old"}, {"destination_yelp_business_id": "Bz1"}),
    ],
)
def test_the_business_is_found_in_every_place(raw, parent):
    assert Program.from_partner(raw, parent).business_id == "Bz1"


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("Calendar Month", FeePeriod.CALENDAR_MONTH),
        ("ROLLING_MONTH", FeePeriod.ROLLING_MONTH),
        ("rolling month", FeePeriod.ROLLING_MONTH),
        ("Lunar Month", None),
        (None, None),
    ],
)
def test_the_fee_period_has_two_spellings(words, period):
    assert metrics(fee_period=words).fee_period is period


def test_cents_are_read_from_text_but_never_guessed_from_dollars():
    assert metrics(budget="45000").budget == 45000
    assert metrics(budget=45000.0).budget == 45000
    assert metrics(budget="450.00").budget is None
    assert metrics(budget=450.5).budget is None
    assert metrics(budget=True).budget is None
    assert metrics(is_autobid="true").is_autobid is True


@pytest.mark.parametrize(
    ("changes", "new"),
    [
        ([{"start_date": "2026-06-01", "old_budget": 450, "new_budget": 600}], 60000),
        ([{"start_date": "2026-06-01", "old_budget": "450.00", "new_budget": 600.5}], 60050),
        ([{"start_date": "2026-06-01", "old_budget": 45000, "new_budget": "60000"}], 60000),
        ([{"start_date": "2026-06-01", "old_budget": 777, "new_budget": 60000}], None),
        ([{"start_date": "soon", "old_budget": 45000, "new_budget": 60000}], None),
        ([{"start_date": "2026-06-01", "new_budget": 60000}], None),
        ("nonsense", None),
        (None, None),
    ],
)
def test_a_planned_budget_is_shown_only_when_its_unit_is_sure(changes, new):
    found = program(future_budget_changes=changes).budget_changes
    assert [change.new for change in found] == ([] if new is None else [new])


@pytest.mark.parametrize(
    ("changed", "life"),
    [
        ({}, Life.RUNNING),
        ({"program_pause_status": "PAUSED"}, Life.PAUSED),
        ({"program_status": "PAUSED"}, Life.PAUSED),
        ({"program_status": "INACTIVE", "start_date": "2026-05-11"}, Life.FUTURE),
        ({"program_status": "INACTIVE", "end_date": "2026-05-09"}, Life.ENDED),
        ({"program_status": "INACTIVE", "end_date": "2026-05-10"}, Life.ENDED),
        ({"program_status": "INACTIVE"}, Life.ENDED),
        ({"program_status": "TERMINATED", "start_date": "2026-05-11"}, Life.ENDED),
        ({"program_status": "expired"}, Life.ENDED),
        ({"end_date": "2026-05-10"}, Life.RUNNING),
        ({"end_date": "2026-05-09"}, Life.ENDED),
        ({"program_status": "NEW_WORD"}, Life.RUNNING),
    ],
)
def test_the_life_is_told_by_dates_first(changed, life):
    assert program(**changed).life(TODAY) is life


def test_rates_are_exact_and_never_invented():
    read = program()
    assert read.click_rate == Decimal("0.025")
    assert read.cost_per_click == 300
    assert read.spent_share == Decimal("0.2")
    assert metrics(ad_cost=67500).spent_share == Decimal("1.5")
    assert metrics(billed_clicks=0).cost_per_click is None
    assert metrics(billed_impressions=0).click_rate is None
    assert metrics(budget=0).spent_share is None
    assert metrics(ad_cost=5, billed_clicks=2).cost_per_click == 3


def test_an_unknown_type_keeps_its_word():
    read = program(program_type="Hologram")
    assert read.type is None
    assert read.type_word == "HOLOGRAM"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.dictionaries(st.sampled_from(sorted(CPC)), json_values),
    st.dictionaries(st.sampled_from(sorted(CPC["program_metrics"])), json_values),
)
def test_no_program_breaks_the_reader(raw, numbers):
    read = Program.from_partner({**raw, "program_metrics": numbers})
    assert read.life(TODAY) in Life
    _ = (read.click_rate, read.cost_per_click, read.spent_share)
