"""What one should know before a change is scheduled: what ends, and what cannot be taken back."""

from nicegui import ui
from nicegui.element import Element

from components.parts import parts
from components.terminate_dialog import what_ends
from models.dates import PACIFIC, pacific_today
from models.program import Life, Program
from models.schedule import Action
from models.schedule_checks import Plan
from services.i18n import N_, _

_ENDS = N_(
    "It ends at that moment, not at the end of the day. Once it has happened, this cannot be "
    "undone."
)
_VANISHES = N_(
    "It will not have begun by then: the partner deletes it, and its ID disappears from every "
    "list. Once it has happened, this cannot be undone."
)
_KEPT_THERE = N_(
    "The partner is told at once and makes the change by itself when that day begins, Pacific "
    "time (its future budget date). This cannot be taken back: it takes another change of the "
    "budget."
)
_NOT_GRANTED = N_("Pausing is not switched on for your account, the partner said last.")
_SWITCHES = frozenset({Action.PAUSE, Action.RESUME})


class ScheduleTerms(Element):
    def __init__(self, program: Program) -> None:
        super().__init__("div")
        self.classes("ad-stack tight")
        self._program = program
        self._told: tuple[object, ...] = ()

    def show(self, action: Action, plan: Plan | None, *, at_partner: bool) -> None:
        """For what is chosen now; `plan` is there once the form is complete."""
        life = self._life(plan)
        granted = parts().programs.may_switch
        told = (action, at_partner, life, granted)
        if told == self._told:
            return
        self._told = told
        self.clear()
        self.set_visibility(True)
        with self:
            if action is Action.TERMINATE:
                what_ends(self._program, life, _VANISHES if life is Life.FUTURE else _ENDS)
            elif at_partner:
                ui.label(_(_KEPT_THERE)).classes("ad-note")
            elif action in _SWITCHES and not granted:
                ui.label(_(_NOT_GRANTED)).classes("ad-note")
            else:
                self.set_visibility(False)

    def _life(self, plan: Plan | None) -> Life:
        """Where the program will stand at that moment, as far as its dates say."""
        if plan is None:
            return self._program.life(pacific_today(parts().clock.now()))
        return self._program.life(plan.when.at.astimezone(PACIFIC).date())
