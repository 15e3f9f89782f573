"""The fields' labels on the screen by their REST names (interface 3)."""

from services.i18n import _

FIELD_NAMES: dict[str | None, str] = {
    "business_id": _("Business ID"),
    "program_name": _("Program type"),
    "budget": _("Budget (USD)"),
    "is_autobid": _("Automatic bidding"),
    "max_bid": _("Max bid (USD)"),
    "pacing_method": _("Pacing"),
    "fee_period": _("Fee period"),
    "currency": _("Currency"),
    "ad_categories": _("Ad categories"),
    "start": _("Start date"),
    "end": _("End date"),
    "promotion_code": _("Promotion code"),
    "future_budget_date": _("Change budget on"),
}
