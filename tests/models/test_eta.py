"""How long it usually takes: nothing invented, never zero, and right as often as it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.eta import MIXES, back_test
from models.eta import outlook
from models.polling import KEPT, MIN_HISTORY

SECONDS = st.floats(min_value=0, max_value=1e5)
KNOWN = st.lists(SECONDS, min_size=MIN_HISTORY, max_size=KEPT)


def test_below_eight_jobs_nothing_is_known():
    assert outlook([40.0] * (MIN_HISTORY - 1)) is None
    assert outlook([40.0] * MIN_HISTORY).jobs == MIN_HISTORY


def test_the_range_leaves_out_the_odd_ones():
    known = outlook([float(40 + n % 36) for n in range(KEPT - 2)] + [3.0, 900.0])
    assert 38 < known.low < 50
    assert 65 < known.high <= 75


def test_what_is_left_is_counted_from_the_jobs_that_took_longer():
    known = outlook([10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0])
    assert known.left(0) == pytest.approx(60, abs=10)
    assert known.left(55) == pytest.approx(25, abs=10)
    assert known.left(55) > known.left(0) - 55, "older than half of them: it takes longer"


def test_beyond_nine_of_ten_nothing_is_left_to_say():
    known = outlook([40.0] * 20 + [50.0])
    assert not known.late(known.high)
    assert known.late(known.high + 1)
    assert known.left(known.high + 1) is None


@given(KNOWN, SECONDS)
def test_what_is_left_is_never_zero_or_negative(durations, elapsed):
    left = outlook(durations).left(elapsed)
    assert left is None or left > 0


@given(KNOWN)
def test_the_range_is_in_order_and_no_job_takes_no_time(durations):
    known = outlook(durations)
    assert 1 <= known.low <= known.high <= max(1, *durations)
    assert [start for start, _ in known.steps] == sorted(start for start, _ in known.steps)


@pytest.mark.parametrize("mix", MIXES, ids=lambda mix: mix.__name__)
def test_past_jobs_bear_it_out(mix):
    found = back_test(mix, 5, 500)
    assert 0.40 <= found.median <= 0.60
    assert 0.85 <= found.nine_of_ten <= 0.95
