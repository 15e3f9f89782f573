"""Why something was not done, with the way to the job that stands against it."""

from nicegui import ui

from services.i18n import _


class Refusal(ui.element):
    """Not there until something is said."""

    def __init__(self) -> None:
        super().__init__("div")
        self.classes("ad-note").props('role="alert"')
        with self:
            self._words = ui.label()
            self._link = ui.link(_("Open the job"))
        self.say(None)

    def say(self, sentence: str | None, job_id: str | None = None) -> None:
        """`job_id` is the job that is the reason, if one is; None instead of a sentence hides."""
        self.set_visibility(sentence is not None)
        self._words.set_text(sentence or "")
        self._link.set_visibility(job_id is not None)
        self._link.props["href"] = f"/jobs/{job_id}"
