"""Rules about amounts and bidding, of a create and of an edit (contract 3 and 4); whole cents."""

from collections.abc import Iterator
from datetime import datetime

from services.upstream.sandbox.metrics import spent
from services.upstream.sandbox.problems import (
    INVALID,
    Problem,
    day,
    missing,
    on_field,
    text,
    whole,
)
from services.upstream.sandbox.records import Form, ProgramRecord
from services.upstream.sandbox.scenarios import Standing
from services.upstream.sandbox.times import pacific_day

LEAST_BUDGET = 2_500
LEAST_BID = 50
_FLAGS = {"true": True, "false": False}
_PACINGS = frozenset({"paced", "unpaced"})
_FEE_PERIODS = frozenset({"CALENDAR_MONTH", "ROLLING_MONTH"})


def autobid(form: Form) -> bool | None:
    return _FLAGS.get(text(form, "is_autobid") or "")


def money_of_create(form: Form, currency: str, standing: Standing) -> Iterator[Problem]:
    for name in ("budget", "is_autobid"):
        if name not in form:
            yield missing(name)
    yield from _amount(form, "budget", LEAST_BUDGET)
    bids_itself = autobid(form)
    if bids_itself is None:
        yield missing("is_autobid")
    yield from _bid(form, bids_itself=bool(bids_itself), budget=whole(text(form, "budget")))
    yield from _pacing(form, bids_itself=bool(bids_itself))
    if (text(form, "currency") or currency) != currency:
        yield on_field("currency", "CURRENCY_MISMATCH", f"The currency must be {currency}.")
    period = text(form, "fee_period")
    if period is not None and (
        standing is Standing.FEE_PERIOD_REFUSED or period not in _FEE_PERIODS
    ):
        message = "The fee period type is not supported."
        yield on_field("fee_period", "FEE_PERIOD_TYPE_NOT_SUPPORTED_ERROR", message)


def money_of_edit(form: Form, program: ProgramRecord, now: datetime) -> Iterator[Problem]:
    yield from _amount(form, "budget", LEAST_BUDGET)
    yield from _planned(form, now)
    budget = whole(text(form, "budget"))
    if budget is not None and "future_budget_date" not in form and budget < spent(program, now):
        yield on_field(
            "budget",
            "CANNOT_DECREASE_BUDGET_BELOW_AMOUNT_ALREADY_SPENT",
            "More than that was already spent in this period.",
        )
    if "is_autobid" in form and autobid(form) is None:
        yield missing("is_autobid")
    before = bool(program.is_autobid)
    after = autobid(form)
    bids_itself = before if after is None else after
    if "max_bid" in form and after is None and before:
        yield on_field("max_bid", "COULD_NOT_MODIFY_PROGRAM", "The program bids automatically.")
    if "max_bid" in form or (before and not bids_itself):
        yield from _bid(form, bids_itself=bids_itself, budget=budget or program.budget)
    elif budget is not None and program.max_bid is not None and program.max_bid > budget:
        yield _too_high("budget")
    yield from _pacing(form, bids_itself=bids_itself)
    if (text(form, "currency") or program.currency) != program.currency:
        yield on_field("currency", "CURRENCY_MISMATCH", "The currency cannot change.")


def _amount(form: Form, name: str, least: int) -> Iterator[Problem]:
    if name not in form:
        return
    amount = whole(text(form, name))
    if amount is None:
        yield on_field(name, "INVALID_PRICE", f"{name} is not a whole number of cents")
    elif amount < least:
        yield on_field(name, "INVALID_PRICE", f"{name} must be at least {least} cents")


def _bid(form: Form, *, bids_itself: bool, budget: int | None) -> Iterator[Problem]:
    if bids_itself:
        if "max_bid" in form:
            yield on_field("max_bid", INVALID, "max_bid is not valid with is_autobid")
        return
    if "max_bid" not in form:
        yield missing("max_bid")
    yield from _amount(form, "max_bid", LEAST_BID)
    bid = whole(text(form, "max_bid"))
    if bid is not None and budget is not None and bid > budget:
        yield _too_high("max_bid")


def _too_high(name: str) -> Problem:
    return on_field(name, "BID_TOO_HIGH_FOR_BUDGET", "The bid is higher than the budget.")


def _pacing(form: Form, *, bids_itself: bool) -> Iterator[Problem]:
    pacing = text(form, "pacing_method")
    if pacing is None:
        return
    if pacing not in _PACINGS:
        yield missing("pacing_method")
    if pacing == "unpaced" and bids_itself:
        yield on_field("pacing_method", INVALID, "unpaced is not valid with is_autobid")


def _planned(form: Form, now: datetime) -> Iterator[Problem]:
    if "future_budget_date" not in form:
        return
    if "budget" not in form:
        yield missing("budget")
    planned = day(text(form, "future_budget_date"))
    if planned is None or planned <= pacific_day(now):
        message = "future_budget_date must be a date in the future"
        yield on_field("future_budget_date", INVALID, message)
