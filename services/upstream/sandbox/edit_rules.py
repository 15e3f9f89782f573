"""Judging an edit or an end (contract 4, 5 and 19)."""

from collections.abc import Iterator

from services.upstream.sandbox.data import business_of
from services.upstream.sandbox.metrics import Life, life
from services.upstream.sandbox.money_rules import money_of_edit
from services.upstream.sandbox.problems import (
    INVALID,
    Problem,
    business,
    day,
    group,
    missing,
    on_field,
    text,
)
from services.upstream.sandbox.records import ProgramRecord
from services.upstream.sandbox.rules import Case, categories
from services.upstream.sandbox.scenarios import scenario_of

_FROZEN = ("fee_period", "promotion_code", "business_id", "program_name")
_MONEY = ("budget", "future_budget_date", "max_bid", "is_autobid", "pacing_method", "currency")
_EDITABLE = frozenset({"start", "end", "ad_categories", *_MONEY})


def program_of(case: Case) -> ProgramRecord | None:
    return next((p for p in case.programs if p.program_id == case.job.program_id), None)


def end_problems(case: Case) -> Iterator[Problem]:
    """Wrong for an end and for an edit alike."""
    program = program_of(case)
    if program is None:
        yield business("INVALID_PROGRAM_ID", "There is no such program.")
        return
    if life(program, case.now) is Life.PAST:
        yield business("PROGRAM_HAS_EXPIRED", "The program has already ended.")
    if case.job.repeats_running:
        yield group("PROGRAM_ALREADY_REQUESTED", "The same request is already in progress.")


def edit_problems(case: Case) -> Iterator[Problem]:
    yield from end_problems(case)
    program = program_of(case)
    if program is None:
        return
    form = case.job.form
    for name in _FROZEN:
        if name in form:
            yield on_field(name, "COULD_NOT_MODIFY_PROGRAM", f"{name} cannot be changed.")
    if not _EDITABLE & set(form):
        yield group("COULD_NOT_MODIFY_PROGRAM", "There is nothing to change.")
    yield from _dates(case, program)
    if program.program_type == "CPC":
        yield from money_of_edit(form, program, case.now)
        yield from _categories(case, program)
    else:
        for name in (*_MONEY, "ad_categories"):
            if name in form:
                yield on_field(name, INVALID, f"{name} is not valid for this program")


def _dates(case: Case, program: ProgramRecord) -> Iterator[Problem]:
    form = case.job.form
    start, end = day(text(form, "start")), day(text(form, "end"))
    for name, value in (("start", start), ("end", end)):
        if name in form and value is None:
            yield missing(name)
    if start is not None:
        if life(program, case.now) is not Life.FUTURE:
            yield on_field("start", "COULD_NOT_MODIFY_PROGRAM", "The program has begun.")
        if start < case.asked_on:
            yield on_field("start", "CANNOT_ADD_PROGRAM_IN_PAST", "start is in the past")
    if end is not None and end < case.asked_on:
        yield on_field("end", INVALID, "end is in the past")
    starts, ends = start or program.start, end or program.end
    if (start or end) is not None and ends is not None and ends <= starts:
        yield on_field("end" if end else "start", INVALID, "end must be after start")


def _categories(case: Case, program: ProgramRecord) -> Iterator[Problem]:
    """An empty value is no way to clear the list (contract 4): it is no alias either."""
    found = business_of(program.business_id)
    if found is not None and "ad_categories" in case.job.form:
        standing = scenario_of(program.business_id).standing
        yield from categories(case.job.form["ad_categories"], found, standing)
