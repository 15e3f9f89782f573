"""What a job that went through does to the programs (contract 3, 4 and 5)."""

from datetime import date, datetime

from services.upstream.sandbox.data import business_of
from services.upstream.sandbox.metrics import Life, life, write_down
from services.upstream.sandbox.money_rules import LEAST_BUDGET, autobid
from services.upstream.sandbox.problems import day, text, whole
from services.upstream.sandbox.records import (
    BudgetChange,
    Form,
    JobRecord,
    Memory,
    ProgramRecord,
)
from services.upstream.sandbox.times import OPEN_END, pacific_day


def carry_out(memory: Memory, job: JobRecord, without: str | None, now: datetime) -> None:
    """Change the programs as the job asks, `without` the one field that was refused."""
    form = {name: values for name, values in job.form.items() if name != without}
    if job.kind == "create":
        memory.programs[job.program_id] = _created(job, form, now)
        return
    program = memory.programs[job.program_id]
    write_down(program, now)
    if job.kind == "edit":
        _edit(program, form)
    elif life(program, now) is Life.FUTURE:
        del memory.programs[program.program_id]  # ended before its start: it never was
    else:
        program.ended_at = now
        program.end = pacific_day(now)
        program.budget_changes.clear()


def _created(job: JobRecord, form: Form, now: datetime) -> ProgramRecord:
    program = ProgramRecord(
        program_id=job.program_id,
        business_id=job.business_id,
        program_type=text(form, "program_name") or text(job.form, "program_name") or "",
        start=day(text(form, "start")) or pacific_day(job.created_at),
        end=_end(form),
        created_at=now,
        promotion_code=text(form, "promotion_code"),
        spent_at=now,
    )
    if program.program_type == "CPC":
        found = business_of(job.business_id)
        bids_itself = bool(autobid(form))
        program.budget = whole(text(form, "budget")) or LEAST_BUDGET
        program.is_autobid = bids_itself
        program.max_bid = None if bids_itself else whole(text(form, "max_bid"))
        program.currency = found.currency if found else "USD"
        program.fee_period = text(form, "fee_period") or "CALENDAR_MONTH"
        usual = "paced" if bids_itself else "unpaced"
        program.pacing_method = text(form, "pacing_method") or usual
        listed = list(found.categories) if found else []
        program.ad_categories = form.get("ad_categories") or listed
    return program


def _edit(program: ProgramRecord, form: Form) -> None:
    program.start = day(text(form, "start")) or program.start
    if "end" in form:
        program.end = _end(form)
    _edit_budget(program, form)
    bids_itself = autobid(form)
    if bids_itself is not None:
        program.is_autobid = bids_itself
    if "max_bid" in form or bids_itself:
        program.max_bid = whole(text(form, "max_bid"))
    program.pacing_method = text(form, "pacing_method") or program.pacing_method
    program.ad_categories = form.get("ad_categories") or program.ad_categories


def _edit_budget(program: ProgramRecord, form: Form) -> None:
    budget = whole(text(form, "budget"))
    if budget is None:
        return
    planned = day(text(form, "future_budget_date"))
    if planned is None:
        program.budget = budget
        return
    kept = [change for change in program.budget_changes if change.day != planned]
    program.budget_changes = [*kept, BudgetChange(day=planned, budget=budget)]


def _end(form: Form) -> date | None:
    end = day(text(form, "end"))
    return None if end == OPEN_END else end
