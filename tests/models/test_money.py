from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import MAX_CENTS, format_dollars, parse_dollars, to_decimal_string

amounts = st.integers(min_value=0, max_value=MAX_CENTS)


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        (64.10, 6410),
        (4.35, 435),
        (1e2, 10000),
        (-0.0, 0),
        (200, 20000),
        (0, 0),
        (Decimal("25.5"), 2550),
        (Decimal("25.000"), 2500),
        ("1,250.00", 125000),
        ("$25", 2500),
        ("$ 25.5", 2550),
        (" 25 ", 2500),
        ("25.", 2500),
        ("1000000", 100000000),
        ("1,000,000.01", 100000001),
    ],
)
def test_dollars_become_exact_cents(written, cents):
    assert parse_dollars(written) == cents


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (True, "Enter an amount"),
        (None, "Enter an amount"),
        ([], "Enter an amount"),
        ("", "Enter an amount"),
        ("a lot", "Enter an amount"),
        ("1e3", "Enter an amount"),
        ("25,50", "Enter an amount"),
        ("1,25.00", "Enter an amount"),
        (".5", "Enter an amount"),
        ("25 $", "Enter an amount"),
        ("٢٥", "Enter an amount"),
        ("9" * 100, "Enter an amount"),
        (float("nan"), "Enter an amount"),
        (float("inf"), "Enter an amount"),
        (Decimal("sNaN"), "Enter an amount"),
        (-1, "cannot be negative"),
        (-0.01, "cannot be negative"),
        ("-25", "cannot be negative"),
        ("$-25", "cannot be negative"),
        ("25.001", "at most two decimals"),
        (25.001, "at most two decimals"),
        (Decimal("1." + "0" * 60 + "1"), "at most two decimals"),
        (Decimal("1E-999999"), "at most two decimals"),
        (Decimal("1E+999999"), "too large"),
        (10_000_001, "too large"),
        (10**400, "too large"),
        (1e300, "too large"),
        ("10000000.01", "too large"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_sentence(written, sentence):
    with pytest.raises(ValueError, match=sentence) as refusal:
        parse_dollars(written)
    assert str(refusal.value).endswith(".")


@given(amounts)
def test_what_is_printed_can_be_read_again(cents):
    assert parse_dollars(format_dollars(cents)) == cents
    assert parse_dollars(to_decimal_string(cents)) == cents
    assert parse_dollars(Decimal(to_decimal_string(cents))) == cents


@given(amounts)
def test_a_json_number_keeps_its_cents(cents):
    assert parse_dollars(float(to_decimal_string(cents))) == cents


@given(st.one_of(st.text(), st.floats(), st.integers(), st.decimals(allow_nan=True)))
def test_anything_is_read_or_refused_as_a_value_error(value):
    try:
        cents = parse_dollars(value)
    except ValueError:
        return
    assert 0 <= cents <= MAX_CENTS


def test_amounts_are_printed_for_people_and_for_machines():
    assert format_dollars(125000) == "$1,250.00"
    assert format_dollars(5) == "$0.05"
    assert format_dollars(-500) == "-$5.00"
    assert to_decimal_string(125000) == "1250.00"
    assert to_decimal_string(-5) == "-0.05"
