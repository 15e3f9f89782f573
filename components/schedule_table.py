"""Schedules as a table whose rows change in place; cards on a small screen."""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from urllib.parse import quote

from nicegui import ui
from nicegui.element import Element

from components.attention import announce
from components.basics import button, named, row, text
from components.moment_dialog import MomentDialog
from components.moments import Span
from components.parts import parts
from components.permission import acts
from components.schedule_words import state_look, what, what_and_when
from components.status_badge import Badge, StatusBadge
from models.local_time import format_when
from models.schedule import Schedule, State, is_schedule
from services.errors import DomainError, NotFound
from services.i18n import _
from services.jobs import JobView
from services.partners import partner_name
from services.retelling import in_words


class ScheduleTable(Element):
    """`programs` is False where every schedule is about the same program."""

    def __init__(self, *, programs: bool = True) -> None:
        super().__init__("div")
        self._programs = programs
        self._rows: dict[str, _Row] = {}
        with self:
            self._problem = text("div", "", "ad-note").props('role="alert"')
            self._problem.set_visibility(False)
            scroll = ui.element("div").classes("ad-scroll")
            with scroll, ui.element("table").classes("ad-table stack ad-list"):
                with ui.element("thead"), ui.element("tr"):
                    for name in (_("What"), _("When"), _("Status"), _("Actions")):
                        text("th", name).props('scope="col"')
                self._body = ui.element("tbody")
            self._dialogs = ui.element("div").classes("ad-none")  # rows are redrawn meanwhile

    def show(self, schedules: Iterable[Schedule]) -> None:
        """These and no others, in this order; a row that stays is changed in place."""
        wanted = {schedule.id: schedule for schedule in schedules}
        for gone in [one for one in self._rows if one not in wanted]:
            self._rows.pop(gone).delete()
        for place, schedule in enumerate(wanted.values()):
            line = self._put(schedule)
            if self._body.default_slot.children.index(line) != place:
                line.move(target_index=place)

    def add(self, schedules: Iterable[Schedule]) -> None:
        """These as well; what stands there already is changed in place."""
        for schedule in schedules:
            self._put(schedule)

    def refresh(self, ids: Iterable[str]) -> None:
        """Bring up to date the rows that these schedules and jobs are about; nothing moves."""
        heard = set(ids)
        for name, line in self._rows.items():
            if {"", name, line.job_id} & heard:
                line.show(parts().schedules.get(name))

    def __contains__(self, schedule_id: object) -> bool:
        return schedule_id in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def _put(self, schedule: Schedule) -> "_Row":
        line = self._rows.get(schedule.id)
        if line is None:
            with self._body:
                line = _Row(schedule, self._do, self._ask, programs=self._programs)
            self._rows[schedule.id] = line
        line.show(schedule)
        return line

    def _ask(self, schedule: Schedule) -> None:
        """For another moment."""
        with self._dialogs:
            MomentDialog(schedule, self._shifted)

    def _shifted(self, schedule: Schedule) -> None:
        self.refresh([schedule.id])
        announce(what_and_when(schedule))

    async def _do(self, act: Callable[[], Awaitable[Schedule]], schedule_id: str) -> None:
        said = ""
        try:
            done = await act()
        except DomainError as error:
            said = str(error)
            announce(said, urgent=True)
        else:
            announce(state_look(done)[0])
        self._problem.set_text(said)
        self._problem.set_visibility(bool(said))
        self.refresh([schedule_id])


_Do = Callable[[Callable[[], Awaitable[Schedule]], str], Awaitable[None]]


class _Row(Element):
    def __init__(
        self, schedule: Schedule, do: _Do, ask: Callable[[Schedule], None], *, programs: bool
    ) -> None:
        super().__init__("tr")
        self._props["data-schedule"] = schedule.id
        self._do = do
        self._ask = ask
        self._told: tuple[object, ...] = ()
        self.job_id: str | None = None
        with self:
            with _cell("", "lead"):
                text("div", what(schedule.action, schedule.order), "ad-strong")
                if programs:
                    target = f"/program-status/{quote(schedule.program_id, safe='')}"
                    ui.link(schedule.program_id, target).classes("ad-mono ad-small")
                if why := schedule.order.get("reason"):
                    text("div", f"{_('Reason')}: {why}", "ad-small ad-muted")
            with _cell(_("When")), ui.element("div"):
                self._when = text("div", "", "ad-num")
                self._left = Span(_("in {}")).classes("ad-muted ad-small ad-num")
            with _cell(_("Status")):
                self._status = ui.element("div").classes("ad-stack tight")
            with _cell(_("Actions"), "ad-doing"):
                self._actions = row()

    def show(self, schedule: Schedule) -> None:
        """Redraw what can change, when something did."""
        job = _job(schedule)
        in_use = parts().partners.current
        told = (schedule.version, job and (job.job.version, job.freshness), in_use)
        if told == self._told:
            return
        self._told = told
        self.job_id = schedule.job_id
        self._props["data-state"] = schedule.state.value
        self.update()
        self._when.set_text(format_when(schedule.due_at, schedule.zone))
        self._left.count(until=schedule.due_at)
        self._left.set_visibility(schedule.state is State.WAITING)
        self._status.clear()
        with self._status:
            _status(schedule, job)
            if schedule.partner not in {None, in_use}:
                words = _("Belongs to another partner: {}").format(partner_name(schedule.partner))
                text("div", words, "ad-small")
        self._actions.clear()
        with self._actions:
            self._buttons(schedule)

    def _buttons(self, schedule: Schedule) -> None:
        service, name = parts().schedules, schedule.id
        if schedule.state is State.MISSED:
            self._button(_("Run now"), schedule, lambda: service.decide(name, run=True))
        if schedule.state is State.WAITING and schedule.released_at is None:
            acts(self._asking(schedule))
        if schedule.open:
            self._button(_("Cancel"), schedule, lambda: service.cancel(name))

    def _asking(self, schedule: Schedule) -> ui.button:
        words, about = _("Reschedule"), what(schedule.action, schedule.order)
        made = button(words, lambda: self._ask(schedule), "small")
        return named(made, f"{words}: {about}, {schedule.program_id}")

    def _button(
        self, words: str, schedule: Schedule, act: Callable[[], Awaitable[Schedule]]
    ) -> None:
        made = acts(button(words, lambda: self._do(act, schedule.id), "small"))
        about = what(schedule.action, schedule.order)
        named(made, f"{words}: {about}, {schedule.program_id}")


def concerns(ids: Iterable[str]) -> bool:
    """Whether a schedule is among what changed; an empty id: anything may have."""
    return any(not one or is_schedule(one) for one in ids)


def _job(schedule: Schedule) -> JobView | None:
    if schedule.job_id:
        with suppress(NotFound):
            return parts().jobs.get(schedule.job_id)
    return None


def _status(schedule: Schedule, job: JobView | None) -> None:
    with ui.element("div"):
        Badge(*state_look(schedule, job.job.status if job else None))
    if schedule.held_by:
        text("div", _("Waits for job {} to end.").format(schedule.held_by), "ad-small ad-muted")
    if schedule.note:
        text("div", in_words(schedule.note), "ad-small")
    if job is not None:
        with row("ad-tight ad-its-job"):
            ui.link(_("Its job"), f"/jobs/{job.job.id}").classes("ad-small")
            StatusBadge(job)


def _cell(label: str, classes: str = "") -> Element:
    made = ui.element("td").classes(classes)
    made._props["data-label"] = label  # noqa: SLF001 - an attribute, verbatim
    return made
