"""From what was written on the edit form to the values that really change (contract 4)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from models import order_checks as checks
from models import order_fields as fields
from models.dates import is_open_end
from models.money import Cents, parse_dollars
from models.order_models import EditOrder, FieldProblem, InvalidOrder
from models.program import Program
from models.program_type import Pacing, ProgramType
from models.wording import N_, _

T = TypeVar("T")

NOTHING_CHANGED = N_("Nothing has changed.")
CATEGORIES_EMPTIED = N_(
    "The category list cannot be emptied. For all categories, list each of them."
)
END_EMPTIED = N_("An end date cannot be removed; choose a later one.")

_FROZEN = {
    "business_id": N_("business"),
    "program_name": N_("program type"),
    "fee_period": N_("fee period"),
    "currency": N_("currency"),
    "promotion_code": N_("promotion code"),
}


def check_edit(
    raw: Mapping[str, object],
    program: Program | None,
    today: date,
    *,
    kind: ProgramType | None = None,
) -> EditOrder:
    """The changes of a request; `raw` has REST names and dollars, `today` is Pacific.

    A value that equals the program's is no change and is left out. `program` is None when the
    partner could not be asked: then everything given counts as a change, and `kind` is the type
    where only that is known. None in `raw` means "left alone"; an emptied end date or category list
    is refused, for the partner cannot clear them. Raises `InvalidOrder` with all problems, or with
    "Nothing has changed.".
    """
    reading = checks.Reading(raw)
    reading.refuse_unknown()
    _refuse_frozen(reading, raw, program)
    kind = program.type if program is not None else kind
    if kind is not None and not kind.is_cpc:
        reading.refuse_cpc_fields()
    _refuse_cleared(reading, raw, program)
    changes = _dates(reading, program, today) | _money(reading, program, today)
    categories = reading.take("ad_categories", fields.ad_categories)
    if categories and not (program and set(categories) == set(program.ad_categories)):
        changes["ad_categories"] = categories
    reading.settle()
    changed = {name: value for name, value in changes.items() if value is not None}
    if not changed:
        raise InvalidOrder([FieldProblem("", _(NOTHING_CHANGED))])
    return EditOrder.model_validate(changed)


def _refuse_frozen(
    reading: checks.Reading, raw: Mapping[str, object], program: Program | None
) -> None:
    for field, name in _FROZEN.items():
        if reading.given(field) and not _same_as_now(field, raw[field], program):
            sentence = _("The {} cannot be changed; create a new program.")
            reading.refuse(field, sentence.format(_(name)))


def _same_as_now(field: str, value: object, program: Program | None) -> bool:
    if program is None:
        return False
    now: dict[str, tuple[object, Callable[[object], object]]] = {
        "business_id": (program.business_id, fields.business_id),
        "program_name": (program.type, fields.program_type),
        "fee_period": (program.fee_period, fields.fee_period),
        "currency": (program.currency, fields.currency),
    }
    current, read = now.get(field, (None, fields.promotion_code))
    try:
        return current is not None and read(value) == current
    except ValueError:
        return False


def _refuse_cleared(
    reading: checks.Reading, raw: Mapping[str, object], program: Program | None
) -> None:
    """An emptied value is not the same as one left alone, and the partner cannot empty these."""
    categories, end = raw.get("ad_categories"), raw.get("end")
    if categories is not None and not fields.present(categories):
        # Blank text may be an untouched input; an empty list was written on purpose.
        meant = program.ad_categories if program else not isinstance(categories, str)
        if meant:
            reading.refuse("ad_categories", CATEGORIES_EMPTIED)
    if end is not None and not fields.present(end) and program is not None and program.end:
        reading.refuse("end", END_EMPTIED)


def _dates(reading: checks.Reading, program: Program | None, today: date) -> dict[str, object]:
    start_now = program.start if program else None
    end_now = program.end if program else None
    start = _changed(reading.take("start", fields.day), start_now)
    if start is not None and start_now is not None and start_now <= today:
        reading.refuse("start", _("The program has begun; its start date cannot be changed."))
    elif start is not None:
        start = reading.take("start", fields.not_past(fields.START, today))
    end = _changed(reading.take("end", fields.day), end_now)
    if end is not None:
        end = reading.take("end", fields.not_past(fields.END, today))
    if program is not None and end_now is None and is_open_end(end):
        end = None
    first, last = start or start_now, end or end_now
    if (start or end) and first and last and (last < first or (start and last == first)):
        reading.refuse("end" if end else "start", checks.END_BEFORE_START)
    return {"start": start, "end": end}


def _money(reading: checks.Reading, program: Program | None, today: date) -> dict[str, object]:
    budget_now = program.budget if program else None
    budget = _amount(reading, "budget", fields.budget, budget_now)
    later = _budget_date(reading, budget, today)
    autobid_now = program.is_autobid if program else None
    autobid = _changed(reading.take("is_autobid", fields.switch), autobid_now)
    automatic = autobid_now if autobid is None else autobid
    pacing = reading.take("pacing_method", fields.pacing)
    if automatic and pacing is Pacing.UNPACED:
        reading.refuse("pacing_method", checks.UNPACED_WITH_AUTOBID)
    bid_now = program.max_bid if program else None
    bid = _bid(reading, bid_now, switched=autobid is not None, automatic=bool(automatic))
    if not automatic:
        kept = budget_now if budget is None or later is not None else None
        for effective in (kept, budget):
            checks.check_bid_fits(reading, bid, effective)
        if budget is not None and bid is None and bid_now is not None and bid_now > budget:
            reading.refuse("budget", checks.too_low_for_bid(bid_now))
    return {
        "budget": budget,
        "future_budget_date": later,
        "is_autobid": autobid,
        "max_bid": bid,
        "pacing": pacing,
    }


def _bid(
    reading: checks.Reading, bid_now: Cents | None, *, switched: bool, automatic: bool
) -> Cents | None:
    """The max bid to send. Switching to manual bidding needs one, even the one it had before."""
    if switched and not automatic:
        if not reading.given("max_bid"):
            reading.refuse("max_bid", checks.BID_MISSING)
        return reading.take("max_bid", fields.max_bid)
    bid = _amount(reading, "max_bid", fields.max_bid, bid_now)
    if bid is not None and automatic:
        reading.refuse("max_bid", checks.BID_WITH_AUTOBID)
    return bid


def _budget_date(reading: checks.Reading, budget: Cents | None, today: date) -> date | None:
    """The day a new budget begins: only with a budget, and only after today (contract 4)."""
    later = reading.take("future_budget_date", fields.day)
    if later is None:
        return None
    if not reading.given("budget"):
        reading.refuse("future_budget_date", _("Enter the new budget as well."))
    elif budget is None:  # the same as now, or refused; then the budget has its own sentence
        reading.refuse("future_budget_date", _("The budget stays the same; no date is needed."))
    if later <= today:
        reading.refuse(
            "future_budget_date", _("Choose a day after today, or no date to change it at once.")
        )
    return later


def _amount(
    reading: checks.Reading, field: str, read: Callable[[object], Cents], current: Cents | None
) -> Cents | None:
    """An amount that changes; the program's own is no change, even one the rules would refuse."""
    amount = reading.take(field, parse_dollars)
    return None if amount is None or amount == current else reading.take(field, read)


def _changed(value: T | None, current: object) -> T | None:
    return None if value == current else value
