"""How well a running job's status is known, when that is not plainly (experience 2.1)."""

from nicegui import ui
from nicegui.element import Element

from components.basics import button, text
from components.moments import Span
from components.parts import parts
from services.i18n import _
from services.jobs import JobView


class FreshnessLine(Element):
    """What keeps us from knowing, when we last knew, when we try again; empty while all is well."""

    def __init__(self, *, check: bool = True) -> None:
        """`check` is False where *Check again* stands beside it."""
        super().__init__("div")
        self._check = check
        self.classes("ad-row ad-tracker-line ad-known")
        self._told: tuple[object, ...] | None = None

    def show(self, view: JobView) -> bool:
        """Whether there is anything to say."""
        doubtful = not view.job.terminal and view.trouble_words is not None
        told = (doubtful, view.trouble, view.next_check_at) if doubtful else None
        if told == self._told:
            return doubtful
        self._told = told
        self.clear()
        if doubtful:
            with self:
                self._say(view)
        return doubtful

    def _say(self, view: JobView) -> None:
        if view.trouble_words is not None:
            ui.label(f"{view.trouble_words.text}.")
        with text("span", ""):
            if view.last_checked_at is not None:
                Span(_("last checked {} ago")).count(since=view.last_checked_at)
            else:
                text("span", _("not checked yet"))
            if view.next_check_at is not None:
                text("span", ", ")
                Span(_("next try in {}")).count(until=view.next_check_at)
        job_id = view.job.id
        if self._check:
            button(_("Check now"), lambda: parts().programs.check_now(job_id), "small", "refresh")
