"""What past durations say: a steady mix is told from many of them, a changed one from the new."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.durations import REMEMBERED, Law, trusted

LOW, HIGH = 2.0, 600.0
SOME_DURATIONS = st.lists(st.floats(0, 5000, allow_nan=False), min_size=1, max_size=80)


def lasting(median, sigma, count, seed=1):
    chance = random.Random(seed)  # noqa: S311 - a seed
    return [median * chance.lognormvariate(0, sigma) for _ in range(count)]


def two_heaps(count, seed=1):
    chance = random.Random(seed)  # noqa: S311 - a seed
    return [
        (5.0 if chance.random() < 0.4 else 45.0) * chance.lognormvariate(0, 0.15)
        for _ in range(count)
    ]


def many(weights):
    """As many equal ones would say as much."""
    return 1 / sum(weight * weight for weight in weights)


def share(law, low, high):
    """Of the jobs, that end between two ages."""
    over = {round(age, 6): ended for age, ended in zip(law.ages, law.ended, strict=True)}
    return over[max(a for a in over if a <= high)] - over[max(a for a in over if a <= low)]


@given(SOME_DURATIONS)
def test_the_weights_together_are_one_and_fall_with_age(durations):
    weights = trusted(durations)
    assert len(weights) == len(durations)
    assert sum(weights) == pytest.approx(1)
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize("seed", range(5))
def test_a_steady_mix_is_told_from_hundreds_of_jobs(seed):
    assert many(trusted(two_heaps(REMEMBERED, seed))) > 180


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("before", [15, 30, 120])
def test_soon_after_an_abrupt_change_the_new_jobs_count(before, seed):
    new = lasting(60, 0.2, 24, seed + 50)
    assert sum(trusted(new + lasting(before, 0.2, REMEMBERED - 24, seed))[:24]) > 0.6


def test_the_longer_a_change_is_past_the_more_of_the_new_is_used():
    old = lasting(15, 0.2, REMEMBERED)
    used = [
        many(trusted((lasting(60, 0.2, count, 50) + old)[:REMEMBERED])) for count in (24, 96, 256)
    ]
    assert used == sorted(used)


@given(SOME_DURATIONS, st.floats(0.05, 30))
@settings(max_examples=60, deadline=None)
def test_what_has_ended_only_grows_and_never_is_all(durations, low):
    law = Law(durations, low, max(HIGH, 2 * low))
    assert law.ages[0] == pytest.approx(low)
    assert all(one <= two + 1e-9 for one, two in zip(law.ended, law.ended[1:], strict=False))
    assert law.ended[0] >= -1e-9
    assert law.ended[-1] < 1
    assert min(law.hazards()) >= 0


def test_two_heaps_stay_apart():
    law = Law(two_heaps(REMEMBERED), LOW, HIGH)
    assert share(law, 12, 25) < 0.03
    assert share(law, 3, 8) == pytest.approx(0.4, abs=0.07)
    assert share(law, 28, 72) == pytest.approx(0.6, abs=0.07)


def test_a_wide_spread_is_smooth():
    hazards = Law([10 + n % 50 for n in range(64)], LOW, HIGH).hazards()
    ages = Law([10 + n % 50 for n in range(64)], LOW, HIGH).ages
    within = [hazard for hazard, age in zip(hazards, ages, strict=False) if 14 < age < 40]
    assert max(within) < 5 * min(within)


def test_one_job_that_lasts_as_none_before_is_expected_more_when_few_are_known():
    few, more = (Law(lasting(20, 0.1, count), LOW, HIGH) for count in (8, 256))
    assert 1 - few.ended[-80] > 1 - more.ended[-80] > 0
