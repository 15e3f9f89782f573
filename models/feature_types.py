"""The feature types of contract 11: what each is called, and what may be written of it."""

from models.wording import N_

LOCATIONS, RADIUS = "CUSTOM_LOCATION_TARGETING", "CUSTOM_RADIUS_TARGETING"
LINKS, CALLS, GOAL = "LINK_TRACKING", "CALL_TRACKING", "AD_GOAL"
HIGHLIGHTS, LICENSES, TEXT = "BUSINESS_HIGHLIGHTS", "VERIFIED_LICENSE", "CUSTOM_AD_TEXT"

# Targeting and text first; a goal uses the tracked links and calls, so these come before it.
FEATURES: dict[str, str] = {
    LOCATIONS: N_("Places"),
    RADIUS: N_("Radius"),
    "NEGATIVE_KEYWORD_TARGETING": N_("Blocked keywords"),
    "STRICT_CATEGORY_TARGETING": N_("Strict categories"),
    "AD_SCHEDULING": N_("Ad schedule"),
    "SERVICE_OFFERINGS_TARGETING": N_("Service offerings"),
    TEXT: N_("Ad text"),
    "CUSTOM_AD_PHOTO": N_("Ad photo"),
    HIGHLIGHTS: N_("Business highlights"),
    LICENSES: N_("Verified licenses"),
    "BUSINESS_LOGO": N_("Business logo"),
    "YELP_PORTFOLIO": N_("Portfolio projects"),
    LINKS: N_("Tracked links"),
    CALLS: N_("Call tracking"),
    GOAL: N_("Ad goal"),
}
WRITABLE: dict[str, tuple[str, ...]] = {
    LINKS: ("website", "menu", "call_to_action"),
    "NEGATIVE_KEYWORD_TARGETING": ("blocked_keywords",),
    "STRICT_CATEGORY_TARGETING": ("enabled",),
    "AD_SCHEDULING": ("uses_opening_hours",),
    LOCATIONS: ("businesses",),
    RADIUS: ("custom_radius",),
    GOAL: ("ad_goal",),
    CALLS: ("enabled", "businesses"),
    "SERVICE_OFFERINGS_TARGETING": ("disabled_service_offerings",),
    HIGHLIGHTS: ("active_business_highlights",),
    LICENSES: ("licenses",),
    TEXT: ("custom_text", "custom_review_id"),
    "CUSTOM_AD_PHOTO": ("custom_photo_id",),
    "BUSINESS_LOGO": ("business_logo_url",),
    "YELP_PORTFOLIO": ("projects",),
}
"""What may be written of each type, as GET names it; all else that GET shows is read-only."""

RENAMED = {"active_business_highlights": "business_highlights"}  # GET and POST keys differ
LICENSE = ("license_number", "license_expiry_date", "license_trade", "license_issuing_agency")
GOALS = ("DEFAULT", "CALLS", "WEBSITE_CLICKS")


def written_names(feature: str) -> tuple[str, ...]:
    """What may be written of a type, as POST names it."""
    return tuple(RENAMED.get(name, name) for name in WRITABLE[feature])
