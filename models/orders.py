"""Orders: what a person asks of the partner, checked, worded and put into the partner's terms.

`check_create` and `check_edit` turn raw values into orders, `wire_values` says what to send,
`review` says it to the person before it is sent, `to_form` brings the values back into the form.
Orders are stored with `model_dump(mode="json")` and read back with `model_validate`, exactly.
"""

from collections.abc import Callable, Mapping
from datetime import date

from models.dates import format_day, is_open_end
from models.money import format_amount, format_dollars, to_decimal_string
from models.order_checks import check_create
from models.order_edits import check_edit
from models.order_fields import MIN_BID, MIN_BUDGET
from models.order_models import CreateOrder, EditOrder, FieldProblem, InvalidOrder, Order
from models.program import Program
from models.program_type import Pacing
from models.wording import _

__all__ = [
    "MIN_BID",
    "MIN_BUDGET",
    "CreateOrder",
    "EditOrder",
    "FieldProblem",
    "InvalidOrder",
    "Order",
    "check_create",
    "check_edit",
    "check_edit_field",
    "check_field",
    "review",
    "to_form",
    "wire_values",
]


def check_field(name: str, raw: Mapping[str, object], today: date) -> str | None:
    """What is wrong with one field of the create form as it stands; None when nothing is."""
    return _problem_of(name, lambda: check_create(raw, today))


def check_edit_field(
    name: str, raw: Mapping[str, object], program: Program | None, today: date
) -> str | None:
    """What is wrong with one field of the edit form as it stands; None when nothing is."""
    return _problem_of(name, lambda: check_edit(raw, program, today))


def wire_values(order: Order) -> dict[str, object]:
    """The partner's parameters in order, only those to send (contract 3 and 4).

    Values are `int` cents, `bool`, `date`, `str`, and `list[str]` for the repeated key
    `ad_categories`; spelling them on the wire is the client's business. `max_bid` is never sent
    together with `is_autobid=true`.
    """
    values: dict[str, object] = {}
    if isinstance(order, CreateOrder):
        values |= {"business_id": str(order.business_id), "program_name": order.program_type.value}
    values |= {"start": order.start, "end": order.end}
    if isinstance(order, CreateOrder):
        values["promotion_code"] = order.promotion_code
    values["budget"] = order.budget
    if isinstance(order, EditOrder):
        values["future_budget_date"] = order.future_budget_date
    values["is_autobid"] = order.is_autobid
    values["max_bid"] = None if order.is_autobid else order.max_bid
    if isinstance(order, CreateOrder):
        values["currency"] = order.currency
    values["pacing_method"] = order.pacing.value if order.pacing else None
    if isinstance(order, CreateOrder):
        values["fee_period"] = order.fee_period.value if order.fee_period else None
    values["ad_categories"] = list(order.ad_categories) or None
    return {name: value for name, value in values.items() if value is not None}


def to_form(order: Order) -> dict[str, object]:
    """The values as the form and REST have them: REST names, dollars as text, days as text.

    Checking them again on the day they were valid gives the same order.
    """
    form: dict[str, object] = dict(wire_values(order))
    for name, value in form.items():
        if isinstance(value, date):
            form[name] = value.isoformat()
        elif name in ("budget", "max_bid") and isinstance(value, int):
            form[name] = to_decimal_string(value)
    return form


def review(order: Order) -> str:
    """The order in a sentence for the person who is about to send it, without a full stop.

    "$200.00 a month from 10.01.2027, at most $5.00 a click": amounts are printed as they will be
    understood, so that a slip of a factor of 100 is seen (contract 18.6).
    """
    parts = _create_parts(order) if isinstance(order, CreateOrder) else _edit_parts(order)
    sentence = ", ".join(part for part in parts if part)
    return sentence[:1].upper() + sentence[1:]


def _create_parts(order: CreateOrder) -> list[str]:
    what = order.program_type.label
    if order.budget is not None:
        what = _("{} a month").format(format_amount(order.budget, order.currency))
    if order.start:
        lines = [_("{} from {}").format(what, format_day(order.start)) + _until(order.end)]
    else:
        lines = [what, _("starting at once") + _until(order.end)]
    code = order.promotion_code
    return [
        *lines,
        _bidding(order, order.currency),
        _pacing(order.pacing),
        _categories(order.ad_categories),
        _("promotion code {}").format(code) if code else "",
    ]


def _edit_parts(order: EditOrder) -> list[str]:
    parts: list[str] = []
    if order.budget is not None:
        day, budget = order.future_budget_date, format_dollars(order.budget)
        later = _("budget {} a month from {}").format(budget, format_day(day)) if day else ""
        parts.append(later or _("budget {} a month at once").format(budget))
    parts.append(_bidding(order, None))
    if order.start:
        parts.append(_("start {}").format(format_day(order.start)))
    if is_open_end(order.end) and order.end:
        parts.append(_("no end date"))
    elif order.end:
        parts.append(_("end {}").format(format_day(order.end)))
    return [*parts, _pacing(order.pacing), _categories(order.ad_categories)]


def _until(end: date | None) -> str:
    return _(" until {}").format(format_day(end)) if end else ""


def _bidding(order: Order, currency: str | None) -> str:
    if order.is_autobid:
        return _("bids set automatically")
    if order.max_bid is None:
        return ""
    return _("at most {} a click").format(format_amount(order.max_bid, currency))


def _pacing(pacing: Pacing | None) -> str:
    if pacing is None:
        return ""
    spread = pacing is Pacing.PACED
    return _("spread over the month") if spread else _("not spread over the month")


def _categories(aliases: tuple[str, ...]) -> str:
    return _("only in {}").format(_(" and ").join(aliases)) if aliases else ""


def _problem_of(name: str, check: Callable[[], object]) -> str | None:
    try:
        check()
    except InvalidOrder as invalid:
        return next((found.message for found in invalid.problems if found.field == name), None)
    return None
