"""From what was written to what is ordered: all problems at once, one sentence a field.

The rules of single fields are in `order_fields`; here are those about several of them (contract 3,
4 and 18.14). What only the partner can know (spent budget, permissions) is left to the partner.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from models import order_fields as fields
from models.dates import OPEN_END
from models.fields import CPC_FIELDS, FORM_FIELDS
from models.money import Cents, format_dollars
from models.order_models import CreateOrder, FieldProblem, InvalidOrder
from models.program_type import Pacing, ProgramType
from models.wording import N_, _

T = TypeVar("T")

_NAMES = {
    "budget": N_("a budget"),
    "future_budget_date": N_("a budget date"),
    "is_autobid": N_("automatic bidding"),
    "max_bid": N_("a max bid"),
    "pacing_method": N_("pacing"),
    "fee_period": N_("a fee period"),
    "currency": N_("a currency"),
    "ad_categories": N_("ad categories"),
}

BID_OVER_BUDGET = N_(
    "One click could cost more than the monthly budget. Raise the budget or lower the bid."
)
BID_WITH_AUTOBID = N_(
    "Automatic bidding sets the bids itself. Leave the max bid empty, or switch it off."
)
UNPACED_WITH_AUTOBID = N_("Unpaced needs a max bid of your own; automatic bidding is always paced.")
BID_MISSING = N_("Enter a max bid, or switch automatic bidding on.")
END_BEFORE_START = N_("The end date must be after the start date.")


class Reading:
    """The values of one request, read field by field, and the problems found on the way."""

    def __init__(self, raw: Mapping[str, object]) -> None:
        self._raw = raw
        self._problems: dict[str, str] = {}

    def given(self, field: str) -> bool:
        return fields.present(self._raw.get(field))

    def take(self, field: str, read: Callable[[object], T]) -> T | None:
        """The typed value; None when it was left out or refused, and then the problem is kept."""
        if not self.given(field):
            return None
        try:
            return read(self._raw[field])
        except ValueError as refusal:
            self.refuse(field, str(refusal))
            return None

    def require(self, field: str, read: Callable[[object], T], sentence: str) -> T | None:
        if not self.given(field):
            self.refuse(field, sentence)
        return self.take(field, read)

    def refuse(self, field: str, sentence: str) -> None:
        """Only the first problem of a field is kept: the next may be a mere consequence."""
        self._problems.setdefault(field, _(sentence))

    def refuse_unknown(self) -> None:
        for key in self._raw:
            if key not in FORM_FIELDS:
                self.refuse(key, _("Unknown field. Leave it out."))

    def refuse_cpc_fields(self) -> None:
        """For the nine types that take no money parameter (contract 3)."""
        for field in FORM_FIELDS:
            if field in CPC_FIELDS and self.given(field):
                sentence = _("Only CPC programs take {}.")
                self.refuse(field, sentence.format(_(_NAMES[field])))

    def settle(self) -> None:
        """Raises `InvalidOrder` with every problem, in the order of the form."""
        if self._problems:
            known = [name for name in FORM_FIELDS if name in self._problems]
            others = [name for name in self._problems if name not in FORM_FIELDS]
            raise InvalidOrder(FieldProblem(name, self._problems[name]) for name in known + others)


def check_create(raw: Mapping[str, object], today: date) -> CreateOrder:
    """A request for a new program; `raw` has REST names and dollars, `today` is Pacific.

    Raises `InvalidOrder` with all problems.
    """
    reading = Reading(raw)
    reading.refuse_unknown()
    business = reading.require("business_id", fields.business_id, N_("Enter the business ID."))
    kind = reading.require("program_name", fields.program_type, N_("Choose a program type."))
    if reading.given("future_budget_date"):
        reading.refuse("future_budget_date", _("A new program has no budget to change later."))
    if kind is not None and not kind.is_cpc:
        reading.refuse_cpc_fields()
    start = reading.take("start", fields.not_past(fields.START, today))
    end = reading.take("end", fields.not_past(fields.END, today))
    if start is not None and end is not None and end <= start:
        reading.refuse("end", END_BEFORE_START)
    values = _money(reading, kind) | {
        "business_id": business,
        "program_type": kind,
        "start": start,
        "end": None if end == OPEN_END else end,  # the partner's own way to say "no end"
        "promotion_code": reading.take("promotion_code", fields.promotion_code),
    }
    reading.settle()
    return CreateOrder.model_validate(values)


def _money(reading: Reading, kind: ProgramType | None) -> dict[str, object]:
    """The CPC values; only those that were given when the type is not (yet) CPC."""
    is_cpc = kind is ProgramType.CPC
    if is_cpc and not reading.given("budget"):
        reading.refuse("budget", _("Enter the monthly budget."))
    budget = reading.take("budget", fields.budget)
    max_bid = reading.take("max_bid", fields.max_bid)
    autobid = reading.take("is_autobid", fields.switch)
    if is_cpc and not reading.given("is_autobid"):
        # The partner demands it; who left it out meant manual bidding only if a bid is there.
        autobid = not reading.given("max_bid")
    pacing = reading.take("pacing_method", fields.pacing)
    if is_cpc:
        if autobid is False and not reading.given("max_bid"):
            reading.refuse("max_bid", BID_MISSING)
        check_bidding(reading, autobid=autobid, pacing=pacing)
        check_bid_fits(reading, max_bid, budget)
    return {
        "budget": budget,
        "is_autobid": autobid,
        "max_bid": max_bid,
        "pacing": pacing,
        "fee_period": reading.take("fee_period", fields.fee_period),
        "currency": reading.take("currency", fields.currency),
        "ad_categories": reading.take("ad_categories", fields.ad_categories) or (),
    }


def check_bidding(reading: Reading, *, autobid: bool | None, pacing: Pacing | None) -> None:
    """What automatic bidding excludes: a max bid, and unpaced delivery (contract 3)."""
    if not autobid:
        return
    if reading.given("max_bid"):
        reading.refuse("max_bid", BID_WITH_AUTOBID)
    if pacing is Pacing.UNPACED:
        reading.refuse("pacing_method", UNPACED_WITH_AUTOBID)


def check_bid_fits(reading: Reading, max_bid: Cents | None, budget: Cents | None) -> None:
    """The partner's BID_TOO_HIGH_FOR_BUDGET, said before anything is sent."""
    if max_bid is not None and budget is not None and max_bid > budget:
        reading.refuse("max_bid", BID_OVER_BUDGET)


def too_low_for_bid(max_bid: Cents) -> str:
    sentence = _("The budget would be lower than the max bid of {}.")
    return sentence.format(format_dollars(max_bid))
