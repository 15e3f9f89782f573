"""Money and clicks of a program, from the partner's own numbers; no number is made up."""

from decimal import Decimal

from nicegui import ui

from components.amounts import count, dollars, money, percent
from components.basics import fact, named, panel, row, text
from models.dates import format_day
from models.program import Program
from services.i18n import _

_FULL = Decimal(1)


def budget_card(program: Program) -> None:
    """The monthly budget with what was spent of it, or the monthly rate of the other types."""
    if program.is_cpc:
        _budget(program)
        _numbers(program)
    elif program.monthly_rate is not None or program.upgrade_cost is not None:
        with panel(), ui.element("div").classes("ad-grid ad-short"):
            _figure(_("Monthly rate"), dollars(program.monthly_rate))
            _figure(_("Cost so far"), dollars(program.upgrade_cost))


def meter(share: Decimal, name: str) -> None:
    """How much of a whole; over the whole it is full."""
    shown = min(max(share, Decimal(0)), _FULL)
    with ui.element("div").classes("ad-meter") as made:
        if shown:
            ui.element("div").style(f"width:{shown * 100:.1f}%")
    made.props('role="meter" aria-valuemin="0" aria-valuemax="100"')
    named(made, name).props(
        f'aria-valuenow="{share * 100:.0f}" aria-valuetext="{percent(share, 1)}"'
    )


def _budget(program: Program) -> None:
    currency = program.currency
    with panel():
        with row("between"):
            with ui.element("div"):
                text("div", _("Monthly budget"), "ad-label")
                text("div", money(program.budget, currency), "ad-number ad-large")
            _changes(program)
        share = program.spent_share
        if share is None:
            said = _("The partner does not report the budget.")
            if program.budget is not None:
                said = _("The partner does not report what was spent.")
            ui.label(said).classes("ad-muted")
            if program.ad_cost is not None:
                ui.label(_("Spent {}").format(money(program.ad_cost, currency)))
            return
        meter(share, _("Spent of the budget"))
        with row("between"):
            spent = money(program.ad_cost, currency)
            ui.label(_("Spent {} ({})").format(spent, percent(share, 1)))
            ui.label(_left(program)).classes("ad-muted")


def _left(program: Program) -> str:
    left = (program.budget or 0) - (program.ad_cost or 0)
    if left < 0:
        return _("{} over the budget").format(money(-left, program.currency))
    return _("{} left").format(money(left, program.currency))


def _changes(program: Program) -> None:
    if not program.budget_changes:
        return
    with ui.element("div").classes("ad-changes"):
        for change in program.budget_changes:
            was, will = money(change.old, program.currency), money(change.new, program.currency)
            with ui.element("div"):
                ui.icon("event").props('aria-hidden="true"')
                ui.label(_("From {}: {} → {}").format(format_day(change.start), was, will))


def _numbers(program: Program) -> None:
    with panel(), ui.element("div").classes("ad-grid ad-short"):
        _figure(_("Clicks"), count(program.clicks))
        _figure(_("Impressions"), count(program.impressions))
        _figure(_("Click rate"), percent(program.click_rate, 2))
        _figure(_("Cost per click"), money(program.cost_per_click, program.currency))


def _figure(name: str, value: str) -> None:
    fact(name, value, "ad-number")
