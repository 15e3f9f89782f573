"""Looks go where an end is likely, never more of them, and never too seldom."""

import random
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.polling import bimodal, watch
from models.durations import REMEMBERED
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


@pytest.mark.parametrize("pauses", [(60, 3600), (300, 3600), (2, 1800), (0.01, 0.02), (0.001, 1)])
@pytest.mark.parametrize("duration", [0.0, 0.5, 30.0, 2000.0])
def test_at_any_settings_there_is_a_next_look(pauses, duration):
    asked, ages = Pauses(*pauses), [0.0, 1.0, 30.0, 599.0, 601.0]
    plan = Plan(asked, [duration] * 8)
    assert all(0 < plan.next(age) <= max(asked.longest, asked.next(age)) for age in ages)


def test_looks_too_close_to_be_planned_go_without_a_plan():
    pauses = Pauses(0.01, 0.02)
    plan = Plan(pauses, [30.0] * 8)
    assert [plan.next(age) for age in (0.1, 10.0)] == [pauses.next(age) for age in (0.1, 10.0)]


def test_looking_at_a_plan_twice_gives_the_same():
    durations = lasting(30, 0.3)
    one, two = Plan(PAUSES, durations), Plan(PAUSES, durations)
    assert ages(one, 300) == ages(two, 300)


def three_heaps(chance):
    """A mix that the benchmark does not have."""
    while True:
        median = chance.choices([5, 17, 70], [0.3, 0.4, 0.3])[0]
        yield median * chance.lognormvariate(0, 0.15)


def far_heaps(chance):
    while True:
        median = chance.choices([18, 80], [0.6, 0.4])[0]
        yield median * chance.lognormvariate(0, 0.1)


def even(chance):
    while True:
        yield chance.uniform(5, 60)


def watched(pause, durations):
    """Looks a job and the mean delay in seconds, with the jitter of the app."""
    chance = random.Random(3)  # noqa: S311 - a seed
    found = [watch(one, pause, PAUSES.first, chance.random()) for one in durations]
    return [sum(one) / len(found) for one in zip(*found, strict=True)]


def gain(mix, seed):
    """How many times less delay than with a look every 2 s, at the same number of looks."""
    chance = random.Random(seed)  # noqa: S311 - a seed
    known, coming = list(islice(mix(chance), REMEMBERED)), list(islice(mix(chance), 1500))
    looks, delay = watched(lambda _age: 2.0, coming)
    asked = looks
    for _ in range(3):  # what is planned and what is found differ a little
        found, late_by = watched(Plan(PAUSES, known, asked).next, coming)
        asked *= looks / found
    assert found == pytest.approx(looks, rel=0.1)
    return delay * looks / found / late_by


@pytest.mark.parametrize(
    ("mix", "times"), [(bimodal, 1.95), (three_heaps, 1.65), (far_heaps, 3.0), (even, 1.1)]
)
def test_the_requests_of_a_look_every_two_seconds_buy_so_many_times_less_delay(mix, times):
    assert sum(gain(mix, seed) for seed in range(4)) / 4 > times


def test_looks_gather_at_each_of_three_heaps():
    known = list(islice(three_heaps(random.Random(1)), REMEMBERED))  # noqa: S311 - a seed
    looked = ages(Plan(PAUSES, known, 14), 120)

    def apart(low, high):
        return (high - low) / max(1, sum(low <= age < high for age in looked))

    heaps = [apart(4, 6.5), apart(14, 20.5), apart(58, 84)]
    gaps = [apart(7.5, 12), apart(25, 50)]
    assert max(heaps[:2]) < min(gaps)
    assert heaps[2] < gaps[1] / 2


@pytest.mark.parametrize(("before", "after"), [(15, 60), (60, 15)])
def test_thirty_two_jobs_after_an_abrupt_change_the_plan_has_followed(before, after):
    old, new = lasting(before, 0.15, REMEMBERED - 32), lasting(after, 0.15, 32, seed=2)
    coming = lasting(after, 0.15, 300, seed=3)
    changed, ignorant = Plan(PAUSES, new + old), Plan(PAUSES, old)
    knowing = Plan(PAUSES, lasting(after, 0.15, REMEMBERED, seed=4))
    delays = [
        sum(late(plan, one) for one in coming) / len(coming)
        for plan in (changed, ignorant, knowing)
    ]
    assert delays[0] < delays[1] / 1.5
    assert delays[0] < 2 * delays[2]
