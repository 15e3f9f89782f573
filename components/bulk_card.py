"""A batch as a card: how many of its rows have ended, and what can be done with it."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from nicegui import ui

from components.attention import announce
from components.basics import button, link_button, named, row, text
from components.bulk_words import act_words, counted, rest, state_look
from components.moments import Moment, Span
from components.parts import parts
from components.permission import acts
from components.refusal import Refusal
from services.bulk.bulks import BulkView
from services.errors import DomainError
from services.i18n import _

_BACKGROUNDS = "bg-blue-50 bg-yellow-50 bg-green-50 bg-red-50"
_TURNS = "autorenew"  # the icon of what goes on by itself


class BulkCard(ui.card):
    """`changed()` is called when somebody paused it, let it go on, or tried again."""

    def __init__(self, view: BulkView, changed: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self.props("flat").classes("ad-tracker")
        self._changed = changed
        self._id = view.bulk.id
        self._said = ""
        with self:
            with ui.element("div").classes("ad-tracker-head"):
                self._icon = ui.icon("").classes("ad-tracker-icon").props('aria-hidden="true"')
                with ui.element("div").classes("ad-tracker-body"):
                    self._title = text("h2", "", "ad-tracker-title")
                    self._state = text("div", "", "ad-tracker-status")
            self._bar = ui.linear_progress(0.0, show_value=False).classes("ad-counted")
            named(self._bar.props("rounded animation-speed=200"), _("Rows that have ended"))
            with row("between ad-tracker-line"):
                self._rest = text("span", "", "ad-num")
                self._elapsed = Span("{}").classes("ad-num")
            with ui.element("div").classes("ad-tracker-times"):
                Moment(view.bulk.created_at, _("Created: "))
                self._completed = ui.element("span")
            self._history = ui.element("div").classes("ad-tracker-times ad-bulk-history")
            self._refusal = Refusal()
            self._actions = ui.element("div").classes("ad-tracker-foot ad-bulk-actions")
        self._buttons()
        self.show(view)

    def _buttons(self) -> None:
        bulks = parts().bulks
        with self._actions:
            self._pause = acts(button(_("Pause"), lambda: self._do(bulks.pause), "small", "pause"))
            words = _("Continue")
            self._continue = acts(
                button(words, lambda: self._do(bulks.resume), "small", "play_arrow")
            )
            words = _("Retry the failed")
            self._retry = acts(
                button(words, lambda: self._do(bulks.retry_failed), "small", "replay")
            )
            href = f"/api/bulk/{self._id}/results"
            file = link_button(_("Results as CSV"), href, "small", "download")
            file.props("download")

    async def _do(self, act: Callable[[str], Awaitable[BulkView]]) -> None:
        self._refusal.say(None)
        try:
            self.show(await act(self._id))
        except DomainError as error:
            self._refusal.say(str(error), error.job_id)
        await self._changed()

    def show(self, view: BulkView) -> None:
        """Draw what differs; the change of its state is said once."""
        progress = view.progress
        words, icon, background = state_look(view)
        self.classes(remove=_BACKGROUNDS, add=background)
        self._props["data-state"] = "over" if view.over else view.bulk.state.value
        self._icon.set_name(icon)
        turning = icon == _TURNS
        self._icon.classes(add="spin" if turning else "", remove="" if turning else "spin")
        self._title.set_text(counted(view))
        self._state.set_text(words)
        self._rest.set_text(rest(view))
        self._bar.set_value(progress.finished / progress.total if progress.total else 0.0)
        self._bar._props["aria-valuetext"] = counted(view)  # noqa: SLF001 - an attribute, verbatim
        self._times(view)
        self._pause.set_visibility(not view.over and not view.paused and bool(progress.waiting))
        self._continue.set_visibility(view.paused and not view.over)
        self._retry.set_visibility(bool(progress.unsuccessful))
        self.update()
        if self._said not in {"", words}:
            bad = view.over and bool(progress.unsuccessful)
            announce(f"{words}. {counted(view)}", urgent=bad)
        self._said = words

    def _times(self, view: BulkView) -> None:
        bulk = view.bulk
        for act in bulk.acts[len(self._history.default_slot.children) :]:
            with self._history:
                Moment(datetime.fromisoformat(act.at), f"{act_words(act)}: ")
        self._elapsed.set_visibility(not view.over)
        self._elapsed.count(since=bulk.created_at)
        ended = bulk.completed_at if view.over else None
        if bool(self._completed.default_slot.children) != (ended is not None):
            self._completed.clear()
            if ended is not None:
                with self._completed:
                    Moment(ended, _("Completed: "))
