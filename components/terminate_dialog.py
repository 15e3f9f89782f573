"""Asks before a program is ended: what ends, and that it cannot be undone (contract 5)."""

import secrets
from collections.abc import Callable

from nicegui import ui

from components.amounts import money
from components.basics import button, fact, named, row, text
from components.job_watch import JobWatch
from components.order_words import type_label
from components.parts import parts
from components.refusal import Refusal
from models.dates import format_day
from models.job import LONGEST_REASON, Job
from models.program import Life, Program
from services.errors import DomainError
from services.i18n import N_, _

_ENDS = N_("It ends at once, not at the end of the day. This cannot be undone.")
_VANISHES = N_(
    "It has not begun yet: the partner deletes it, and its ID disappears from every list. "
    "This cannot be undone."
)
_LATER = N_("To end it on a later day, change its end date instead.")


class TerminateDialog:
    """Stands open when made; `submitted(job)` as soon as the job is recorded."""

    def __init__(self, program: Program, life: Life, submitted: Callable[[Job], object]) -> None:
        self._program = program
        self._submitted = submitted
        self._key = f"end-{secrets.token_urlsafe(16)}"  # two clicks make one job
        title = _("Terminate this program?")
        with ui.dialog(value=True) as self._dialog, ui.card().classes("ad-panel"):
            text("h2", title)
            what_ends(program, life, _VANISHES if life is Life.FUTURE else _ENDS)
            self._reason = ui.textarea(_("Reason (optional)")).classes("ad-field")
            self._reason.props(f"outlined stack-label autogrow rows=2 maxlength={LONGEST_REASON}")
            ui.label(_("It is kept with the job; the partner does not see it.")).classes(
                "ad-muted ad-small"
            )
            self._problem = Refusal()
            with row("ad-end"):
                button(_("Keep it"), self._dialog.close)  # first, so that it has the focus
                button(_("Terminate program"), self._end, "danger", "block")
        named(self._dialog, title)

    async def _end(self) -> None:
        program = self._program
        try:
            job = await parts().programs.end(
                program.program_id, program=program, reason=self._reason.value, key=self._key
            )
        except DomainError as error:
            self._problem.say(str(error), error.job_id)
            return
        JobWatch.here().started(job.id)
        self._dialog.close()
        self._submitted(job)


def what_ends(program: Program, life: Life, words: str) -> None:
    """The program, and in `words` what will become of it; `life` is where it stands by then."""
    with ui.element("div").classes("ad-grid"):
        fact(_("Program"), type_label(program.type_word))
        fact(_("Program ID"), program.program_id, "ad-mono")
        fact(_("Business ID"), program.business_id, "ad-mono")
        if program.budget is not None:
            fact(_("Monthly budget"), money(program.budget, program.currency))
        if program.start is not None:
            fact(_("Start date"), format_day(program.start))
    ui.label(_(words)).classes("ad-note bad bg-red-50")
    if life is not Life.FUTURE:
        ui.label(_(_LATER)).classes("ad-muted ad-small")
