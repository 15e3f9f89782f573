"""Schedules: first what waits for a person, then the soonest, then what has happened."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from nicegui import ui
from nicegui.element import Element

from components.amounts import money
from components.attention import announce
from components.basics import button, empty, named, panel, row, text
from components.follow import Follower
from components.moments import Span
from components.parts import parts
from components.status_badge import Badge, StatusBadge
from models.local_time import format_when
from models.schedule import Action, Schedule, State, Way, is_schedule
from services.errors import DomainError, NotFound
from services.i18n import N_, _
from services.retelling import retold

_MOST = 100
_WORDS = {
    Action.BUDGET: N_("Change the budget to {}"),
    Action.BID: N_("Change the max bid to {}"),
    Action.PAUSE: N_("Pause the program"),
    Action.RESUME: N_("Let the program run again"),
    Action.TERMINATE: N_("End the program"),
}
_THERE = N_("The partner has it")
_LOOKS = {
    State.WAITING: (N_("Waits for its moment"), "event", "bg-blue-50"),
    State.MISSED: (N_("Missed: decide"), "pause_circle", "bg-yellow-50"),
    State.FIRED: (N_("Has happened"), "play_circle", "bg-green-50"),
    State.CANCELLED: (N_("Taken back"), "stop_circle", "bg-gray-50"),
    State.REFUSED: (N_("Did not happen"), "stop_circle", "bg-gray-50"),
}


class ScheduleList:
    def __init__(self) -> None:
        self._jobs: set[str | None] = set()
        with panel():
            self._problem = text("div", "", "ad-small").props('role="alert"')
            self._problem.set_visibility(False)
            self._place = ui.element("div").classes("ad-scroll")
            Follower(self._heard, soon=1.0)

    async def read(self) -> None:
        """Show what there is now."""
        schedules = await parts().schedules.latest(_MOST)
        if self._place.is_deleted:
            return
        self._jobs = {schedule.job_id for schedule in schedules}
        self._place.clear()
        with self._place:
            if not schedules:
                advice = _("A change at a time of its own is ordered through REST for now.")
                empty("event", _("Nothing is scheduled"), advice)
                return
            with ui.element("table").classes("ad-table stack ad-list"):
                with ui.element("thead"), ui.element("tr"):
                    for name in (_("What"), _("When"), _("Status"), _("Actions")):
                        text("th", name).props('scope="col"')
                with ui.element("tbody"):
                    for schedule in schedules:
                        self._draw(schedule)

    def _draw(self, schedule: Schedule) -> None:
        with ui.element("tr"):
            with _cell("", "lead"):
                text("div", what(schedule), "ad-strong")
                target = f"/program-status/{schedule.program_id}"
                ui.link(schedule.program_id, target).classes("ad-small")
            with _cell(_("When")), ui.element("div"):
                text("div", format_when(schedule.due_at, schedule.zone), "ad-num")
                if schedule.state is State.WAITING:
                    Span(_("in {}")).count(until=schedule.due_at)
            with _cell(_("Status")), ui.element("div"):
                _status(schedule)
            with _cell(_("Actions")), row():
                self._actions(schedule)

    def _actions(self, schedule: Schedule) -> None:
        service, name = parts().schedules, schedule.id
        if schedule.state is State.MISSED:
            self._button(_("Run now"), schedule, lambda: service.decide(name, run=True))
        if schedule.open:
            self._button(_("Cancel"), schedule, lambda: service.cancel(name))

    def _button(
        self, words: str, schedule: Schedule, act: Callable[[], Awaitable[Schedule]]
    ) -> None:
        async def go() -> None:
            said = ""
            try:
                await act()
            except DomainError as error:
                said = str(error)
                announce(said, urgent=True)
            self._problem.set_text(said)
            self._problem.set_visibility(bool(said))
            await self.read()

        named(button(words, go, "small quiet"), f"{words}: {what(schedule)}, {schedule.program_id}")

    async def _heard(self, ids: set[str]) -> None:
        if any(is_schedule(some_id) or some_id in self._jobs for some_id in ids):
            await self.read()


def what(schedule: Schedule) -> str:
    """What is to happen, as a sentence."""
    cents = schedule.order.get("max_bid" if schedule.action is Action.BID else "budget")
    return _(_WORDS[schedule.action]).format(money(cents if isinstance(cents, int) else None))


def _status(schedule: Schedule) -> None:
    words, icon, background = _LOOKS[schedule.state]
    if schedule.way is Way.PARTNER:
        words = _THERE
    with ui.element("div"):
        Badge(_(words), icon, background)
    if schedule.held_by:
        text("div", _("Waits for job {} to end.").format(schedule.held_by), "ad-small ad-muted")
    if schedule.note:
        text("div", retold(schedule.note), "ad-small")
    if schedule.job_id:
        ui.link(_("Its job"), f"/jobs/{schedule.job_id}").classes("ad-small")
        with suppress(NotFound):
            StatusBadge(parts().jobs.get(schedule.job_id))


def _cell(label: str, classes: str = "") -> Element:
    made = ui.element("td").classes(classes)
    made._props["data-label"] = label  # noqa: SLF001 - an attribute, verbatim
    return made
