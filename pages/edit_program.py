"""/edit/{program_id}: the program's live values, and above them a tracker for every change."""

from nicegui import context, ui

from components.basics import button, empty, heading, link_button, wrap
from components.edit_form import EditForm
from components.parts import parts
from components.program_schedules import ProgramSchedules
from components.tracker_stack import MOST, TrackerStack
from models.dates import pacific_today
from models.job import Job, JobKind
from models.program import Life, Program
from pages.create_program import can_be_corrected
from pages.guard import problem
from pages.safely import safely
from services.errors import DomainError
from services.i18n import _
from services.people.acting import own_name


@safely
async def edit_program_page(program_id: str, again: str | None = None) -> None:
    """`again` is a failed edit to correct."""
    client = context.client
    place = ui.element("div")
    with place, wrap(narrow=True):
        heading(_("Edit program"), program_id)
        ui.label(_("Asking the partner for the program...")).classes("ad-muted")
        await _stack(program_id)
    try:
        await client.connected(timeout=30)  # a form in the first answer would lose what is typed
        program = await parts().catalog.program(program_id)
    except DomainError as error:
        place.clear()
        with client, place:
            problem(error, "/programs", _("To the programs"))
        return
    except TimeoutError:  # whoever asked has gone
        return
    place.clear()
    with client, place:
        await _page(program, again)


async def _stack(program_id: str) -> TrackerStack:
    """While the partner is asked, what is under way can be seen already."""
    stack = TrackerStack(_open_again, lambda: False)
    await stack.restore(_cards(program_id))
    return stack


def _open_again(job: Job) -> None:
    ui.navigate.to(f"/edit/{job.program_id}?again={job.id}")


async def _page(program: Program, again: str | None) -> None:
    def ended(success: bool) -> None:
        """The form goes on from what the program has become."""
        if success:
            ui.timer(0, reread, once=True)

    def schedule() -> None:
        schedules.ask(form.program if form is not None else program)

    async def reread() -> None:
        if form is not None:
            form.rebase(await parts().catalog.program(program.program_id))

    name = program.type.label if program.type else program.type_word
    over = program.life(pacific_today(parts().clock.now())) is Life.ENDED
    with wrap(narrow=True):
        with ui.element("div").classes("ad-head"):
            heading(_("Edit program"), f"{name} · {program.program_id}")
            if not over:
                later = button(_("Schedule a change"), schedule, "", "event")
                later.props("data-do=schedule")
        stack = TrackerStack(
            lambda job: _bring_back(form, job), lambda: form is not None and form.fields.dirty
        )
        schedules = ProgramSchedules(program.program_id, lambda job: stack.submitted(job, ended))
        form = None if over else EditForm(program, lambda job: stack.submitted(job, ended))
        if over:
            with empty("event_busy", _("This program has ended"), _("It cannot be changed.")):
                like = f"/create-program?like={program.program_id}"
                link_button(_("Create one like it"), like, "primary")
    await schedules.read()
    await stack.restore(_cards(program.program_id))
    job = parts().store.get(again) if again else None
    mine = job is not None and job.program_id == program.program_id
    if job is not None and mine and can_be_corrected(job, JobKind.EDIT):
        _bring_back(form, job)


def _cards(program_id: str) -> list[Job]:
    now, me = parts().clock.now(), own_name()
    return parts().store.on_form(JobKind.EDIT, now, program_id, most=MOST, actor=me)


def _bring_back(form: EditForm | None, job: Job) -> None:
    if form is None:
        return
    error = parts().jobs.view(job).error
    marked = (error.field, f"{error.title}. {error.advice}.") if error and error.field else None
    form.bring_back(job, marked)
