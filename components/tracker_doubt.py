"""The three ways out when a submission is in doubt (experience 2.12)."""

from nicegui import context, ui

from components.basics import button, row, text
from components.job_watch import JobWatch
from components.parts import parts
from components.permission import acts
from models.job import MAKES_PROGRAM, Job, JobKind
from services.errors import DomainError
from services.i18n import _
from services.jobs import JobView
from services.retelling import in_words


def doubt_block(view: JobView) -> None:
    job = view.job
    if job.asks:
        text("strong", _("Please decide: nothing is sent again by itself."))
    else:
        text("strong", _("Looking for it at the partner. Nothing is sent again by itself."))
    if job.note:
        ui.label(in_words(job.note))
    with row():
        button(_("Check again"), lambda: parts().programs.check_now(job.id), "small", "refresh")
        if job.kind in MAKES_PROGRAM:
            acts(button(_("It exists: link it"), lambda: _link_dialog(job.id), "small", "link"))
        else:
            words = _("It was ended") if job.kind is JobKind.TERMINATE else _("It was changed")
            acts(button(words, lambda: _happened(job), "small", "check"))
        acts(button(_("Submit again"), lambda: _again_dialog(job), "small danger", "replay"))


async def _happened(job: Job) -> None:
    """A person has seen that the partner did it."""
    try:
        await parts().programs.resolve_linked(job.id, str(job.program_id))
    except DomainError as error:
        ui.notify(str(error), type="negative")


def _link_dialog(job_id: str) -> None:
    with ui.dialog(value=True) as dialog, ui.card().classes("ad-panel"):
        text("h2", _("Which program is it?"))
        ui.label(_("Copy its id from the partner's list of programs."))
        field = ui.input(_("Program ID")).props("outlined").classes("ad-field")

        async def link() -> None:
            try:
                await parts().programs.resolve_linked(job_id, field.value.strip())
            except DomainError as error:
                field.props("error")._props["error-message"] = str(error)  # noqa: SLF001 - verbatim
            else:
                dialog.close()

        _dialog_buttons(dialog, _("Link program"), link)


def _again_dialog(job: Job) -> None:
    harmless, job_id = job.kind is JobKind.FEATURES, job.id
    with ui.dialog(value=True) as dialog, ui.card().classes("ad-panel"):
        text("h2", _("Submit again?"))
        bought = _(
            "If the partner did get the first request, this one is bought in addition to it."
        )
        same = _("If the partner did get the first request, this one sets the same values again.")
        ui.label(same if harmless else bought)

        async def again() -> None:
            with context.client:  # the card is redrawn meanwhile, and the dialog with it
                try:
                    new = await parts().programs.retry(job_id, key=f"again-{job_id}")
                except DomainError as error:
                    ui.notify(str(error), type="negative")
                else:
                    JobWatch.here().started(new.id)
                    ui.navigate.to(f"/jobs/{new.id}")
                dialog.close()

        _dialog_buttons(dialog, _("Submit again"), again)


def _dialog_buttons(dialog: ui.dialog, words: str, action: object) -> None:
    with row():
        button(words, action, "primary")  # type: ignore[arg-type]
        button(_("Cancel"), dialog.close)
