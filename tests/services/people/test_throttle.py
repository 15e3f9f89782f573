"""Who guesses passwords waits longer and longer."""

from datetime import UTC, datetime

import pytest

from services.clock import ManualClock
from services.people.throttle import Throttle


@pytest.fixture
def clock():
    return ManualClock(datetime(2026, 11, 25, tzinfo=UTC))


def guessed(throttle, times, name="hana", address="10.0.0.1"):
    for _ in range(times):
        throttle.wrong(name, address)


def test_a_few_slips_cost_nothing(clock):
    throttle = Throttle(clock)
    guessed(throttle, 4)
    assert throttle.wait("hana", "10.0.0.1") == 0


def test_then_each_wrong_one_doubles_the_pause_up_to_a_quarter_of_an_hour(clock):
    throttle = Throttle(clock)
    guessed(throttle, 5)
    pauses = []
    for _ in range(8):
        pauses.append(throttle.wait("hana", "10.0.0.1"))
        clock.advance(pauses[-1])
        assert throttle.wait("hana", "10.0.0.1") == 0
        guessed(throttle, 1)
    assert pauses == [15, 30, 60, 120, 240, 480, 900, 900]


def test_a_name_is_protected_from_everywhere_and_another_is_not_slowed_down(clock):
    throttle = Throttle(clock)
    for number in range(5):
        throttle.wrong("hana", f"10.0.0.{number}")
    assert throttle.wait("hana", "10.9.9.9") == 15
    assert throttle.wait("olena", "10.0.0.1") == 0


def test_an_address_that_tries_many_names_waits_for_all_of_them(clock):
    throttle = Throttle(clock)
    for number in range(20):
        throttle.wrong(f"name{number}", "10.0.0.1")
    assert throttle.wait("hana", "10.0.0.1") == 15
    assert throttle.wait("hana", "10.0.0.2") == 0


def test_one_household_is_one_address(clock):
    throttle = Throttle(clock)
    for number in range(20):
        throttle.wrong(f"name{number}", f"2001:db8:1:2::{number:x}")
    assert throttle.wait("hana", "2001:db8:1:2:ffff::1") == 15
    assert throttle.wait("hana", "2001:db8:1:3::1") == 0


def test_the_right_one_clears_the_name_but_not_the_address(clock):
    throttle = Throttle(clock)
    guessed(throttle, 4)
    guessed(throttle, 1)  # it counts until it is known
    throttle.right("hana", "10.0.0.1")
    guessed(throttle, 4)
    assert throttle.wait("hana", "10.0.0.1") == 0
    guessed(throttle, 12, name="olena")
    assert throttle.wait("hana", "10.0.0.1") == 15


def test_old_slips_are_forgotten(clock):
    throttle = Throttle(clock)
    guessed(throttle, 4)
    clock.advance(3601)
    guessed(throttle, 4)
    assert throttle.wait("hana", "10.0.0.1") == 0


def test_memory_is_bounded(clock):
    throttle = Throttle(clock)
    for number in range(11_000):
        throttle.wrong(f"name{number}", f"10.{number // 250}.{number % 250}.1")
    assert len(throttle._wrong) == 10_000
