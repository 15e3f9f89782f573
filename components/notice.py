"""What a sound says, for the eyes: a note in the corner of any page, until it is put away."""

from nicegui import ui
from nicegui.element import Element

from components.basics import button, named
from components.job_words import LOOKS
from models.job_status import JobStatus
from services.i18n import _

_MOST = 3


class Notices(Element):
    """Made by the shell; the newest stands lowest."""

    def __init__(self) -> None:
        super().__init__("div")
        self.classes("ad-notices")

    def add(self, job_id: str, words: str, status: JobStatus) -> None:
        look = LOOKS[status]
        while len(list(self)) >= _MOST:
            self.remove(next(iter(self)))
        with self, ui.element("div").classes(f"ad-notice {look.background}") as made:
            ui.icon(look.icon).props('aria-hidden="true"')
            with ui.element("div").classes("ad-notice-words"):
                ui.label(words).classes("ad-strong")
                ui.link(_("Open the job"), f"/jobs/{job_id}").on("click", made.delete)
            put_away = button("", made.delete, "small quiet", "close")
            named(put_away, _("Put this note away"))
