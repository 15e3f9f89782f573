"""The circuit: a dead partner is asked once in a while, by one job."""

from datetime import UTC, datetime

from services.circuit import Circuit
from services.clock import ManualClock

TROUBLE = {"kind": "unreachable"}


def make():
    clock = ManualClock(datetime(2026, 1, 1, tzinfo=UTC))
    return clock, Circuit(clock)


def test_one_job_in_trouble_says_nothing_about_the_partner():
    _, circuit = make()
    for _ in range(10):
        circuit.failed("job_1", TROUBLE)
    assert not circuit.open
    assert circuit.wait() == 0


def test_three_jobs_in_trouble_open_it_and_an_answer_closes_it():
    _, circuit = make()
    for name in ("a", "b", "c"):
        circuit.failed(name, TROUBLE)
    assert circuit.open
    assert circuit.wait() > 0
    circuit.succeeded()
    assert circuit.wait() == 0


def test_while_open_one_at_a_time_may_try_and_pauses_grow():
    clock, circuit = make()
    circuit.failed("a", TROUBLE, at_once=True)
    first = circuit.wait()
    clock.advance(first)
    assert circuit.wait() == 0, "the first to come may try"
    assert circuit.wait() > 0, "the next one waits for its outcome"
    circuit.failed("a", TROUBLE)
    assert circuit.wait() > first


def test_a_long_outage_is_asked_about_at_most_every_few_seconds():
    clock, circuit = make()
    circuit.failed("a", TROUBLE, at_once=True)
    tries = 0
    for _ in range(600):  # ten minutes, a thousand jobs knocking every second
        clock.advance(1)
        for job in range(1000):
            if circuit.wait() == 0:
                tries += 1
                circuit.failed(f"job_{job}", TROUBLE)
    assert tries <= 20


def test_something_mended_lets_the_next_one_through():
    _, circuit = make()
    circuit.failed("a", TROUBLE, at_once=True)
    circuit.retry_now()
    assert circuit.wait() == 0
