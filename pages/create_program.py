"""/create-program: the form, and above it a tracker for every create under way."""

from nicegui import context, ui

from components.basics import heading, wrap
from components.create_form import CreateForm
from components.parts import parts
from components.tracker_stack import MOST, TrackerStack
from models.job import MAKES_PROGRAM, Job, JobKind
from models.money import to_decimal_string
from models.program import Program
from pages.safely import safely
from services.errors import DomainError
from services.i18n import _
from services.people.acting import own_name


@safely
async def create_program_page(
    again: str | None = None, like: str | None = None, business_id: str | None = None
) -> None:
    """`again` is a failed job to correct, `like` a program to start from."""
    with wrap(narrow=True):
        heading(_("Create program"), _("You can leave this page at any time: the job goes on."))
        stack = TrackerStack(lambda job: _bring_back(form, job), lambda: form.fields.dirty)
        form = CreateForm(
            lambda job: _submitted(stack, job, told=bool(again or like or business_id))
        )
    now, me = parts().clock.now(), own_name()
    await stack.restore(parts().store.on_form(JobKind.CREATE, now, most=MOST, actor=me))
    if business_id:
        form.fill({"business_id": business_id})
    if again and (job := parts().store.get(again)) is not None and can_be_corrected(job):
        _bring_back(form, job)
    if like:
        await _start_from(form, like)


def can_be_corrected(job: Job, kind: JobKind = JobKind.CREATE) -> bool:
    """Whether this job's values may stand in the form again, to be sent as its correction."""
    kinds = MAKES_PROGRAM if kind is JobKind.CREATE else {kind}
    return job.kind in kinds and job.correctable


def _submitted(stack: TrackerStack, job: Job, *, told: bool) -> None:
    stack.submitted(job)
    if told:  # the address must not bring the same values back at the next reload
        ui.navigate.history.replace("/create-program")


def _bring_back(form: CreateForm, job: Job) -> None:
    error = parts().jobs.view(job).error
    problem = (error.field, f"{error.title}. {error.advice}.") if error and error.field else None
    form.bring_back(job, problem)
    ui.run_javascript("document.querySelector('.ad-form')?.scrollIntoView({block: 'start'})")


async def _start_from(form: CreateForm, program_id: str) -> None:
    client = context.client
    try:
        program = await parts().catalog.program(program_id)
    except DomainError as error:
        ui.notify(str(error), type="warning")
        return
    with client:
        if form.fields.untouched:
            form.fill(_like(program))


def _like(program: Program) -> dict[str, object]:
    """What a new program takes over (contract 15): no past start, no fee period, no promotion."""
    values: dict[str, object] = {
        "business_id": program.business_id or "",
        "program_name": program.type.value if program.type else "",
    }
    if program.is_cpc:
        values |= {
            "currency": program.currency if program.currency not in {None, "USD"} else "",
            "budget": to_decimal_string(program.budget) if program.budget else "",
            "is_autobid": bool(program.is_autobid),
            "max_bid": to_decimal_string(program.max_bid) if program.max_bid else "",
            "ad_categories": list(program.ad_categories),
        }
    return values
