"""Asks for another moment of a change that is scheduled already."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC

from nicegui import ui

from components.basics import button, named, row, text
from components.parts import parts
from components.permission import acts
from components.program_fields import ProgramFields
from components.refusal import Refusal
from components.schedule_words import what, what_and_when
from models.local_time import When, clock_of, format_when, said_twice, zone_named
from models.order_models import FieldProblem, InvalidOrder
from models.schedule import Schedule
from models.schedule_checks import check_moment
from services.errors import DomainError, Invalid, MovedMeanwhile
from services.i18n import _


class MomentDialog:
    """Stands open when made; `moved(schedule)` as soon as it is."""

    def __init__(self, schedule: Schedule, moved: Callable[[Schedule], object]) -> None:
        self._schedule = schedule
        self._moved = moved
        title = _("Change the time")
        with ui.dialog(value=True) as self._dialog, ui.card().classes("ad-panel"):
            with ui.element("div"):
                text("h2", title)
                self._now = text("p", what_and_when(schedule), "ad-sub ad-small")
            self._fields = ProgramFields(self._check, self._changed)
            with ui.element("div").classes("ad-form ad-snug"):
                with ui.element("div").classes("ad-grid"):
                    self._fields.day("date")
                    self._fields.words(
                        "time", "", f"type=time step={1 if schedule.due_at.second else 60}"
                    )
                self._fields.words("zone", "", "spellcheck=false")
            with ui.element("div").classes("ad-review").props('role="status"'):
                self._review = ui.label()
                self._twice = text("div", "", "ad-small ad-muted")
            self._problem = Refusal()
            with row("ad-end"):
                button(_("Keep it"), self._dialog.close)
                acts(button(title, self._submit, "primary"))
        named(self._dialog, title)
        self._fields.fill(_as_written(schedule))

    def _check(self, name: str, values: Mapping[str, object]) -> str | None:
        try:
            self._checked(values)
        except InvalidOrder as invalid:
            return next((p.message for p in invalid.problems if p.field == name), None)
        return None

    def _checked(self, values: Mapping[str, object]) -> When:
        """Raises InvalidOrder by the names of the fields."""
        try:
            return check_moment(_said(values), None, parts().clock.now())
        except InvalidOrder as invalid:
            raise InvalidOrder(
                FieldProblem(_field(p.field), p.message) for p in invalid.problems
            ) from None

    def _changed(self) -> None:
        when = None
        with suppress(InvalidOrder):
            when = self._checked(self._fields.values())
        twice = said_twice(when) if when else None
        self._twice.set_text(twice or "")
        self._twice.set_visibility(bool(twice))
        about = what(self._schedule.action, self._schedule.order)
        said = f"{about}: {format_when(when.at, when.zone)}." if when else ""
        self._review.set_text(said or _("Choose a time that is still to come."))

    async def _submit(self) -> None:
        values = self._fields.values()
        try:
            self._checked(values)
            moved = await parts().schedules.shift(
                self._schedule.id, _said(values), seen=self._schedule.due_at
            )
        except InvalidOrder as invalid:
            self._problem.say(self._fields.show(invalid.problems))
        except Invalid as refused:
            marks = [(_field(p.field), p.message) for p in refused.errors]
            self._problem.say(self._fields.show(marks))
        except MovedMeanwhile as error:
            self._look_again()
            self._problem.say(str(error))
        except DomainError as error:
            self._problem.say(str(error), error.job_id)
        else:
            self._dialog.close()
            self._moved(moved)

    def _look_again(self) -> None:
        """Where it stands by now; who still wants the other time presses once more."""
        self._schedule = parts().schedules.get(self._schedule.id)
        self._now.set_text(what_and_when(self._schedule))


def _as_written(schedule: Schedule) -> dict[str, object]:
    """Its moment as the fields show it, by the clock of its zone."""
    try:
        zone, name = zone_named(schedule.zone), schedule.zone
    except ValueError:  # one that this machine does not know (any more)
        zone, name = UTC, "UTC"
    local = schedule.due_at.astimezone(zone)
    return {"date": f"{local:%Y-%m-%d}", "time": clock_of(local), "zone": name}


def _said(values: Mapping[str, object]) -> dict[str, object]:
    """The values as REST takes them; an emptied zone is refused like a wrong one."""
    day, time = values.get("date"), values.get("time")
    return {"at": f"{day}T{time}" if day and time else "", "zone": values.get("zone") or "?"}


def _field(name: str) -> str:
    return "date" if name == "at" else name
