"""Whether a change of features may be asked of the partner (contract 11)."""

from collections.abc import Iterable, Mapping
from typing import Any

from models import feature_values as rules
from models.feature_change import FeatureChange
from models.feature_types import (
    CALLS,
    FEATURES,
    GOAL,
    HIGHLIGHTS,
    LICENSES,
    LINKS,
    LOCATIONS,
    RADIUS,
    RENAMED,
    TEXT,
    written_names,
)
from models.feature_values import Rule
from models.order_models import FieldProblem, InvalidOrder
from models.wording import N_, _

FIELDS: dict[str, dict[str, tuple[str, Rule]]] = {
    LINKS: {
        "website": (N_("Website"), rules.link),
        "menu": (N_("Menu"), rules.link),
        "call_to_action": (N_("Call to action"), rules.link),
    },
    "NEGATIVE_KEYWORD_TARGETING": {"blocked_keywords": (N_("Blocked keywords"), rules.terms)},
    "STRICT_CATEGORY_TARGETING": {"enabled": (N_("Only the chosen categories"), rules.flag)},
    "AD_SCHEDULING": {"uses_opening_hours": (N_("Only in opening hours"), rules.flag)},
    LOCATIONS: {"businesses": (N_("Places of each business"), rules.places)},
    RADIUS: {"custom_radius": (N_("Radius in miles"), rules.radius)},
    GOAL: {"ad_goal": (N_("Ad goal"), rules.goal)},
    CALLS: {
        "enabled": (N_("Track calls"), rules.flag),
        "businesses": (N_("Metered phone numbers"), rules.phones),
    },
    "SERVICE_OFFERINGS_TARGETING": {
        "disabled_service_offerings": (N_("Switched-off offerings"), rules.terms)
    },
    HIGHLIGHTS: {"business_highlights": (N_("Highlights"), rules.terms)},
    LICENSES: {"licenses": (N_("Licenses"), rules.licenses)},
    TEXT: {
        "custom_text": (N_("Text of the ad"), rules.ad_text),
        "custom_review_id": (N_("Review ID"), rules.some_id),
    },
    "CUSTOM_AD_PHOTO": {"custom_photo_id": (N_("Photo ID"), rules.some_id)},
    "BUSINESS_LOGO": {"business_logo_url": (N_("Address of the logo"), rules.logo)},
    "YELP_PORTFOLIO": {"projects": (N_("Projects"), rules.projects)},
}
"""Of each type the fields that may be written, by the names of POST: label and rule."""


def label_of(feature: str, name: str) -> str:
    return _(FIELDS[feature][name][0])


def checked_change(
    change: Mapping[str, Any], shown: Mapping[str, Any] | None = None
) -> FeatureChange:
    """`{"write": ...}` or `{"remove": ...}` as a change. Raises InvalidOrder."""
    if "remove" in change:
        return check_remove(change["remove"], shown)
    return check_write(change["write"], shown)


def check_write(
    values: Mapping[str, object], shown: Mapping[str, Any] | None = None
) -> FeatureChange:
    """What to set. `shown` is what GET tells, where it is known.

    Raises InvalidOrder; a problem's field is TYPE.key.
    """
    problems: list[FieldProblem] = []
    clean: dict[str, dict[str, Any]] = {}
    for feature, given in values.items():
        try:
            clean[feature] = _feature(feature, given, (shown or {}).get(feature), shown)
        except InvalidOrder as invalid:
            problems += invalid.problems
    if not values:
        problems.append(FieldProblem("", _("Name at least one feature.")))
    if LOCATIONS in clean and RADIUS in clean:
        sentence = _("Places and a radius exclude each other: setting one removes the other.")
        problems.append(FieldProblem(f"{RADIUS}.custom_radius", sentence))
    if problems:
        raise InvalidOrder(problems)
    return FeatureChange(write=clean)


def check_remove(names: object, shown: Mapping[str, Any] | None = None) -> FeatureChange:
    """Which types to remove. Raises InvalidOrder."""
    if not isinstance(names, list) or not names:
        raise InvalidOrder([FieldProblem("features", _("Name at least one feature."))])
    problems = [p for name in names if (p := _unknown(name, shown))]
    if problems:
        raise InvalidOrder(problems)
    return FeatureChange(remove=list(dict.fromkeys(names)))


def _feature(
    feature: str, given: object, here: object, shown: Mapping[str, Any] | None
) -> dict[str, Any]:
    if (unknown := _unknown(feature, shown)) is not None:
        raise InvalidOrder([unknown])
    if not isinstance(given, Mapping) or not given:
        raise InvalidOrder([FieldProblem(feature, _("{}: give its values.").format(feature))])
    problems: list[FieldProblem] = []
    clean: dict[str, Any] = {}
    for name, value in given.items():
        try:
            clean[name] = _value(feature, name, value)
        except ValueError as error:
            problems.append(FieldProblem(f"{feature}.{name}", str(error)))
    if not problems:
        problems += _together(feature, clean, here if isinstance(here, Mapping) else {})
    if problems:
        raise InvalidOrder(problems)
    return clean


def _value(feature: str, name: str, value: object) -> Any:
    if name in written_names(feature):
        label, rule = FIELDS[feature][name]
        return rule(_(label), value)
    if name in RENAMED:
        raise ValueError(
            _("{}: it is read by this name and written as {}.").format(name, RENAMED[name])
        )
    raise ValueError(_("{}: this cannot be written; leave it out.").format(name))


def _unknown(feature: object, shown: Mapping[str, Any] | None) -> FieldProblem | None:
    if not isinstance(feature, str) or feature not in FEATURES:
        sentence = _("{} is not a feature. There are {}.")
        return FieldProblem(str(feature), sentence.format(feature, ", ".join(FEATURES)))
    if shown is not None and feature not in shown:
        sentence = _("The program has no feature {}.")
        return FieldProblem(str(feature), sentence.format(feature))
    return None


def _together(
    feature: str, clean: Mapping[str, Any], here: Mapping[str, Any]
) -> Iterable[FieldProblem]:
    """What only several values, or what the program offers, can tell."""
    if feature == TEXT and clean.get("custom_text") and clean.get("custom_review_id"):
        sentence = _("Ad text: set the text or the review, not both.")
        yield FieldProblem(f"{TEXT}.custom_review_id", sentence)
    if feature == HIGHLIGHTS:
        yield from _highlights(clean["business_highlights"], here)


def _highlights(chosen: list[str], here: Mapping[str, Any]) -> Iterable[FieldProblem]:
    field, label = f"{HIGHLIGHTS}.business_highlights", label_of(HIGHLIGHTS, "business_highlights")
    offered = here.get("available_business_highlights")
    known = [*(offered or []), *(here.get("active_business_highlights") or [])]
    if isinstance(offered, list) and (strange := [one for one in chosen if one not in known]):
        sentence = _("{}: {} is not offered for this program.")
        yield FieldProblem(field, sentence.format(label, ", ".join(strange)))
    for group in here.get("mutually_exclusive_business_highlights") or []:
        both = [one for one in chosen if isinstance(group, list) and one in group]
        if len(both) > 1:
            sentence = _("{}: {} exclude each other; choose one.")
            yield FieldProblem(field, sentence.format(label, _(" and ").join(both)))
