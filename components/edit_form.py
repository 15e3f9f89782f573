"""The form of a program's changes: live values in, only what differs out (contract 4)."""

import asyncio
import secrets
from collections.abc import Callable, Mapping

from nicegui import ui

from components.basics import button, panel, text
from components.category_choice import CategoryChoice
from components.create_form import PACINGS
from components.in_turns import STANDS
from components.job_watch import JobWatch
from components.parts import parts
from components.program_fields import ProgramFields
from components.refusal import Refusal
from models.dates import format_day, pacific_today
from models.job import Job
from models.money import to_decimal_string
from models.orders import (
    InvalidOrder,
    check_edit,
    check_edit_field,
    review,
    to_form,
)
from models.program import Life, Program
from services.errors import DomainError, NotAllowed
from services.i18n import N_, _
from services.orders import order_of

_CATEGORIES_HINT = N_("Aliases such as hvac, plumbing; for all categories, list each of them")
_UNCHANGED = {"": N_("Leave as it is")} | {word: name for word, name in PACINGS.items() if word}


class EditForm:
    """`submitted(job)` is called at once after a job was recorded."""

    def __init__(self, program: Program, submitted: Callable[[Job], None]) -> None:
        self.program = program
        self._submitted = submitted
        self._today = pacific_today(parts().clock.now())
        self._life = program.life(self._today)
        self._retry_of: str | None = None
        self._renew_key()
        with panel():
            text("h2", _("Change what you need; only changes are sent"))
            self._problem = Refusal()
            self.fields = ProgramFields(self._check, self._changed)
            self._build()
            self._review = ui.label().classes("ad-review")
            self._button = button(_("Save"), self._submit, "primary wide")
        self.fields.fill(self._now())

    def _build(self) -> None:
        fields, program = self.fields, self.program
        with ui.element("div").classes("ad-form"):
            if program.is_cpc:
                self._build_cpc()
            with ui.element("div").classes("ad-grid two"):
                if self._life is Life.FUTURE:
                    fields.day("start", _("Until the program begins. Days are Pacific time"))
                elif program.start:
                    ui.label(_("Started {}").format(format_day(program.start))).classes("ad-muted")
                fields.day("end", _("Last day, Pacific time") if program.end else _("No end date"))
            if program.is_cpc:
                fields.choice("pacing_method", _UNCHANGED, hint=_("The partner does not tell it"))
                hint = _(_CATEGORIES_HINT)
                choice = CategoryChoice(fields.words("ad_categories", hint, "spellcheck=false"))
                ui.timer(0, lambda: choice.offer(program.business_id or ""), once=True)

    def _build_cpc(self) -> None:
        fields = self.fields
        with ui.element("div").classes("ad-grid two"):
            fields.money("budget", _("A month, at least $25.00"))
            fields.day("future_budget_date", _("Empty: the budget changes at once"))
        fields.switch("is_autobid", value=True)
        with ui.element("div") as self._bid:
            fields.money("max_bid", _("For one click, at least $0.50"))

    def _now(self) -> dict[str, object]:
        program = self.program
        return {
            "budget": to_decimal_string(program.budget) if program.budget is not None else "",
            "is_autobid": program.is_autobid is not False,
            "max_bid": to_decimal_string(program.max_bid) if program.max_bid else "",
            "start": program.start.isoformat() if program.start else "",
            "end": program.end.isoformat() if program.end else "",
            "ad_categories": list(program.ad_categories),
        }

    def rebase(self, program: Program) -> None:
        """The program as it is now; what is being typed stays."""
        self.program = program
        if self.fields.dirty:
            self._changed()
        else:
            self.fields.fill(self._now())

    def bring_back(self, job: Job, problem: tuple[str, str] | None) -> None:
        """The values of a failed job over the live ones; submitting links the two."""
        order = order_of(job)
        if order is None:
            return
        self.fields.fill(self._now() | to_form(order))
        self._retry_of = job.id if job.retried_by is None else None
        if problem is not None:
            self._problem.say(self.fields.show([problem]))

    def _check(self, name: str, values: Mapping[str, object]) -> str | None:
        return check_edit_field(name, self._emptied(values), self.program, self._today)

    def _changed(self) -> None:
        if not hasattr(self, "_review"):
            return
        if self.program.is_cpc:
            self._bid.set_visibility(not self.fields.get("is_autobid"))
        try:
            order = check_edit(self._values(), self.program, self._today)
        except InvalidOrder as error:
            nothing = not any(problem.field for problem in error.problems)
            self._review.set_text(str(error) if nothing else _("Correct the marked fields."))
        else:
            self._review.set_text(f"{review(order)}.")

    def _values(self) -> dict[str, object]:
        return self._emptied(self.fields.values())

    def _emptied(self, values: Mapping[str, object]) -> dict[str, object]:
        """A value that was there and was emptied is said, so that it can be refused by name."""
        gone = {name: "" for name, now in self._now().items() if now and name not in values}
        hidden = {"max_bid", "start", "is_autobid"}
        return {n: v for n, v in gone.items() if n not in hidden} | dict(values)

    async def _submit(self) -> None:
        values, key = self._values(), self._key
        try:
            job = await parts().programs.edit(
                self.program.program_id,
                values,
                program=self.program,
                key=key,
                retry_of=self._retry_of,
            )
        except DomainError as error:
            said = self.fields.show(error.errors) if error.errors else str(error)
            self._problem.say(said, error.job_id)
            if isinstance(error, NotAllowed):  # it was submitted again elsewhere: this is a new one
                self._retry_of = None
            return
        self._problem.say(None)
        if key == self._key:
            self._renew_key()
            self._retry_of = None
            self._submitted(job)
            self.fields.settle()
            await asyncio.sleep(STANDS)
            JobWatch.here().started(job.id)

    def _renew_key(self) -> None:
        self._key = f"form-{secrets.token_urlsafe(16)}"
