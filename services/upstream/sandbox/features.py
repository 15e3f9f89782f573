"""Program features: which there are, what may be written, what is stored (contract 11)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.upstream.sandbox.records import ProgramRecord

Json = dict[str, Any]
_LONGEST_TEXT, _SHORTEST_TEXT = 1500, 15
_LOCATIONS, _RADIUS = "CUSTOM_LOCATION_TARGETING", "CUSTOM_RADIUS_TARGETING"
_HIGHLIGHTS = "BUSINESS_HIGHLIGHTS"
_GOALS = frozenset({"DEFAULT", "CALLS", "WEBSITE_CLICKS"})


class FeatureError(ValueError):
    """The body of a features call is not acceptable; the message says why."""


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_goal(value: Any) -> bool:
    return isinstance(value, str) and value in _GOALS


def _is_radius(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return value is None or (number and 1 <= value <= 60)  # noqa: PLR2004 - miles


def _is_ad_text(value: Any) -> bool:
    if not isinstance(value, str):
        return value is None
    shouts = re.search(r"[A-Z]{6}", value) or sum(map(str.isupper, value)) > len(value) / 2
    proper = _SHORTEST_TEXT <= len(value) <= _LONGEST_TEXT and not value.isdigit()
    return proper and not shouts and "://" not in value and "www." not in value


def _is_licenses(value: Any) -> bool:
    """Never empty: removing is what DELETE is for."""
    return isinstance(value, list) and bool(value) and all(map(_is_license, value))


def _is_license(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("license_number"), str)


@dataclass(frozen=True)
class Feature:
    """`empty` is how GET shows it when it is off; `keys` may be written, the rest is read-only."""

    empty: Json
    keys: Mapping[str, Callable[[Any], bool]]


_CPC: dict[str, Feature] = {
    "LINK_TRACKING": Feature(
        {"website": None, "menu": None, "call_to_action": None},
        dict.fromkeys(("website", "menu", "call_to_action"), _is_text),
    ),
    "NEGATIVE_KEYWORD_TARGETING": Feature(
        {"blocked_keywords": [], "suggested_keywords": ["free", "jobs", "diy"]},
        {"blocked_keywords": _is_list},
    ),
    "STRICT_CATEGORY_TARGETING": Feature({"enabled": False}, {"enabled": _is_flag}),
    "AD_SCHEDULING": Feature({"uses_opening_hours": False}, {"uses_opening_hours": _is_flag}),
    _LOCATIONS: Feature({"businesses": []}, {"businesses": _is_list}),
    _RADIUS: Feature({"custom_radius": None}, {"custom_radius": _is_radius}),
    "AD_GOAL": Feature({"ad_goal": "DEFAULT"}, {"ad_goal": _is_goal}),
    "CALL_TRACKING": Feature(
        {"enabled": False, "businesses": []}, {"enabled": _is_flag, "businesses": _is_list}
    ),
    "SERVICE_OFFERINGS_TARGETING": Feature(
        {"disabled_service_offerings": [], "enabled_service_offerings": ["repair", "installation"]},
        {"disabled_service_offerings": _is_list},
    ),
    "CUSTOM_AD_TEXT": Feature(
        {"custom_text": None, "custom_review_id": None},
        {"custom_text": _is_ad_text, "custom_review_id": _is_text},
    ),
    "CUSTOM_AD_PHOTO": Feature({"custom_photo_id": None}, {"custom_photo_id": _is_text}),
}
_OTHERS: dict[str, dict[str, Feature]] = {
    "BH": {
        _HIGHLIGHTS: Feature(
            {
                "active_business_highlights": [],
                "available_business_highlights": ["FAMILY_OWNED", "LOCALLY_OWNED"],
                "mutually_exclusive_business_highlights": [],
            },
            {"business_highlights": _is_list},
        )
    },
    "VL": {"VERIFIED_LICENSE": Feature({"licenses": []}, {"licenses": _is_licenses})},
    "LOGO": {
        "BUSINESS_LOGO": Feature({"business_logo_url": None}, {"business_logo_url": _is_text})
    },
    "PORTFOLIO": {"YELP_PORTFOLIO": Feature({"projects": []}, {"projects": _is_list})},
}


def _supported(program: ProgramRecord) -> dict[str, Feature]:
    return _CPC if program.program_type == "CPC" else _OTHERS.get(program.program_type, {})


def available_features(program: ProgramRecord) -> list[str]:
    return list(_supported(program))


def active_features(program: ProgramRecord) -> list[str]:
    supported = _supported(program)
    return [name for name, shown in _shown(program).items() if shown != supported[name].empty]


def show(program: ProgramRecord) -> Json:
    """The answer to every features call; a program without features shows none."""
    if not _supported(program):
        return {"features": {}}
    return {
        "program_id": program.program_id,
        "program_type": program.program_type,
        "features": _shown(program),
    }


def _shown(program: ProgramRecord) -> Json:
    return {
        name: feature.empty | program.features.get(name, {})
        for name, feature in _supported(program).items()
    }


def write(program: ProgramRecord, body: Any) -> None:
    """Store a bare map of types. Raises FeatureError, and then nothing was stored."""
    if not isinstance(body, dict) or not body:
        raise FeatureError("The body must be a map of features.")
    supported = _supported(program)
    for name, values in body.items():
        if name not in supported:
            raise FeatureError(f"{name} is not a feature of this program.")
        _check(name, supported[name], values)
    if _LOCATIONS in body and _RADIUS in body:
        raise FeatureError("Locations and a radius exclude each other.")
    for name, values in body.items():
        program.features.pop({_LOCATIONS: _RADIUS, _RADIUS: _LOCATIONS}.get(name, ""), None)
        program.features[name] = _stored(name, values, program.features.get(name, {}))


def _check(name: str, feature: Feature, values: Any) -> None:
    if not isinstance(values, dict):
        raise FeatureError(f"{name} must be an object.")
    for key, value in values.items():
        if key not in feature.keys:
            raise FeatureError(f"{name}.{key} cannot be written.")
        if not feature.keys[key](value):
            raise FeatureError(f"{name}.{key} is not valid.")
    if name == _LOCATIONS and (unknown := _unknown_places(values.get("businesses", []))):
        raise FeatureError(f"Unknown locations: {', '.join(unknown)}.")
    if name == "CUSTOM_AD_TEXT" and values.get("custom_text") and values.get("custom_review_id"):
        raise FeatureError("Only one of custom_text and custom_review_id may be set.")


def _unknown_places(rows: list[Any]) -> list[str]:
    """What begins with "Nowhere" is no place in the United States."""
    named = [row.get("locations") for row in rows if isinstance(row, dict)]
    places = [place for found in named if isinstance(found, list) for place in found]
    return [place for place in places if str(place).casefold().startswith("nowhere")]


def _stored(name: str, values: Json, before: Json) -> Json:
    """Highlights are written under another name than they are read; licenses add up (contract 11).

    A license is known by its number.
    """
    if name == _HIGHLIGHTS:
        return {"active_business_highlights": values.get("business_highlights", [])}
    if name == "VERIFIED_LICENSE":
        pending = {"license_verification_status": "PENDING"}
        rows = [*before.get("licenses", []), *(one | pending for one in values.get("licenses", []))]
        return {"licenses": list({row["license_number"]: row for row in rows}.values())}
    return dict(values)


def remove(program: ProgramRecord, body: Any) -> None:
    """Empty the types that `{"features": [...]}` names. Raises FeatureError."""
    names = body.get("features") if isinstance(body, dict) else None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise FeatureError("The body must name the features to remove.")
    for name in names:
        if name not in _supported(program):
            raise FeatureError(f"{name} is not a feature of this program.")
    for name in names:
        program.features.pop(name, None)
