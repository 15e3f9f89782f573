"""Every type of contract 11: what may be written of it, and what is said to what may not."""

from decimal import Decimal

import pytest

from models.feature_checks import FIELDS, check_remove, check_write
from models.feature_types import FEATURES, written_names
from models.order_models import InvalidOrder

BUSINESS = "GoldenGateHvacRepair00"
TEXT = "We repair heaters and coolers."
PLACES, RADIUS = "CUSTOM_LOCATION_TARGETING", "CUSTOM_RADIUS_TARGETING"


def written(feature, **values):
    return check_write({feature: values}).write[feature]


def problems(change, shown=None):
    with pytest.raises(InvalidOrder) as caught:
        check_write(change, shown)
    return {problem.field: problem.message for problem in caught.value.problems}


def test_every_type_has_a_rule_for_what_may_be_written():
    assert {name: set(FIELDS[name]) for name in FIELDS} == {
        name: set(written_names(name)) for name in FEATURES
    }


@pytest.mark.parametrize(
    ("feature", "name", "given", "sent"),
    [
        ("LINK_TRACKING", "website", " https://a.example/x?y=1 ", "https://a.example/x?y=1"),
        ("LINK_TRACKING", "menu", "source=ad", "source=ad"),
        ("LINK_TRACKING", "call_to_action", "", None),
        ("NEGATIVE_KEYWORD_TARGETING", "blocked_keywords", "free\n diy \n\nfree", ["free", "diy"]),
        ("NEGATIVE_KEYWORD_TARGETING", "blocked_keywords", [], []),
        ("STRICT_CATEGORY_TARGETING", "enabled", "true", True),
        ("AD_SCHEDULING", "uses_opening_hours", False, False),
        (RADIUS, "custom_radius", "12,5", 12.5),
        (RADIUS, "custom_radius", Decimal("60.0"), 60.0),
        (RADIUS, "custom_radius", 1, 1.0),
        (RADIUS, "custom_radius", "", None),
        ("AD_GOAL", "ad_goal", "calls", "CALLS"),
        ("SERVICE_OFFERINGS_TARGETING", "disabled_service_offerings", "repair", ["repair"]),
        ("BUSINESS_HIGHLIGHTS", "business_highlights", ["LOCALLY_OWNED"], ["LOCALLY_OWNED"]),
        ("CUSTOM_AD_TEXT", "custom_text", f" {TEXT} ", TEXT),
        ("CUSTOM_AD_TEXT", "custom_text", "x" * 1500, "x" * 1500),
        ("CUSTOM_AD_TEXT", "custom_review_id", None, None),
        ("CUSTOM_AD_PHOTO", "custom_photo_id", "aB_-9", "aB_-9"),
        (
            "BUSINESS_LOGO",
            "business_logo_url",
            "https://a.example/l.png",
            "https://a.example/l.png",
        ),
    ],
)
def test_a_value_is_sent_as_the_partner_takes_it(feature, name, given, sent):
    assert written(feature, **{name: given}) == {name: sent}


def test_rows_are_sent_without_what_is_empty():
    rows = [{"business_id": BUSINESS, "locations": "Fresno, CA; Clovis, CA\n"}, {"locations": ""}]
    places = [{"business_id": BUSINESS, "locations": ["Fresno, CA", "Clovis, CA"]}]
    assert written(PLACES, businesses=rows) == {"businesses": places}
    phones = [{"business_id": BUSINESS, "metered_phone_number": ""}]
    assert written("CALL_TRACKING", enabled=True, businesses=phones) == {
        "enabled": True,
        "businesses": [{"business_id": BUSINESS, "metered_phone_number": None}],
    }
    row = {"license_number": " A-1 ", "license_expiry_date": "2027-01-31", "license_trade": ""}
    sent = {"license_number": "A-1", "license_expiry_date": "2027-01-31"}
    assert written("VERIFIED_LICENSE", licenses=[row]) == {"licenses": [sent]}
    projects = [{"project_id": "p1", "published": True}]
    assert written("YELP_PORTFOLIO", projects=projects) == {"projects": projects}


@pytest.mark.parametrize(
    ("feature", "name", "given", "said"),
    [
        ("LINK_TRACKING", "website", "a.example", "Website: enter a full address"),
        ("LINK_TRACKING", "website", "ftp://a.example/?x=1", "full address"),
        ("LINK_TRACKING", "website", "http://[a.example/?x=1", "full address"),
        ("LINK_TRACKING", "menu", "source=a b", "space"),
        ("LINK_TRACKING", "menu", 7, "enter text"),
        ("LINK_TRACKING", "url", "x=1", "cannot be written"),
        ("NEGATIVE_KEYWORD_TARGETING", "blocked_keywords", {"a": 1}, "give a list"),
        ("NEGATIVE_KEYWORD_TARGETING", "blocked_keywords", ["a\0"], "one line"),
        ("NEGATIVE_KEYWORD_TARGETING", "suggested_keywords", [], "cannot be written"),
        ("STRICT_CATEGORY_TARGETING", "enabled", 1, "true or false"),
        ("AD_SCHEDULING", "uses_opening_hours", None, "true or false"),
        (RADIUS, "custom_radius", 0.5, "from 1 to 60"),
        (RADIUS, "custom_radius", "sixty", "from 1 to 60"),
        (RADIUS, "custom_radius", "NaN", "from 1 to 60"),
        (RADIUS, "custom_radius", True, "from 1 to 60"),
        (PLACES, "businesses", [{"business_id": "joes", "locations": []}], "row 1"),
        (PLACES, "businesses", [{"business_id": BUSINESS}] * 2, "occurs twice"),
        (
            PLACES,
            "businesses",
            [{"business_id": BUSINESS, "locations": [f"Town {n}, CA" for n in range(26)]}],
            "at most 25 places",
        ),
        ("AD_GOAL", "ad_goal", "WORLD_PEACE", "DEFAULT, CALLS, WEBSITE_CLICKS"),
        ("AD_GOAL", "ad_goal", None, "choose one"),
        (
            "CALL_TRACKING",
            "businesses",
            [{"business_id": BUSINESS, "metered_phone_number": "call me"}],
            "not a phone number",
        ),
        ("BUSINESS_HIGHLIGHTS", "active_business_highlights", [], "written as business_highlights"),
        ("VERIFIED_LICENSE", "licenses", [], "at least one"),
        ("VERIFIED_LICENSE", "licenses", [{"license_trade": "HVAC"}], "number is needed"),
        (
            "VERIFIED_LICENSE",
            "licenses",
            [{"license_number": "1", "license_verification_status": "PENDING"}],
            "cannot be written",
        ),
        (
            "VERIFIED_LICENSE",
            "licenses",
            [{"license_number": "1", "license_expiry_date": "soon"}],
            "YYYY-MM-DD",
        ),
        ("CUSTOM_AD_TEXT", "custom_text", "Too short.", "15 to 1,500 characters"),
        ("CUSTOM_AD_TEXT", "custom_text", "x" * 1501, "15 to 1,500 characters"),
        ("CUSTOM_AD_TEXT", "custom_text", "See www.a.example for more", "address"),
        ("CUSTOM_AD_TEXT", "custom_text", "1234567890 1234567890", "digits only"),
        ("CUSTOM_AD_TEXT", "custom_text", "We are the BESTEST in town", "shouts"),
        ("CUSTOM_AD_TEXT", "custom_text", "WE DO IT ALL OH YES WE DO", "shouts"),
        ("BUSINESS_LOGO", "business_logo_url", "/l.png", "public address"),
        ("BUSINESS_LOGO", "business_logo_url", "https://a.example/l.svg?v=2", "jpeg"),
        ("YELP_PORTFOLIO", "projects", [{"published": True}], "project ID is needed"),
        ("YELP_PORTFOLIO", "projects", ["p1"], "give project_id"),
    ],
)
def test_what_the_partner_would_not_take_is_a_sentence_at_its_field(feature, name, given, said):
    (message,) = problems({feature: {name: given}}).values()
    assert said in message
    assert list(problems({feature: {name: given}})) == [f"{feature}.{name}"]


def test_what_excludes_each_other_is_said_before_anything_is_sent():
    both = {PLACES: {"businesses": []}, RADIUS: {"custom_radius": 5}}
    assert "exclude each other" in problems(both)[f"{RADIUS}.custom_radius"]
    text = {"CUSTOM_AD_TEXT": {"custom_text": TEXT, "custom_review_id": "r1"}}
    assert "not both" in problems(text)["CUSTOM_AD_TEXT.custom_review_id"]


def test_highlights_are_chosen_from_those_that_the_program_offers():
    shown = {
        "BUSINESS_HIGHLIGHTS": {
            "active_business_highlights": [],
            "available_business_highlights": ["A", "B", "C"],
            "mutually_exclusive_business_highlights": [["A", "B"]],
        }
    }
    change = {"BUSINESS_HIGHLIGHTS": {"business_highlights": ["A", "Z"]}}
    (said,) = problems(change, shown).values()
    assert "Z is not offered" in said
    change = {"BUSINESS_HIGHLIGHTS": {"business_highlights": ["A", "B"]}}
    (said,) = problems(change, shown).values()
    assert "A and B exclude each other" in said
    assert problems({"AD_GOAL": {"ad_goal": "CALLS"}}, shown) == {
        "AD_GOAL": "The program has no feature AD_GOAL."
    }


@pytest.mark.parametrize("names", [None, [], "AD_GOAL", [["AD_GOAL"]], [None], ["AD_GOAL", "X"]])
def test_what_cannot_be_removed_is_refused(names):
    with pytest.raises(InvalidOrder):
        check_remove(names)


@pytest.mark.parametrize("change", [{}, {"X": {}}, {"AD_GOAL": None}, {"AD_GOAL": {}}])
def test_what_is_no_change_of_a_feature_is_refused(change):
    assert problems(change)
