"""Numbers as a person reads them."""

from datetime import timedelta

import pytest

from components.amounts import span


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(milliseconds=40), "< 0.1 s"),
        (timedelta(seconds=2.74), "2.7 s"),
        (timedelta(seconds=59.9), "59 s"),
        (timedelta(minutes=1, seconds=5), "1 min 05 s"),
        (timedelta(hours=23, minutes=59, seconds=59), "23 h 59 min"),
        (timedelta(days=1), "1 day 0 h"),
        (timedelta(days=45, hours=23, minutes=4), "45 days 23 h"),
    ],
)
def test_a_span_is_said_in_its_two_greatest_units(passed, said):
    assert span(passed) == said
