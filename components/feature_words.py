"""The words of features: values as a person would say them, hints, what the partner only tells."""

from collections.abc import Mapping
from typing import Any

from models.feature_change import FeatureChange
from models.feature_checks import label_of
from models.feature_types import GOAL, HIGHLIGHTS, LICENSES, LINKS, LOCATIONS, RADIUS, TEXT
from services.i18n import N_, _

GOAL_WORDS = {
    "DEFAULT": N_("As the partner chooses"),
    "CALLS": N_("More calls"),
    "WEBSITE_CLICKS": N_("More clicks to the website"),
}
_HINTS = {
    (LOCATIONS, "businesses"): N_(
        "At most 25 US places of each business. Saving them removes the radius."
    ),
    (RADIUS, "custom_radius"): N_("From 1 to 60; empty: off. Saving it removes the places."),
    (LINKS, "website"): N_("A full address, or parameters such as source=ad"),
    (GOAL, "ad_goal"): N_("It counts with the tracked links and calls: save those first"),
    (TEXT, "custom_text"): N_("15 to 1,500 characters; or a review instead of it"),
    (TEXT, "custom_review_id"): N_("The review that is shown instead of a text"),
    (LICENSES, "licenses"): N_(
        "They are added or changed by their number. To take one away, remove all and save the rest."
    ),
    ("BUSINESS_LOGO", "business_logo_url"): N_("A public picture: jpeg, png, gif or tiff"),
    ("NEGATIVE_KEYWORD_TARGETING", "blocked_keywords"): N_("One a line; the ad is not shown there"),
    ("SERVICE_OFFERINGS_TARGETING", "disabled_service_offerings"): N_(
        "An old feature; blocked keywords do more"
    ),
}


def feature_words(change: FeatureChange) -> list[tuple[str, str]]:
    """Label and value of everything that is set; nothing where types are removed."""
    return [
        (label_of(feature, name), said(value))
        for feature, values in change.write.items()
        for name, value in values.items()
    ]


def said(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return "; ".join(map(said, value)) or "—"
    if isinstance(value, dict):
        return " ".join(said(one) for one in value.values() if one not in (None, [], ""))
    return "—" if value is None else str(value)


def hint_of(feature: str, name: str) -> str:
    found = _HINTS.get((feature, name))
    return _(found) if found else ""


def offered(feature: str, shown: Mapping[str, Any]) -> list[str]:
    """What may be chosen from, where the partner tells it."""
    keys = {
        HIGHLIGHTS: ("available_business_highlights", "active_business_highlights"),
        "SERVICE_OFFERINGS_TARGETING": (
            "enabled_service_offerings",
            "disabled_service_offerings",
        ),
    }.get(feature, ())
    found = [one for key in keys for one in shown.get(key) or [] if isinstance(one, str)]
    return list(dict.fromkeys(found))


def told(feature: str, shown: Mapping[str, Any]) -> list[str]:
    """What the partner only tells: it is read and never sent."""
    if suggested := shown.get("suggested_keywords"):
        return [_("The partner suggests: {}").format(said(suggested))]
    if feature == HIGHLIGHTS:
        groups = shown.get("mutually_exclusive_business_highlights") or []
        return [_("Only one of: {}").format(said(group)) for group in groups]
    rows = shown.get("licenses") or [] if feature == LICENSES else []
    return [_license(row) for row in rows if isinstance(row, Mapping)]


def _license(row: Mapping[str, Any]) -> str:
    status = row.get("license_verification_status")
    words = {
        "PENDING": _("is being verified"),
        "VERIFIED": _("is verified"),
        "REJECTED": _("was rejected"),
    }
    reason = row.get("license_verification_failure_reason")
    shown = f"{row.get('license_number')}: {words.get(str(status), said(status))}"
    return f"{shown}. {reason}" if reason else shown
