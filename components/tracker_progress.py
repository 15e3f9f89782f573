"""What stands in a card while the job runs: a bar without a number, and time against the usual."""

from nicegui import ui
from nicegui.element import Element

from components.basics import named, row
from components.expected import Ahead, elapsed_words
from components.freshness_line import FreshnessLine
from components.moments import Span
from components.notify_me import NotifyMe
from components.parts import parts
from models.job import Freshness
from services.i18n import _
from services.jobs import JobView


class TrackerProgress(Element):
    def __init__(self, job_id: str) -> None:
        super().__init__("div")
        self.classes("ad-tracker-run")
        self._job_id = job_id
        self._ahead: Ahead | None = None
        self._known: FreshnessLine | None = None
        self._kept = False
        with self:
            self.bar = ui.linear_progress(show_value=False).props("indeterminate rounded")
            named(self.bar, _("Processing"))
            with row("between ad-tracker-line"):
                ui.label(_("Processing your request..."))
                self._elapsed = Span("{}").classes("ad-num")

    def complete(self) -> None:
        """What can follow in a moment."""
        with self:
            with ui.element("div").classes("ad-tracker-line ad-num ad-next"):
                self._ahead = Ahead()
                self._known = FreshnessLine()
            NotifyMe(self._job_id)

    def show(self, view: JobView) -> None:
        """The expectation is dropped when the job cannot be looked at: it would be a guess."""
        job = view.job
        known = parts().jobs.outlook(job)
        self._elapsed.say(elapsed_words(view, known))
        self._elapsed.count(since=job.created_at)
        if self._known is not None:
            self._known.set_visibility(self._known.show(view))
        if self._ahead is not None:
            fresh = view.freshness is Freshness.FRESH and not job.terminal
            self._ahead.count(known if fresh else None, job.accepted_at)

    def stand(self, running: bool) -> None:
        """Once it was seen running it keeps its room: a card does not shrink under one's eyes."""
        kept = self._kept
        self._kept = kept or running
        self.set_visibility(running)
        self.classes(remove="hidden" if kept else "", add="ad-over" if kept and not running else "")
