"""What a copy orders and which features it writes (contract 11 and 15)."""

from datetime import date

import pytest

from models.duplication import Plan, check_duplicate, copied_values
from models.features import to_write
from models.order_models import InvalidOrder
from models.orders import check_create
from models.program import Program

TODAY = date(2026, 5, 4)
BUSINESS = "Bz0000000000000000aaaA"


def source(**values):
    metrics = {"budget": 6410, "currency": "USD", "is_autobid": False, "max_bid": 435}
    return Program.from_partner(
        {
            "program_id": "Pg0000000000000000bbbB",
            "program_type": "CPC",
            "program_status": "ACTIVE",
            "start_date": "2026-01-10",
            "end_date": "9999-12-31",
            "ad_categories": ["hvac"],
            "yelp_business_id": BUSINESS,
            "program_metrics": metrics | {"fee_period": "Calendar Month"},
            **values,
        }
    )


def test_a_copy_costs_what_its_source_costs_to_the_cent():
    order = check_create(copied_values(source(), {}, TODAY), TODAY)
    assert (order.budget, order.max_bid, order.is_autobid) == (6410, 435, False)
    assert (order.business_id, order.ad_categories) == (BUSINESS, ("hvac",))
    assert order.fee_period is order.pacing is order.promotion_code is None


def test_past_days_and_an_open_end_are_not_copied():
    order = check_create(copied_values(source(), {}, TODAY), TODAY)
    assert order.start is order.end is None
    later = source(start_date="2026-06-01", end_date="2026-07-01")
    order = check_create(copied_values(later, {}, TODAY), TODAY)
    assert (order.start, order.end) == (date(2026, 6, 1), date(2026, 7, 1))


def test_switching_to_automatic_bidding_drops_the_bid():
    order = check_create(copied_values(source(), {"is_autobid": True}, TODAY), TODAY)
    assert (order.is_autobid, order.max_bid) == (True, None)


def test_another_type_copies_no_money():
    values = copied_values(source(program_type="EP"), {}, TODAY)
    assert set(values) == {"business_id", "program_name"}


@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_change_is_said_under_its_own_name(known):
    changes = {"start_date": "2020-01-01", "budget": "1.00", "colour": "red"}
    with pytest.raises(InvalidOrder) as refused:
        check_duplicate("Pg", changes, source() if known else None, TODAY)
    assert {p.field for p in refused.value.problems} == {"start_date", "budget", "colour"}


def test_a_plan_survives_the_store():
    plan = Plan("Pg", {"budget": "64.10"}, left=[("AD_GOAL", {"ad_goal": "CALLS"})])
    after = plan.wrote(None)
    assert Plan.of(plan.kept()) == plan
    assert (after.left, after.done) == ([], ["AD_GOAL"])
    assert (
        Plan.of(plan.wrote("No.").kept()).summary == "0 of 1 features copied. Not copied: AD_GOAL."
    )


def test_features_are_written_in_the_order_they_need_each_other():
    shown = {
        "AD_GOAL": {"ad_goal": "CALLS"},
        "CALL_TRACKING": {"enabled": True, "businesses": []},
        "LINK_TRACKING": {"website": "https://a.example/", "menu": None, "call_to_action": None},
        "CUSTOM_AD_TEXT": {"custom_text": "We come within the hour.", "custom_review_id": None},
        "NEGATIVE_KEYWORD_TARGETING": {"blocked_keywords": ["diy"], "suggested_keywords": ["x"]},
    }
    writes = to_write(shown)
    assert [name for name, _ in writes] == [
        "NEGATIVE_KEYWORD_TARGETING",
        "CUSTOM_AD_TEXT",
        "LINK_TRACKING",
        "CALL_TRACKING",
        "AD_GOAL",
    ]
    assert dict(writes)["NEGATIVE_KEYWORD_TARGETING"] == {"blocked_keywords": ["diy"]}


def test_what_is_off_or_read_only_is_not_written():
    shown = {
        "AD_GOAL": {"ad_goal": "DEFAULT"},
        "STRICT_CATEGORY_TARGETING": {"enabled": False},
        "CUSTOM_AD_PHOTO": {"custom_photo_id": None},
        "CUSTOM_LOCATION_TARGETING": {"businesses": [{"business_id": "B", "locations": []}]},
        "BUSINESS_HIGHLIGHTS": {"active_business_highlights": ["FAMILY_OWNED"]},
        "VERIFIED_LICENSE": {
            "licenses": [{"license_number": "7", "license_verification_status": "VERIFIED"}]
        },
        "SOMETHING_NEW": {"enabled": True},
    }
    assert dict(to_write(shown)) == {
        "BUSINESS_HIGHLIGHTS": {"business_highlights": ["FAMILY_OWNED"]},
        "VERIFIED_LICENSE": {"licenses": [{"license_number": "7"}]},
    }


def test_a_radius_gives_way_to_locations():
    radius = {"CUSTOM_RADIUS_TARGETING": {"custom_radius": 20.0}}
    places = [{"business_id": "B", "locations": ["Fresno, CA"]}]
    assert dict(to_write(radius)) == radius
    both = radius | {"CUSTOM_LOCATION_TARGETING": {"businesses": places}}
    assert set(dict(to_write(both))) == {"CUSTOM_LOCATION_TARGETING"}
