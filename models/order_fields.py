"""One value of a request at a time: what a person or a REST client wrote, typed and checked.

Every reader takes the raw value, which is there, and raises `ValueError` with one sentence for the
person who wrote it. The rules are contract 3 and 4; those about two fields are in `order_checks`.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date

from models.dates import WRITE_A_DATE, parse_date
from models.ids import BusinessId, ProgramId
from models.money import Cents, format_dollars, parse_dollars
from models.program_type import FeePeriod, Pacing, ProgramType
from models.wording import N_, _, decimal

MIN_BUDGET = Cents(2500)
"""$25.00 a month (contract 3)."""

MIN_BID = Cents(50)
"""$0.50; the original's 25 cents was wrong (contract 16)."""

_BUSINESS_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_PROGRAM_ID = re.compile(r"[A-Za-z0-9_-]{22}")  # contract 1
_CURRENCY = re.compile(r"[A-Z]{3}")
_ALIAS = re.compile(r"[a-z0-9&_-]+")
_LONGEST_CODE = 100  # characters of a promo code
_LONGEST_QUOTE = 60  # characters of a wrong value worth repeating

ALIAS_HINT = N_("Use the short lower-case form, for example hvac, or choose from the list.")
START = N_("The start date")
END = N_("The end date")
_TRUTH = {"true": True, "false": False}


def present(value: object) -> bool:
    """Whether a value was given: None, blank text and an empty list count as left out."""
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, list | tuple | set | frozenset):
        return bool(value)
    return value is not None


def business_id(value: object) -> BusinessId:
    cleaned = _text(value, N_("The business ID is text of 22 characters."))
    if _BUSINESS_ID.fullmatch(cleaned) is None:
        raise ValueError(
            _(
                "A business ID has 22 letters, digits, - or _. It is not the page's address name,"
                " such as joes-plumbing-fresno."
            )
        )
    return BusinessId(cleaned)


def program_id(value: object) -> ProgramId:
    """An id that can be one; nothing else may get into the partner's addresses."""
    sentence = N_("A program ID has 22 letters, digits, - or _.")
    cleaned = _text(value, sentence)
    if _PROGRAM_ID.fullmatch(cleaned) is None:
        raise ValueError(_(sentence))
    return ProgramId(cleaned)


def program_type(value: object) -> ProgramType:
    word = _text(value, N_("Choose one of the program types.")).upper()
    if word not in set(ProgramType):
        sentence = _("Choose one of the program types: {}.")
        raise ValueError(sentence.format(", ".join(ProgramType)))
    return ProgramType(word)


def budget(value: object) -> Cents:
    cents = parse_dollars(value)
    if cents < MIN_BUDGET:
        sentence = _("The budget is at least {} a month.")
        raise ValueError(sentence.format(format_dollars(MIN_BUDGET)))
    return cents


def max_bid(value: object) -> Cents:
    cents = parse_dollars(value)
    if cents < MIN_BID:
        raise ValueError(_("The max bid is at least {}.").format(format_dollars(MIN_BID)))
    return cents


def switch(value: object) -> bool:
    """JSON's true and false, and the same as words."""
    if isinstance(value, bool):
        return value
    known = _TRUTH.get(value.strip().lower()) if isinstance(value, str) else None
    if known is None:
        raise ValueError(_("Automatic bidding is either true or false."))
    return known


def pacing(value: object) -> Pacing:
    sentence = N_("Pacing is paced or unpaced.")
    word = _text(value, sentence).lower()
    if word not in set(Pacing):
        raise ValueError(_(sentence))
    return Pacing(word)


def fee_period(value: object) -> FeePeriod:
    sentence = N_("The fee period is CALENDAR_MONTH or ROLLING_MONTH.")
    word = _text(value, sentence).upper().replace(" ", "_")
    if word not in set(FeePeriod):
        raise ValueError(_(sentence))
    return FeePeriod(word)


def currency(value: object) -> str:
    sentence = N_("The currency is a code of three letters, such as USD.")
    code = _text(value, sentence).upper()
    if _CURRENCY.fullmatch(code) is None:
        raise ValueError(_(sentence))
    return code


def ad_categories(value: object) -> tuple[str, ...]:
    """Category aliases from a list or comma-separated text, in their order, each once."""
    if isinstance(value, str):
        items: Iterable[object] = value.split(",")
    elif isinstance(value, list | tuple):
        items = value
    else:
        raise ValueError(_("Ad categories are a list of category aliases."))  # noqa: TRY004 - one kind
    aliases: dict[str, None] = {}  # a set that remembers its order
    for item in items:
        if not isinstance(item, str):
            raise ValueError(_("Ad categories are a list of category aliases."))  # noqa: TRY004
        alias = item.strip()
        if not alias:
            continue
        if _ALIAS.fullmatch(alias) is None:
            sentence = _('"{}" is not a category alias.').format(alias[:_LONGEST_QUOTE])
            raise ValueError(f"{sentence} {_(ALIAS_HINT)}")
        aliases[alias] = None
    if not aliases:
        sentence = _("Name at least one category alias.")
        raise ValueError(f"{sentence} {_(ALIAS_HINT)}")
    return tuple(aliases)


def day(value: object) -> date:
    if isinstance(value, date):
        # A datetime is a date to Python; its hour would be lost without a word.
        return parse_date(str(value))
    return parse_date(_text(value, WRITE_A_DATE))


def not_past(name: str, today: date) -> Callable[[object], date]:
    """A reader of days from the partner's `today` (Pacific) on; `name` is START or END."""

    def read(value: object) -> date:
        chosen = day(value)
        if chosen < today:
            sentence = _("{} is in the past (Pacific time). Choose {} or later.")
            raise ValueError(sentence.format(_(name), today.isoformat()))
        return chosen

    return read


def promotion_code(value: object) -> str:
    code = _text(value, N_("The promotion code is text."))
    if len(code) > _LONGEST_CODE or not code.isprintable():
        sentence = _("A promotion code is one line of at most {} characters.")
        raise ValueError(sentence.format(decimal(_LONGEST_CODE)))
    return code


def _text(value: object, sentence: str) -> str:
    if not isinstance(value, str):
        raise ValueError(_(sentence))  # noqa: TRY004 - one kind of refusal for the caller
    return value.strip()
