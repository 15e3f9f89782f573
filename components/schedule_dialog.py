"""Asks what is to happen to a program and when, and says who waits for that moment."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress

from nicegui import ui

from components.basics import button, named, row, text
from components.job_watch import JobWatch
from components.moment_fields import MomentReview, checking, moment_said, said_at
from components.moments import Span
from components.order_words import type_label
from components.parts import parts
from components.permission import acts
from components.program_fields import ProgramFields
from components.refusal import Refusal
from components.schedule_terms import ScheduleTerms
from components.schedule_words import ACTIONS, what
from components.zones import KNOWN, own_zone
from models.dates import parse_date
from models.job import LONGEST_REASON
from models.local_time import format_when
from models.order_models import FieldProblem, InvalidOrder
from models.program import Program
from models.schedule import Action, IfMissed, Schedule, Way
from models.schedule_checks import Plan, check_schedule
from services.errors import DomainError, Invalid
from services.i18n import N_, _

_WAYS = {
    Way.ADTRAIL.value: N_("Adtrail, until a time"),
    Way.PARTNER.value: N_("The partner, until a day"),
}
_MISSED = {IfMissed.RUN.value: N_("Do it late"), IfMissed.ASK.value: N_("Ask me")}
_INCOMPLETE = N_("What will happen is shown here as soon as the form is complete.")


class ScheduleDialog:
    """Stands open when made; `scheduled(schedule)` as soon as it is recorded."""

    def __init__(self, program: Program, scheduled: Callable[[Schedule], object]) -> None:
        self._program = program
        self._scheduled = scheduled
        self._key = f"schedule-{secrets.token_urlsafe(16)}"  # two clicks make one schedule
        title = _("Schedule a change")
        with ui.dialog(value=True) as self._dialog, ui.card().classes("ad-panel"):
            with ui.element("div"):
                text("h2", title)
                about = f"{type_label(program.type_word)} · {program.program_id}"
                text("p", about, "ad-sub ad-small")
            self._fields = ProgramFields(checking(self._checked), self._changed)
            with ui.element("div").classes("ad-form ad-snug"):
                self._build()
            self._terms = ScheduleTerms(program)
            self._review = MomentReview()
            with self._review:
                self._left = Span(_("in {}")).classes("ad-small ad-muted ad-num")
            self._problem = Refusal()
            with row("ad-end"):
                button(_("Cancel"), self._dialog.close)
                self._button = acts(button("", self._submit))
            ui.timer(0, self._learn_zone, once=True)
        named(self._dialog, title)
        self._changed()

    def _build(self) -> None:
        fields = self._fields
        self._action = fields.choice("action", _actions(self._program), self._first)
        self._budget = fields.money("budget", _("A month, at least $25.00"))
        self._bid = fields.money("max_bid", _("For one click, at least $0.50"))
        about = _("It is kept with the job; the partner does not see it.")
        self._reason = fields.words("reason", about, f"maxlength={LONGEST_REASON}")
        self._way = fields.choice("way", _WAYS, Way.ADTRAIL.value)
        with ui.element("div").classes("ad-grid"):
            fields.day("date")
            self._time = fields.words("time", "", "type=time")
        self._zone = fields.words("zone", "", f"list={KNOWN} spellcheck=false")
        ui.element("datalist").props(f"id={KNOWN}")
        usual = parts().schedules.if_missed.value
        self._missed = fields.choice("if_missed", _MISSED, usual)

    @property
    def _first(self) -> str:
        return next(iter(_actions(self._program)))

    @property
    def _at_partner(self) -> bool:
        return self._wanted is Action.BUDGET and self._way.value == Way.PARTNER

    @property
    def _wanted(self) -> Action:
        return Action(self._action.value or self._first)

    async def _learn_zone(self) -> None:
        zone = await own_zone()
        if not self._zone.is_deleted and not self._zone.value:
            self._zone.set_value(zone)

    def _changed(self) -> None:
        if not hasattr(self, "_button"):
            return  # still being built
        self._budget.set_visibility(self._wanted is Action.BUDGET)
        self._bid.set_visibility(self._wanted is Action.BID)
        self._reason.set_visibility(self._wanted is Action.TERMINATE)
        self._way.set_visibility(self._wanted is Action.BUDGET)
        for field in (self._time, self._zone, self._missed):
            field.set_visibility(not self._at_partner)
        plan = None
        with suppress(InvalidOrder):
            plan = self._checked(self._fields.values())
        self._show(plan)

    def _show(self, plan: Plan | None) -> None:
        self._terms.show(self._wanted, plan, at_partner=self._at_partner)
        ends = self._wanted is Action.TERMINATE
        self._button.set_text(_("Schedule the end") if ends else _("Schedule"))
        self._button.classes(
            add="danger" if ends else "primary", remove="primary" if ends else "danger"
        )
        self._left.set_visibility(plan is not None)
        if plan is None:
            self._review.say(_(_INCOMPLETE), None)
            return
        self._left.count(until=plan.when.at)
        when = format_when(plan.when.at, plan.when.zone)
        self._review.say(f"{what(plan.action, plan.order)}: {when}.", plan.when)

    def _checked(self, values: Mapping[str, object]) -> Plan:
        """Raises InvalidOrder by the names of the fields."""
        if values.get("date"):
            try:
                parse_date(str(values["date"]))
            except ValueError as wrong:
                raise InvalidOrder([FieldProblem("date", str(wrong))]) from None
        with said_at(self._field):
            return check_schedule(self._said(values), self._program, parts().clock.now())

    def _said(self, values: Mapping[str, object]) -> dict[str, object]:
        """The values as REST takes them."""
        ours = {"way", "date", "time"}
        said = {name: value for name, value in values.items() if name not in ours}
        return said | ({"at": values.get("date")} if self._at_partner else moment_said(values))

    def _field(self, name: str) -> str:
        """Where a problem is to be said."""
        if name != "at":
            return name
        lacks_time = self._fields.get("date") and not self._time.value and not self._at_partner
        return "time" if lacks_time else "date"

    async def _submit(self) -> None:
        values = self._fields.values()
        try:
            self._checked(values)
            made = await parts().schedules.add(
                self._program.program_id, self._said(values), program=self._program, key=self._key
            )
        except InvalidOrder as invalid:
            self._problem.say(self._fields.show(invalid.problems))
            return
        except Invalid as refused:
            marks = [(self._field(p.field), p.message) for p in refused.errors]
            self._problem.say(self._fields.show(marks))
            return
        except DomainError as error:
            self._problem.say(str(error), error.job_id)
            return
        if not self._dialog.value:
            return  # a second click on the same: the first one has told already
        if made.job_id:
            JobWatch.here().started(made.job_id)
        self._dialog.close()
        self._scheduled(made)


def _actions(program: Program) -> dict[str, str]:
    """What can be scheduled for it: money and a pause are of CPC programs alone."""
    if not program.is_cpc:
        return {Action.TERMINATE.value: ACTIONS[Action.TERMINATE]}
    none = {Action.BID} if program.is_autobid else set()
    return {action: words for action, words in ACTIONS.items() if action not in none}
