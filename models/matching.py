"""Does a program at the partner show what a job wanted? (design 2.5) Pure.

Used only where the partner's own word is missing: after a submission whose answer was lost.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from models.orders import CreateOrder, EditOrder
from models.program import Life, Program

_CLOCK_DOUBT = timedelta(days=1)  # "starts at once" near midnight Pacific, or a skewed clock


def fits_create(program: Program, order: CreateOrder, submitted_on: date) -> bool:
    """Same type, dates and money. `submitted_on` is the Pacific day of the submission."""
    if program.type is not order.program_type or program.end != order.end:
        return False
    if order.start is not None:
        starts = program.start == order.start
    else:
        starts = program.start is not None and abs(program.start - submitted_on) <= _CLOCK_DOUBT
    return starts and _same_money(program, order)


def _same_money(program: Program, order: CreateOrder) -> bool:
    if order.budget is None:
        return True
    bid = None if order.is_autobid else order.max_bid
    return (program.budget, program.is_autobid, program.max_bid) == (
        order.budget,
        order.is_autobid,
        bid,
    )


def shows_edit(program: Program, order: EditOrder) -> bool:
    """Every wanted value that the partner reports is there, and at least one is."""
    checks = list(_edit_checks(program, order))
    return bool(checks) and all(checks)


def _edit_checks(program: Program, order: EditOrder) -> Iterable[bool]:
    """Pacing is not reported anywhere (contract 9), so nothing can be said about it."""
    if order.budget is not None:
        if order.future_budget_date is None:
            yield program.budget == order.budget
        else:
            wanted = (order.future_budget_date, order.budget)
            yield wanted in {(c.start, c.new) for c in program.budget_changes}
    for name in ("max_bid", "is_autobid", "start", "end"):
        value = getattr(order, name)
        if value is not None:
            yield getattr(program, name) == value
    if order.ad_categories:
        yield set(program.ad_categories) == set(order.ad_categories)


def shows_end(program: Program | None, today: date) -> bool:
    """Ended, or gone: a program that is ended before its start disappears (contract 5)."""
    return program is None or program.life(today) is Life.ENDED
