"""Whether the partner shows a change whose answer was lost (contract 11)."""

import pytest

from models.feature_change import FeatureChange

BUSINESS = "GoldenGateHvacRepair00"
PLACES = "CUSTOM_LOCATION_TARGETING"


def place(*names):
    return {"businesses": [{"business_id": BUSINESS, "locations": list(names)}]}


@pytest.mark.parametrize(
    ("feature", "values", "shown", "same"),
    [
        ("AD_GOAL", {"ad_goal": "CALLS"}, {"ad_goal": "CALLS"}, True),
        ("AD_GOAL", {"ad_goal": "CALLS"}, {"ad_goal": "DEFAULT"}, False),
        ("AD_GOAL", {"ad_goal": "CALLS"}, None, False),
        ("LINK_TRACKING", {"menu": None}, {"menu": ""}, True),
        ("NEGATIVE_KEYWORD_TARGETING", {"blocked_keywords": ["a", "b"]}, "ba", True),
        ("NEGATIVE_KEYWORD_TARGETING", {"blocked_keywords": ["a"]}, "ba", False),
        (PLACES, place("Fresno"), place("Fresno, CA"), True),
        (PLACES, place("Fresno", "Clovis"), place("Fresno, CA"), False),
        (PLACES, {"businesses": []}, place("Fresno, CA"), False),
        (PLACES, place("Fresno"), {"businesses": "odd"}, False),
        (
            "BUSINESS_HIGHLIGHTS",
            {"business_highlights": ["A"]},
            {"active_business_highlights": ["A"]},
            True,
        ),
        (
            "VERIFIED_LICENSE",
            {"licenses": [{"license_number": "2"}]},
            {"licenses": [{"license_number": "1"}, {"license_number": "2"}]},
            True,
        ),
        (
            "YELP_PORTFOLIO",
            {"projects": [{"project_id": "p", "published": True}]},
            {"projects": [{"published": True, "name": "Roof", "project_id": "p"}]},
            True,
        ),
        (
            "CALL_TRACKING",
            {"enabled": True, "businesses": []},
            {"enabled": True, "businesses": [{"business_id": BUSINESS}]},
            False,
        ),
    ],
)
def test_a_change_is_shown_when_every_value_of_it_is(feature, values, shown, same):
    if isinstance(shown, str):
        shown = {"blocked_keywords": list(shown), "suggested_keywords": ["c"]}
    assert FeatureChange(write={feature: values}).is_shown({feature: shown}) is same


def test_a_removal_is_shown_when_the_type_is_empty_or_gone():
    gone = FeatureChange(remove=["AD_GOAL"])
    assert gone.is_shown({"AD_GOAL": {"ad_goal": "DEFAULT"}})
    assert gone.is_shown({})
    assert not gone.is_shown({"AD_GOAL": {"ad_goal": "CALLS"}})
