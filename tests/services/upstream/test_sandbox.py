"""The sandbox's own promises: its lists, its memory, its chance."""

import socket
import time
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from benchmarks.partner import partner_on_a_socket
from services.clock import ManualClock
from services.upstream.sandbox import BUSINESSES, SCENARIOS, create_sandbox
from services.upstream.sandbox.metrics import spent
from services.upstream.sandbox.times import billing_period, pacific_day

NOW = datetime(2026, 5, 14, 19, 0, tzinfo=UTC)


def sandbox_at(now=NOW, **more):
    return create_sandbox(ManualClock(now), **more)


def test_every_business_id_is_22_characters_and_its_own():
    ids = [one.business_id for one in (*BUSINESSES, *SCENARIOS)]
    assert {len(one) for one in ids} == {22}
    assert len(set(ids)) == len(ids)
    assert all(s.outcome.endswith(".") for s in SCENARIOS)


def test_program_ids_are_22_characters():
    assert {len(one) for one in sandbox_at().state.programs} == {22}


@pytest.mark.parametrize("seconds", [0.0, 8.0, 40.0])
def test_jobs_last_about_as_long_as_asked_and_differ(seconds):
    state = sandbox_at(seconds=seconds).state
    for number in range(200):
        state.submit("create", {"budget": [str(number)]}, program_id="", business_id="x")
    lasted = [(job.done_at - job.created_at).total_seconds() for job in state.jobs.values()]
    assert min(lasted) >= 0.59 * seconds
    assert max(lasted) <= 2.01 * seconds
    assert len(set(lasted)) > 100 or seconds == 0


def test_the_same_seed_and_time_give_the_same_ids():
    def job_id(seed):
        state = sandbox_at(seed=seed).state
        return state.submit("end", {}, program_id="p", business_id="").job_id

    assert job_id(1) == job_id(1) != job_id(2)


def test_the_first_programs_are_there_at_any_time_of_the_year():
    for now in (
        datetime(2026, 1, 1, 8, 0, tzinfo=UTC),
        datetime(2026, 3, 8, 10, 0, tzinfo=UTC),
        datetime(2028, 2, 29, 23, 59, tzinfo=UTC),
        datetime(2026, 12, 31, 7, 59, tzinfo=UTC),
    ):
        for program in sandbox_at(now).state.programs.values():
            assert 0 <= spent(program, now) <= (program.budget or 0)


def test_a_rolling_period_is_thirty_days_and_a_calendar_one_a_month():
    start = pacific_day(datetime(2026, 4, 20, 12, tzinfo=UTC))
    today = pacific_day(datetime(2026, 5, 25, 12, tzinfo=UTC))
    first, following = billing_period(start, today, rolling=True)
    assert ((first - start).days, (following - first).days) == (30, 30)
    first, following = billing_period(start, today, rolling=False)
    assert (first.isoformat(), following.isoformat()) == ("2026-05-01", "2026-06-01")


def test_memory_goes_through_json_and_back():
    sandbox = sandbox_at()
    sandbox.state.submit("end", {}, program_id="ProgFutureCampaign0000", business_id="")
    snapshot = sandbox.dump()
    other = sandbox_at()
    other.load(snapshot)
    assert other.dump() == snapshot


def test_a_client_that_goes_away_in_the_middle_of_a_create_is_one_line(capfd):
    half = b"POST /v1/reseller/program/create?a=b HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{"
    with capture_logs() as lines, partner_on_a_socket() as partner:
        with socket.create_connection(("127.0.0.1", partner.port)) as client:
            client.sendall(half)
        for _ in range(200):
            if lines:
                break
            time.sleep(0.05)
    path = "/v1/reseller/program/create"
    said = {"event": "client went away", "log_level": "warning", "method": "POST", "path": path}
    assert lines == [said]
    assert "Traceback" not in capfd.readouterr().err
