"""Asks for another moment of a change that is scheduled already."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC

from nicegui import ui

from components.basics import button, named, row, text
from components.moment_fields import MomentReview, checking, moment_said, said_at
from components.parts import parts
from components.permission import acts
from components.program_fields import ProgramFields
from components.refusal import Refusal
from components.schedule_words import what, what_and_when
from models.local_time import When, clock_of, format_when, zone_named
from models.order_models import InvalidOrder
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
            self._fields = ProgramFields(checking(self._checked), self._changed)
            with ui.element("div").classes("ad-form ad-snug"):
                with ui.element("div").classes("ad-grid"):
                    self._fields.day("date")
                    self._fields.words(
                        "time", "", f"type=time step={1 if schedule.due_at.second else 60}"
                    )
                self._fields.words("zone", "", "spellcheck=false")
            self._review = MomentReview()
            self._problem = Refusal()
            with row("ad-end"):
                button(_("Keep it"), self._dialog.close)
                acts(button(title, self._submit, "primary"))
        named(self._dialog, title)
        self._fields.fill(_as_written(schedule))

    def _checked(self, values: Mapping[str, object]) -> When:
        """Raises InvalidOrder by the names of the fields."""
        with said_at(_field):
            return check_moment(moment_said(values), None, parts().clock.now())

    def _changed(self) -> None:
        when = None
        with suppress(InvalidOrder):
            when = self._checked(self._fields.values())
        about = what(self._schedule.action, self._schedule.order)
        said = f"{about}: {format_when(when.at, when.zone)}." if when else ""
        self._review.say(said or _("Choose a time that is still to come."), when)

    async def _submit(self) -> None:
        values = self._fields.values()
        try:
            self._checked(values)
            moved = await parts().schedules.shift(
                self._schedule.id, moment_said(values), seen=self._schedule.due_at
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


def _field(name: str) -> str:
    return "date" if name == "at" else name
