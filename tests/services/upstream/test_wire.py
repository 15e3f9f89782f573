"""The partner's spelling, both ways."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.upstream.wire import read_error, read_json, to_params


def test_values_are_spelled_as_the_partner_wants_them():
    values = {
        "business_id": "-NorthsideAutoGarage_0",
        "budget": 45_000,
        "is_autobid": False,
        "start": date(2026, 5, 4),
        "ad_categories": ["hvac", "plumbing"],
        "max_bid": None,
    }
    assert to_params(values) == {
        "business_id": "-NorthsideAutoGarage_0",
        "budget": "45000",
        "is_autobid": "false",
        "start": "2026-05-04",
        "ad_categories": ["hvac", "plumbing"],
    }


@pytest.mark.parametrize(
    "value", [250.0, Decimal(250), datetime(2026, 1, 1, tzinfo=UTC), b"x", [1.5], {"a": 1}]
)
def test_what_could_be_misread_is_refused(value):
    with pytest.raises(TypeError):
        to_params({"budget": value})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"error": {"id": "BAD", "description": "Too bad."}}', ("BAD", "Too bad.")),
        ('{"error": {"code": "BAD", "message": "Too\\n bad."}}', ("BAD", "Too bad.")),
        ('{"error": {"id": "BAD", "description": "", "message": "x"}}', ("BAD", "x")),
        ('{"error": "no such thing"}', (None, "no such thing")),
        ('{"errors": [{"id": "INVALID", "description": "No."}]}', ("INVALID", "No.")),
        ('{"code": "BAD", "message": "Bare."}', ("BAD", "Bare.")),
        ("The route does not exist\n", (None, "The route does not exist")),
        (
            "<html><head><title>503 Service Unavailable</title></head><body>x</body></html>",
            (None, "503 Service Unavailable"),
        ),
        ("<p>Be <b>right</b> back<style>p {}</style></p>", (None, "Be right back")),
        ("", (None, "")),
        ("null", (None, "")),
        ("[]", (None, "")),
        ('{"error": {"id": null, "description": ["x"]}}', (None, "")),
    ],
)
def test_error_bodies_of_every_shape(text, expected):
    assert read_error(text) == expected


@given(st.text() | st.binary().map(lambda raw: raw.decode(errors="replace")))
def test_no_error_body_is_too_odd(text):
    code, message = read_error(text)
    assert code is None or code
    assert len(message) <= 500


@pytest.mark.parametrize("text", ["NaN", '{"a": Infinity}', "[" * 100_000, '{"a": 1', "9" * 5_000])
def test_what_is_not_quite_json_is_a_value_error(text):
    with pytest.raises(ValueError):  # noqa: PT011 - json has many words for it
        read_json(text)
