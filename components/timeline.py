"""A job's life, event by event: what happened, when, how long after the one before."""

from nicegui import ui
from nicegui.element import Element

from components.amounts import span
from components.basics import button, fold, text
from components.follow import Follower
from components.job_words import LOOKS, event_name
from components.moments import Moment
from components.parts import parts
from components.people_words import by
from models.job import JobEvent
from services.i18n import _
from services.retelling import in_words, retold


class Timeline(Element):
    """Grows while one looks at it; what stands there is never redrawn."""

    def __init__(self, job_id: str) -> None:
        super().__init__("div")
        self._job_id = job_id
        self._last: JobEvent | None = None
        with self:
            self._list = ui.element("ol").classes("ad-timeline")
            Follower(lambda _ids: self._grow(), job_id)
        self._grow()

    def _grow(self) -> None:
        known = self._last.version if self._last else 0
        with self._list:
            for event in parts().jobs.events(self._job_id):
                if event.version > known:
                    _entry(event, self._last)
                    self._last = event


def timeline_opener() -> ui.button:
    return button(_("Timeline"), None, "small quiet", "expand_more").props("aria-expanded=false")


class TimelineFold(Element):
    """A job's timeline, folded away behind `opener`; made when it is opened."""

    def __init__(self, job_id: str, opener: ui.button) -> None:
        super().__init__("div")
        self._job_id = job_id
        self._opener = opener.on_click(self._turn)
        self.classes("ad-tracker-events").set_visibility(False)

    def _turn(self) -> None:
        shown = not self.visible
        self.set_visibility(shown)
        self._opener.props(f"icon={'expand_less' if shown else 'expand_more'}")
        self._opener.props(f"aria-expanded={'true' if shown else 'false'}")
        self.clear()
        if shown:
            with self:
                Timeline(self._job_id)


def _entry(event: JobEvent, before: JobEvent | None) -> None:
    new_status = before is None or before.status is not event.status
    with ui.element("li").classes(LOOKS[event.status].background if new_status else ""):
        with ui.element("div").classes("ad-row ad-event"):
            text("strong", event_name(event.kind))
            if new_status:
                text("span", event.status.value, "ad-small ad-word")
            if "partner_status" in event.changes and event.partner_status:
                text("span", _("partner: {}").format(event.partner_status), "ad-chip ad-mono")
        with ui.element("div").classes("ad-row ad-small ad-muted ad-num"):
            Moment(event.at)
            if before is not None:
                text("span", _("{} later").format(span(event.at - before.at)))
            if said := by(event.actor):
                text("span", said)
        if event.detail:
            _detail(event.detail)


def _detail(kept: str) -> None:
    """In words; what a library said of it is for experts."""
    said = in_words(kept)
    text("div", said, "ad-small")
    if retold(kept) != said:
        with fold(_("Details")):
            text("div", kept, "ad-mono ad-small")
