"""How many jobs stand where; each number leads to its list."""

from collections.abc import Mapping

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement

from components.amounts import count
from components.basics import named, text
from components.job_words import LOOKS
from models.job_status import JobStatus
from services.i18n import _


class StatusCounts(Element):
    def __init__(self) -> None:
        super().__init__("nav")
        named(self, _("Jobs by status")).classes("ad-grid ad-counts")
        self._numbers: dict[JobStatus, TextElement] = {}
        with self:
            for status, look in LOOKS.items():
                with ui.link(target=f"/jobs?status={status.value}").classes("ad-count-tile"):
                    ui.icon(look.icon).props('aria-hidden="true"').classes(look.background)
                    with ui.element("span"):
                        self._numbers[status] = text("span", "0", "ad-number")
                        text("span", status.value, "ad-small ad-muted")

    def show(self, counts: Mapping[JobStatus, int]) -> None:
        for status, number in self._numbers.items():
            number.set_text(count(counts.get(status, 0)))
