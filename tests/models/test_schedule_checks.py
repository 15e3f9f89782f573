"""What may be scheduled, and the sentence for what may not."""

from datetime import UTC, datetime

import pytest

from models.orders import InvalidOrder
from models.program import Program
from models.schedule import Action, IfMissed, Way
from models.schedule_checks import check_schedule

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
LATER = {"at": "2027-01-10T09:00", "zone": "Europe/Kyiv"}


def program(**values):
    metrics = {"budget": 45000, "currency": "USD", "is_autobid": False, "max_bid": 350}
    raw = {"program_id": "Pg1", "program_type": "CPC", "program_status": "ACTIVE"}
    raw |= {"start_date": "2026-01-01", "end_date": "9999-12-31", "program_metrics": metrics}
    return Program.from_partner(raw | values)


def problems(raw, of=None):
    with pytest.raises(InvalidOrder) as caught:
        check_schedule(raw, of, NOW)
    return {problem.field: problem.message for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("raw", "order"),
    [
        ({"action": "budget", "budget": "300.00"}, {"budget": 30000}),
        ({"action": "bid", "max_bid": 4.5}, {"max_bid": 450}),
        ({"action": "pause"}, {}),
        ({"action": "RESUME"}, {}),
        ({"action": "terminate"}, {}),
        (
            {"action": "terminate", "reason": " The season is over. "},
            {"reason": "The season is over."},
        ),
        ({"action": "terminate", "reason": "  "}, {}),
    ],
)
def test_a_change_at_a_time_is_ours_to_make(raw, order):
    plan = check_schedule(raw | LATER, program(), NOW)
    assert (plan.way, plan.order, plan.if_missed) == (Way.ADTRAIL, order, None)
    assert plan.when.at == datetime(2027, 1, 10, 7, tzinfo=UTC)


def test_a_budget_for_a_day_is_the_partners_to_make():
    plan = check_schedule({"action": "budget", "budget": 300, "at": "2027-01-10"}, program(), NOW)
    assert (plan.action, plan.way) == (Action.BUDGET, Way.PARTNER)
    assert plan.order == {"budget": 30000, "future_budget_date": "2027-01-10"}
    assert plan.when.at == datetime(2027, 1, 10, 8, tzinfo=UTC), "midnight in Pacific time"


def test_todays_budget_may_be_wanted_again_later():
    plan = check_schedule({"action": "budget", "budget": "450"} | LATER, program(), NOW)
    assert plan.order == {"budget": 45000}


def test_it_may_be_said_what_becomes_of_it_when_it_is_missed():
    plan = check_schedule({"action": "pause", "if_missed": "ask"} | LATER, None, NOW)
    assert plan.if_missed is IfMissed.ASK


@pytest.mark.parametrize(
    ("raw", "field", "words"),
    [
        (LATER, "action", "Choose budget, bid"),
        ({"action": "explode"} | LATER, "action", "Choose budget, bid"),
        ({"action": 7} | LATER, "action", "as text"),
        ({"action": "budget"} | LATER, "budget", "Enter the new budget"),
        ({"action": "budget", "budget": "24.99"} | LATER, "budget", "at least $25.00"),
        ({"action": "bid", "max_bid": "0.10"} | LATER, "max_bid", "at least $0.50"),
        ({"action": "pause", "budget": 300} | LATER, "budget", "Leave it out"),
        ({"action": "pause", "reason": "Why not"} | LATER, "reason", "Leave it out"),
        ({"action": "terminate", "reason": 5} | LATER, "reason", "has to be text"),
        ({"action": "terminate", "reason": "x" * 501} | LATER, "reason", "at most 500 characters"),
        ({"action": "pause", "colour": "red"} | LATER, "colour", "Unknown field"),
        ({"action": "pause"}, "at", "Say when"),
        ({"action": "pause", "at": "2027-01-10"}, "at", "Add the time of day"),
        ({"action": "pause", "at": "2026-11-25T02:00Z"}, "at", "still to come"),
        ({"action": "pause", "at": "2099-01-10T09:00"}, "at", "within ten years"),
        ({"action": "pause", "at": 5}, "at", "as text"),
        ({"action": "pause", "at": "2027-01-10T09:00", "zone": "Mars"}, "zone", "Write the zone"),
        ({"action": "pause", "at": "2027-03-28T03:30", "zone": "Europe/Kyiv"}, "at", "There is no"),
        ({"action": "budget", "budget": 300, "at": "2026-11-24"}, "at", "a day after today"),
        ({"action": "budget", "budget": 300, "at": "2099-01-10"}, "at", "within ten years"),
        ({"action": "budget", "budget": 300, "at": "tomorrow"}, "at", "YYYY-MM-DD"),
        ({"action": "pause", "if_missed": "maybe"} | LATER, "if_missed", "Choose run or ask"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(raw, field, words):
    assert words in problems(raw)[field]


def test_what_does_not_fit_the_program_is_refused():
    profile = program(program_type="BP", program_metrics=None)
    assert "Only CPC" in problems({"action": "pause"} | LATER, profile)["action"]
    assert check_schedule({"action": "terminate"} | LATER, profile, NOW).action is Action.TERMINATE
    automatic = program(program_metrics={"budget": 45000, "is_autobid": True})
    assert (
        "Automatic bidding"
        in problems({"action": "bid", "max_bid": 2} | LATER, automatic)["max_bid"]
    )
    ending = program(end_date="2027-01-08")
    assert "ends on 08.01.2027" in problems({"action": "pause"} | LATER, ending)["at"]


def test_every_problem_is_said_at_once():
    assert set(problems({"action": "budget", "budget": 1, "at": "x", "if_missed": "x"})) == {
        "budget",
        "at",
        "if_missed",
    }
