"""Looks go where an end is likely, never more of them, and never too seldom."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.polling import KEPT, MIN_HISTORY, Pauses, Plan

PAUSES = Pauses(2.0, 15.0)
SOME_DURATIONS = st.lists(
    st.floats(0, 5000, allow_nan=False), min_size=MIN_HISTORY, max_size=KEPT + 10
)
SOME_PAUSES = st.builds(Pauses, st.floats(0.05, 30), st.floats(0.05, 60))


def ages(plan, until, first=PAUSES.first):
    """The ages at which a job that is not over is looked at."""
    age, looked = first, []
    while age < until:
        looked.append(age)
        age += plan.next(age)
    return looked


def lasting(median, sigma, count=KEPT, seed=1):
    chance = random.Random(seed)  # noqa: S311 - a seed
    return [median * chance.lognormvariate(0, sigma) for _ in range(count)]


def late(plan, duration):
    age = PAUSES.first
    while age < duration:
        age += plan.next(age)
    return age - duration


def test_a_job_is_looked_at_seldom_early_and_closely_around_its_likely_end():
    looked = ages(Plan(PAUSES, lasting(40, 0.1)), 60)
    early = [age for age in looked if age < 30]
    close = [age for age in looked if 34 <= age < 46]
    assert len(early) < 5
    assert len(close) > 8


def test_two_heaps_are_looked_at_closely_and_the_gap_between_them_is_not():
    durations = [d for pair in zip(lasting(6, 0.1), lasting(45, 0.1), strict=True) for d in pair]
    looked = ages(Plan(PAUSES, durations), 70)
    heap = [age for age in looked if 38 <= age < 52]
    gap = [age for age in looked if 12 <= age < 26]
    assert len(heap) > 2 * len(gap)


@pytest.mark.parametrize("sigma", [0.05, 0.2, 0.35])
def test_the_same_requests_know_of_the_end_earlier(sigma):
    plan, jobs = Plan(PAUSES, lasting(32, sigma)), lasting(32, sigma, 300, seed=2)
    looks = sum(1 + len(ages(plan, job)) for job in jobs)
    usual = sum(1 + len(ages(PAUSES, job)) for job in jobs)
    assert looks <= 1.1 * usual
    assert sum(late(plan, job) for job in jobs) < 0.6 * sum(late(PAUSES, job) for job in jobs)


def test_recent_jobs_weigh_more_than_old_ones():
    new, old = lasting(60, 0.1, KEPT // 2), lasting(15, 0.1, KEPT // 2)
    looked = ages(Plan(PAUSES, new + old), 80)
    assert len([a for a in looked if 50 <= a < 70]) > len([a for a in looked if 10 <= a < 30])


def test_short_jobs_that_ended_first_do_not_hide_the_long_ones_that_still_run():
    plan = Plan(PAUSES, lasting(5, 0.2, MIN_HISTORY))
    assert all(late(plan, duration) <= PAUSES.longest for duration in range(20, 600, 7))
    assert len(ages(plan, 300)) <= 1.5 * len(ages(PAUSES, 300)) + 2


@given(SOME_PAUSES, SOME_DURATIONS, st.floats(0, 600))
@settings(max_examples=60, deadline=None)
def test_no_young_job_is_left_alone_for_longer_than_the_longest_pause(pauses, durations, age):
    pause = Plan(pauses, durations).next(age)
    assert pause > 0
    if age + pause < 600:
        assert pause <= max(pauses.first, pauses.longest) * 1.0001


@given(SOME_DURATIONS, st.floats(3, 590))
@settings(max_examples=40, deadline=None)
def test_no_job_is_looked_at_much_more_often_than_without_a_history(durations, duration):
    plan = Plan(PAUSES, durations)
    assert len(ages(plan, duration)) <= 1.5 * len(ages(PAUSES, duration)) + 2


@given(SOME_DURATIONS)
@settings(max_examples=30, deadline=None)
def test_old_jobs_are_looked_at_as_ever(durations):
    plan = Plan(PAUSES, durations)
    assert (plan.next(3_600), plan.next(100_000)) == (60, 900)


def test_looking_at_a_plan_twice_gives_the_same():
    durations = lasting(30, 0.3)
    one, two = Plan(PAUSES, durations), Plan(PAUSES, durations)
    assert ages(one, 300) == ages(two, 300)
