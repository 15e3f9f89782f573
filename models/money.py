"""Money is whole cents inside and a decimal of dollars at the edges; never binary fractions.

`int(float * 100)` turns 64.10 into 6409 and 4.35 into 434 (contract 18.6). A JSON number arrives as
a float all the same, so it is read through its shortest decimal spelling, which is what was typed.
"""

import re
from decimal import Decimal
from typing import NewType

from models.wording import N_, _, decimal

Cents = NewType("Cents", int)
"""A whole number of cents of the program's currency."""

MAX_CENTS = Cents(1_000_000_000)
"""$10,000,000.00: far above any monthly budget, so more is a slip of the finger."""

_LONGEST = 40  # characters; no amount a person means is longer
_PLAIN = re.compile(r"\$?[ ]*(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<rest>[0-9]*))?")

_NOT_AN_AMOUNT = N_("Enter an amount in dollars, such as 250.00.")
_NEGATIVE = N_("The amount cannot be negative.")
_TOO_FINE = N_("Use at most two decimals, such as 250.00.")
_TOO_LARGE = N_("The amount is too large.")


def parse_dollars(value: object) -> Cents:
    """Dollars as a person or a JSON document writes them, in cents.

    Takes `int`, `float` and `Decimal` as numbers of dollars, and text such as "250", "1,250.00",
    "$25" or " 25 ". Raises `ValueError` with a sentence for a person: anything else, a negative
    amount, more than two decimals, more than `MAX_CENTS`, and the values that are not numbers.
    """
    if isinstance(value, bool):  # a bool is an int to Python, and never an amount
        raise ValueError(_(_NOT_AN_AMOUNT))  # noqa: TRY004 - one kind of refusal for the caller
    if isinstance(value, str):
        dollars = _from_text(value)
    elif isinstance(value, int):
        if value > MAX_CENTS:  # before Decimal: a huge int is slow to convert
            raise ValueError(_(_TOO_LARGE))
        dollars = Decimal(value)
    elif isinstance(value, float):
        dollars = Decimal(repr(value))
    elif isinstance(value, Decimal):
        dollars = value
    else:
        raise ValueError(_(_NOT_AN_AMOUNT))  # noqa: TRY004 - as above
    return _to_cents(dollars)


def format_dollars(cents: int) -> str:
    """For a person: `125000` as "$1,250.00", a negative amount as "-$1,250.00"."""
    sign = "-" if cents < 0 else ""
    return sign + _("${}").format(decimal(Decimal(abs(cents)).scaleb(-2), 2))


def format_amount(cents: int, currency: str | None = None) -> str:
    """Dollars with their sign; any other currency by its code, which cannot be mistaken."""
    if currency in {None, "USD"}:
        return format_dollars(cents)
    return f"{decimal(Decimal(cents).scaleb(-2), 2)} {currency}"


def to_decimal_string(cents: int) -> str:
    """`125000` as "1250.00", the form amounts have in REST answers and in form fields."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole}.{rest:02d}"


def _from_text(text: str) -> Decimal:
    cleaned = text.strip()
    if len(cleaned) > _LONGEST:
        raise ValueError(_(_NOT_AN_AMOUNT))
    if cleaned.startswith(("-", "$-", "\N{MINUS SIGN}")):
        raise ValueError(_(_NEGATIVE))
    match = _PLAIN.fullmatch(cleaned)
    if match is None:
        raise ValueError(_(_NOT_AN_AMOUNT))
    rest = match["rest"] or ""
    if len(rest) > 2:  # noqa: PLR2004 - cents have two digits
        raise ValueError(_(_TOO_FINE))
    return Decimal(f"{match['whole'].replace(',', '')}.{rest or '0'}")


def _to_cents(dollars: Decimal) -> Cents:
    if not dollars.is_finite():
        raise ValueError(_(_NOT_AN_AMOUNT))
    if dollars < 0:
        raise ValueError(_(_NEGATIVE))
    if dollars > MAX_CENTS // 100:  # before the product, which could overflow
        raise ValueError(_(_TOO_LARGE))
    cents = dollars * 100
    # Compared as exact values: a context rounds a product of more than 28 digits.
    if cents != cents.to_integral_value() or Decimal(int(cents)).scaleb(-2) != dollars:
        raise ValueError(_(_TOO_FINE))
    return Cents(int(cents))
