"""What stands where a card was put away: that it was, and the way back."""

from collections.abc import Callable

from nicegui import ui
from nicegui.element import Element

from components.basics import button, text
from components.job_words import HEADLINES
from components.parts import parts
from components.permission import acts
from models.job import Job
from services.i18n import _


class DismissedLine(Element):
    """One for a stack of cards, hidden until `show`; `back(job)` puts the card there again."""

    def __init__(self, back: Callable[[Job], Element | None]) -> None:
        super().__init__("div")
        self.classes("ad-dismissed ad-row")
        self._back = back
        self._job_id = ""
        with self:
            with ui.element("div").props('role="status"'):
                self._words = text("span", "", "ad-muted")
            self._undo = acts(button(_("Undo"), self._bring_back, "small", "undo"))
        self.set_visibility(False)

    def show(self, job_id: str) -> None:
        """The last one that was put away can be brought back; the focus waits there."""
        job = parts().jobs.get(job_id).job
        self._job_id = job_id
        self._words.set_text(_("Dismissed: {}").format(HEADLINES[job.kind.value].of(job.status)))
        self.set_visibility(True)
        with self:  # the card that asked for it has gone
            _focus(self._undo)

    async def _bring_back(self) -> None:
        job = await parts().programs.restore(self._job_id)
        self.set_visibility(False)
        card = self._back(job)
        if card is not None:
            _focus(card.props('tabindex="-1"'))


def _focus(element: Element) -> None:
    ui.run_javascript(
        f"requestAnimationFrame(() => document.getElementById('{element.html_id}')?.focus())"
    )
