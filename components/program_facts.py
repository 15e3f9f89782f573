"""What a program is: dates, bidding, categories, whose it is, what it can do."""

import json
from collections.abc import Iterable

from nicegui import ui

from components.amounts import money
from components.basics import copy_button, fact, fold, panel, pre, row, text
from models.dates import format_day
from models.program import FeePeriod, Program
from services.i18n import N_, _

_FEE_PERIODS: dict[FeePeriod | None, str] = {
    FeePeriod.CALENDAR_MONTH: N_("Calendar month"),
    FeePeriod.ROLLING_MONTH: N_("Rolling month"),
}

_FEATURES = {
    "AD_GOAL": N_("Ad goal"),
    "AD_SCHEDULING": N_("Ad scheduling"),
    "BUSINESS_HIGHLIGHTS": N_("Business highlights"),
    "BUSINESS_LOGO": N_("Business logo"),
    "CALL_TRACKING": N_("Call tracking"),
    "CUSTOM_AD_PHOTO": N_("Custom ad photo"),
    "CUSTOM_AD_TEXT": N_("Custom ad text"),
    "CUSTOM_LOCATION_TARGETING": N_("Custom location targeting"),
    "CUSTOM_RADIUS_TARGETING": N_("Custom radius targeting"),
    "LINK_TRACKING": N_("Link tracking"),
    "NEGATIVE_KEYWORD_TARGETING": N_("Negative keyword targeting"),
    "SERVICE_OFFERINGS_TARGETING": N_("Service offerings targeting"),
    "STRICT_CATEGORY_TARGETING": N_("Strict category targeting"),
    "VERIFIED_LICENSE": N_("Verified license"),
    "YELP_PORTFOLIO": N_("Yelp portfolio"),
}


def program_facts(program: Program) -> None:
    with panel():
        text("h2", _("Details"))
        with ui.element("div").classes("ad-grid ad-short"):
            fact(_("Start date"), format_day(program.start) if program.start else None)
            fact(_("End date"), format_day(program.end) if program.end else _("No end date"))
            if program.is_cpc:
                fact(_("Bidding"), _bidding(program))
                fact(_("Fee period"), _(_FEE_PERIODS.get(program.fee_period, "")))
                fact(_("Currency"), program.currency)
        with ui.element("div").classes("ad-grid ad-wide"):
            _id_fact(_("Business ID"), program.business_id)
            if program.partner_business_id:
                _id_fact(_("Your business ID"), program.partner_business_id)
            if program.ad_campaign_id:
                _id_fact(_("Campaign ID"), program.ad_campaign_id)
        if program.is_cpc:
            _chips(_("Ad categories"), program.ad_categories, _("All of the listing's"))
    if program.active_features or program.available_features:
        _features(program)
    _raw(program)


def _bidding(program: Program) -> str | None:
    if program.is_autobid:
        return _("Automatic")
    if program.max_bid is not None:
        return _("Max bid {}").format(money(program.max_bid, program.currency))
    return None if program.is_autobid is None else _("Max bid, not reported")


def _id_fact(name: str, value: str | None) -> None:
    with ui.element("dl").classes("ad-fact").style("margin:0"):
        text("dt", name)
        with ui.element("dd"):
            text("span", value or "—", "ad-mono")
            if value:
                copy_button(value, name)


def _chips(name: str, words: Iterable[str], nothing: str) -> None:
    with ui.element("div"):
        text("div", name, "ad-label")
        with row("ad-chips"):
            for word in words:
                text("span", word, "ad-chip")
            if not words:
                text("span", nothing, "ad-strong")


def _features(program: Program) -> None:
    active = program.active_features
    others = [name for name in program.available_features if name not in active]
    with panel():
        text("h2", _("Features"))
        if active:
            text("div", _("In use"), "ad-label")
            with row("ad-chips"):
                for name in active:
                    with ui.element("span").classes("ad-badge bg-green-50"):
                        ui.icon("check").props('aria-hidden="true"')
                        text("span", _spelled(name))
        if others:
            _chips(_("Available"), map(_spelled, others), "")


def _spelled(name: str) -> str:
    """The feature's name; one that is new to us as the partner spells it, in small letters."""
    return _(_FEATURES.get(name) or name.replace("_", " ").capitalize())


def _raw(program: Program) -> None:
    raw = json.dumps(program.raw, indent=2, ensure_ascii=False)
    with panel(), fold(_("The partner's own data (amounts in cents)")):
        with row():
            said = _("Its status word: {}").format(program.status_word or "—")
            text("span", said, "ad-mono ad-small")
            copy_button(raw, _("the partner's data"))
        pre(raw)
