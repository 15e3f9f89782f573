"""Asks what shall differ before a program is duplicated, and says what will be bought."""

import secrets
from collections.abc import Callable, Mapping

from nicegui import ui

from components.basics import button, named, row, text
from components.job_watch import JobWatch
from components.parts import parts
from components.permission import acts
from components.program_fields import ProgramFields
from models.dates import OPEN_END, pacific_today
from models.duplication import copied_values
from models.job import Job
from models.orders import InvalidOrder, check_create, check_field, review
from models.program import Program
from services.errors import DomainError, Invalid
from services.i18n import _

_NAMES = {"start": "start_date", "end": "end_date"}  # the form's, and the request's


class DuplicateDialog:
    """Stands open when made; `submitted(job)` as soon as the job is recorded.

    The fields begin with what the copy would have by itself.
    """

    def __init__(self, program: Program, submitted: Callable[[Job], object]) -> None:
        self._program = program
        self._submitted = submitted
        self._today = pacific_today(parts().clock.now())
        self._key = f"duplicate-{secrets.token_urlsafe(16)}"  # two clicks make one job
        title = _("Duplicate this program")
        with ui.dialog(value=True) as self._dialog, ui.card().classes("ad-panel"):
            text("h2", title)
            self._fields = ProgramFields(self._check, self._changed)
            with ui.element("div").classes("ad-form"):
                self._build()
            self._features = self._feature_switch()
            self._review = ui.label().classes("ad-review").props('role="status"')
            self._problem = ui.label().classes("ad-note").props('role="alert"')
            self._problem.set_visibility(False)
            with row("ad-end"):
                button(_("Cancel"), self._dialog.close)
                acts(button(_("Duplicate program"), self._duplicate, "primary", "content_copy"))
        named(self._dialog, title)
        self._fields.fill(copied_values(program, {}, self._today))

    def _build(self) -> None:
        fields, program = self._fields, self._program
        if program.is_cpc:
            fields.money("budget", _("A month, at least $25.00"))
            fields.switch("is_autobid", value=bool(program.is_autobid))
            self._bid = fields.money("max_bid", _("For one click, at least $0.50"))
        fields.day("start", _("Empty: starts at once. Days are Pacific time"))
        fields.day("end", _("Empty: no end date"))

    def _feature_switch(self) -> ui.switch:
        made = ui.switch(_("Copy features"), value=True).classes("ad-check")
        active = ", ".join(self._program.active_features)
        if active:
            ui.label(active).classes("ad-muted ad-small ad-mono")
        else:
            ui.label(_("This program has no feature that is set.")).classes("ad-muted ad-small")
        made.set_visibility(bool(active))
        return made

    def _merged(self, values: Mapping[str, object]) -> dict[str, object]:
        """The copy's values; what was emptied here is left out, not taken from the source."""
        own = copied_values(self._program, {}, self._today)
        for name in ("budget", "is_autobid", "max_bid", "start", "end"):
            own.pop(name, None)
        return own | dict(values)

    def _check(self, name: str, values: Mapping[str, object]) -> str | None:
        return check_field(name, self._merged(values), self._today)

    def _changed(self) -> None:
        if not hasattr(self, "_review"):
            return  # still being built
        if self._program.is_cpc:
            self._bid.set_visibility(not self._fields.get("is_autobid"))
        try:
            order = check_create(self._merged(self._fields.values()), self._today)
        except InvalidOrder:
            self._review.set_text(
                _("What will be bought is shown here as soon as the form is complete.")
            )
        else:
            self._review.set_text(f"{review(order)}.")

    async def _duplicate(self) -> None:
        program = self._program
        try:
            check_create(self._merged(self._fields.values()), self._today)
        except InvalidOrder as invalid:
            self._say(self._fields.show(invalid.problems))
            return
        try:
            job = await parts().programs.duplicate(
                program.program_id, self._changes(), source=program, key=self._key
            )
        except DomainError as error:
            self._refused(error)
            return
        JobWatch.here().started(job.id)
        self._dialog.close()
        self._submitted(job)

    def _changes(self) -> dict[str, object]:
        """What was emptied is said as well: left out, it would be the source's."""
        values, own = self._fields.values(), copied_values(self._program, {}, self._today)
        for name, nothing in (("start", self._today), ("end", OPEN_END)):
            if name in own:
                values.setdefault(name, nothing.isoformat())
        changes = {_NAMES.get(name, name): value for name, value in values.items()}
        return changes | {"copy_features": bool(self._features.value)}

    def _refused(self, error: DomainError) -> None:
        ours = {theirs: name for name, theirs in _NAMES.items()}
        problems = error.errors if isinstance(error, Invalid) else ()
        left = self._fields.show((ours.get(p.field, p.field), p.message) for p in problems)
        self._say(left if problems else str(error))

    def _say(self, said: str | None) -> None:
        self._problem.set_text(said or "")
        self._problem.set_visibility(bool(said))
