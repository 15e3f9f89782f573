"""A program's features as they are read, turned into what may be written (contract 11 and 15.5)."""

from collections.abc import Mapping
from typing import Any

Feature = tuple[str, dict[str, Any]]
"""A type and the object to write for it."""

LOCATIONS, RADIUS = "CUSTOM_LOCATION_TARGETING", "CUSTOM_RADIUS_TARGETING"

# Targeting and text first; a goal uses the tracked links and calls, so these come before it.
_ORDER = (
    LOCATIONS,
    RADIUS,
    "NEGATIVE_KEYWORD_TARGETING",
    "STRICT_CATEGORY_TARGETING",
    "AD_SCHEDULING",
    "SERVICE_OFFERINGS_TARGETING",
    "CUSTOM_AD_TEXT",
    "CUSTOM_AD_PHOTO",
    "BUSINESS_HIGHLIGHTS",
    "VERIFIED_LICENSE",
    "BUSINESS_LOGO",
    "YELP_PORTFOLIO",
    "LINK_TRACKING",
    "CALL_TRACKING",
    "AD_GOAL",
)
# What may be written of each type; everything else that GET shows is read-only.
_WRITABLE: dict[str, tuple[str, ...]] = {
    "LINK_TRACKING": ("website", "menu", "call_to_action"),
    "NEGATIVE_KEYWORD_TARGETING": ("blocked_keywords",),
    "STRICT_CATEGORY_TARGETING": ("enabled",),
    "AD_SCHEDULING": ("uses_opening_hours",),
    LOCATIONS: ("businesses",),
    RADIUS: ("custom_radius",),
    "AD_GOAL": ("ad_goal",),
    "CALL_TRACKING": ("enabled", "businesses"),
    "SERVICE_OFFERINGS_TARGETING": ("disabled_service_offerings",),
    "BUSINESS_HIGHLIGHTS": ("active_business_highlights",),
    "VERIFIED_LICENSE": ("licenses",),
    "CUSTOM_AD_TEXT": ("custom_text", "custom_review_id"),
    "CUSTOM_AD_PHOTO": ("custom_photo_id",),
    "BUSINESS_LOGO": ("business_logo_url",),
    "YELP_PORTFOLIO": ("projects",),
}
_RENAMED = {"active_business_highlights": "business_highlights"}  # GET and POST keys differ
_OFF: tuple[object, ...] = (None, False, "", "DEFAULT")
_LICENSE = ("license_number", "license_expiry_date", "license_trade", "license_issuing_agency")


def to_write(shown: Mapping[str, Any]) -> list[Feature]:
    """What GET shows as writes, one a type, in the order in which they depend on each other.

    Inactive types (null or empty values) are left out, read-only keys too; a radius is left out
    where locations are set, for the two exclude each other.
    """
    writes = [(name, _writable(name, shown.get(name))) for name in _ORDER]
    active = {name: values for name, values in writes if _is_active(values)}
    if LOCATIONS in active:
        active.pop(RADIUS, None)
    return list(active.items())


def _writable(name: str, shown: Any) -> dict[str, Any]:
    if not isinstance(shown, Mapping):
        return {}
    values = {_RENAMED.get(key, key): shown[key] for key in _WRITABLE[name] if key in shown}
    if name == "VERIFIED_LICENSE" and isinstance(values.get("licenses"), list):
        kept = [one for one in values["licenses"] if isinstance(one, Mapping)]
        values["licenses"] = [{k: one[k] for k in _LICENSE if k in one} for one in kept]
    return values


def _is_active(values: Mapping[str, Any]) -> bool:
    return any(_is_set(value) for value in values.values())


def _is_set(value: object) -> bool:
    if isinstance(value, list):
        # A business without locations is how "none" looks.
        return any(not isinstance(one, Mapping) or one.get("locations", True) for one in value)
    return value not in _OFF
