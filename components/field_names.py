"""The fields' labels on the screen by their REST names (interface 3)."""

from services.i18n import N_, _

_NAMES: dict[str | None, str] = {
    "business_id": N_("Business ID"),
    "program_name": N_("Program type"),
    "budget": N_("Budget (USD)"),
    "is_autobid": N_("Automatic bidding"),
    "max_bid": N_("Max bid (USD)"),
    "pacing_method": N_("Pacing"),
    "fee_period": N_("Fee period"),
    "currency": N_("Currency"),
    "ad_categories": N_("Ad categories"),
    "start": N_("Start date"),
    "end": N_("End date"),
    "promotion_code": N_("Promotion code"),
    "future_budget_date": N_("Change budget on"),
    "action": N_("What"),
    "reason": N_("Reason (optional)"),
    "way": N_("Who waits for it"),
    "date": N_("Date"),
    "time": N_("Time"),
    "zone": N_("Time zone"),
    "if_missed": N_("If Adtrail does not run then"),
}


def field_name(name: str | None, default: str = "") -> str:
    """The label of a form field by its REST name; `default` for what the form does not have."""
    return _(_NAMES[name]) if name in _NAMES else default
