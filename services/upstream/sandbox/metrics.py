"""How a program lives: whether it runs, what it has spent, what that bought.

Everything follows from the record and the time, so two readers see the same and nothing ticks.
"""

import random
from datetime import datetime, timedelta
from enum import Enum

from services.upstream.sandbox.records import ProgramRecord
from services.upstream.sandbox.times import billing_period, midnight, pacific_day

_AUTOBID_CLICK = 285  # cents, what a click costs when the partner bids


class Life(Enum):
    FUTURE = "FUTURE"
    RUNNING = "RUNNING"
    PAST = "PAST"


def life(program: ProgramRecord, now: datetime) -> Life:
    today = pacific_day(now)
    if program.ended_at is not None or (program.end is not None and program.end < today):
        return Life.PAST
    return Life.FUTURE if program.start > today else Life.RUNNING


def spent(program: ProgramRecord, now: datetime) -> int:
    """Cents spent in the billing period of `now`: evenly, and never above the budget.

    `program.spent` and `spent_at` are where the sum was last written down.
    """
    if program.budget is None:
        return 0
    until = min(now, _last_moment(program) or now)
    start = midnight(program.start)
    first, following = billing_period(
        program.start, pacific_day(until), rolling=program.fee_period == "ROLLING_MONTH"
    )
    since, carried = max(program.spent_at, start), program.spent
    if since < midnight(first):
        since, carried = midnight(first), 0
    if program.paused or until <= since:
        return carried
    whole = (midnight(following) - midnight(first)).total_seconds()
    appetite = random.Random(program.program_id).uniform(0.78, 0.97)  # noqa: S311 - no secret
    more = program.budget * appetite * (until - since).total_seconds() / whole
    return max(min(int(carried + more), program.budget), carried)


def write_down(program: ProgramRecord, now: datetime) -> None:
    """Note what was spent so far; needed before anything that changes the pace of spending."""
    program.spent = spent(program, now)
    program.spent_at = max(now, program.spent_at)


def carry_out_plans(program: ProgramRecord, now: datetime) -> None:
    """Let the planned budgets take over whose day has come."""
    for change in sorted(program.budget_changes, key=lambda one: one.day):
        if change.day <= pacific_day(now):
            write_down(program, midnight(change.day))
            program.budget = change.budget
            program.budget_changes.remove(change)


def _last_moment(program: ProgramRecord) -> datetime | None:
    if program.ended_at is not None:
        return program.ended_at
    return None if program.end is None else midnight(program.end + timedelta(days=1))


def bought(program: ProgramRecord, now: datetime) -> tuple[int, int]:
    """Impressions and clicks for what was spent."""
    chance = random.Random(program.program_id[::-1])  # noqa: S311 - no secret
    price = _AUTOBID_CLICK if program.max_bid is None else max(program.max_bid * 4 // 5, 1)
    cost = spent(program, now)
    return int(cost / price * chance.uniform(31, 44)), cost // price
