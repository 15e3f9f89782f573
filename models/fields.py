"""The form fields by their REST names (interface 5), and how the partner spells them."""

FORM_FIELDS: tuple[str, ...] = (
    "business_id",
    "program_name",
    "budget",
    "future_budget_date",
    "is_autobid",
    "max_bid",
    "pacing_method",
    "fee_period",
    "currency",
    "ad_categories",
    "start",
    "end",
    "promotion_code",
)
"""In the order of the form, so that problems are listed as a person reads the page."""

CPC_FIELDS: frozenset[str] = frozenset(
    {
        "budget",
        "future_budget_date",
        "is_autobid",
        "max_bid",
        "pacing_method",
        "fee_period",
        "currency",
        "ad_categories",
    }
)
"""Only CPC takes these; for the other nine types no CPC key is sent at all (contract 3)."""

_PARTNER_SPELLINGS = {
    "yelp_business_id": "business_id",
    "program_type": "program_name",
    "start_date": "start",
    "end_date": "end",
    "pacing": "pacing_method",
}


def form_field(name: str) -> str | None:
    """The form field a partner's key stands for; None when the form has no such field."""
    known = _PARTNER_SPELLINGS.get(name, name)
    return known if known in FORM_FIELDS else None
