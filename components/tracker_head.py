"""The head of a card: the state by an icon, in a sentence and in the partner's word."""

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement

from components.basics import copy_button, text
from components.job_look import look_at
from components.job_words import LOOKS
from models.job import Freshness
from models.receipt import is_known_word
from services.i18n import _
from services.jobs import JobView


class TrackerHead(Element):
    """Plain elements only at first: they are what a browser draws soonest."""

    def __init__(self) -> None:
        super().__init__("div")
        self.classes("ad-tracker-head")
        self._word: TextElement | None = None
        with self:
            self.icon = ui.icon("schedule").classes("ad-tracker-icon").props('aria-hidden="true"')
            with ui.element("div").classes("ad-tracker-body") as self._body:
                self._headline = ui.label().classes("ad-tracker-title")
                self._id = ui.element("div").classes("ad-tracker-id")
                with ui.element("div").classes("ad-tracker-said") as self._said:
                    self._status = text("span", "", "ad-tracker-status")

    def complete(self, job_id: str) -> Element:
        """The job's number, what a duplicate is made from, and the place of the program's."""
        with self._id:
            ui.link(_("Job ID: {}").format(job_id), f"/jobs/{job_id}")
            copy_button(job_id, _("job ID"))
        with self._body:
            if source := look_at(job_id).job.source:
                with ui.element("div").classes("ad-tracker-id"):
                    ui.link(_("Copy of: {}").format(source), f"/program-status/{source}")
                    copy_button(source, _("program ID"))
            return ui.element("div").classes("ad-tracker-id")

    def show(self, view: JobView, headline: str) -> None:
        job, look = view.job, LOOKS[view.job.status]
        uncertain = view.freshness is Freshness.UNCONFIRMED
        self.icon.set_name("help_outline" if uncertain else look.icon)
        self.icon.classes(remove="spin", add="spin" if look.turning else "")
        self._headline.set_text(headline)
        self._status.set_text(_("Status: {}").format(job.status.value))
        self._show_word(job.partner_status if not is_known_word(job.partner_status) else None)

    def _show_word(self, strange: str | None) -> None:
        if strange is not None and self._word is None:
            with self._said:
                self._word = text("span", "", "ad-tracker-line")
        if self._word is not None:
            self._word.set_visibility(strange is not None)
            self._word.set_text(_("The partner says: {}").format(strange))
