"""A state in three ways at once: word, shape of the icon, colour (experience 1)."""

from nicegui import ui
from nicegui.element import Element

from components.basics import text
from components.job_words import LOOKS
from models.job import Freshness
from models.job_status import JobStatus
from models.program import Life
from services.i18n import _
from services.jobs import JobView

FRESHNESS_WORDS: dict[Freshness, str] = {
    Freshness.FRESH: "",
    Freshness.DELAYED: _("checking is delayed"),
    Freshness.LOST: _("no longer known to the partner"),
    Freshness.UNCONFIRMED: _("not confirmed"),
}

LIFE_LOOKS: dict[Life, tuple[str, str, str]] = {
    Life.FUTURE: (_("Scheduled"), "event", "bg-blue-50"),
    Life.RUNNING: (_("Running"), "play_circle", "bg-green-50"),
    Life.PAUSED: (_("Paused"), "pause_circle", "bg-yellow-50"),
    Life.ENDED: (_("Ended"), "stop_circle", "bg-gray-50"),
}


class Badge(Element):
    def __init__(self, words: str, icon: str, background: str) -> None:
        super().__init__("span")
        self._background = background
        self.classes(f"ad-badge {background}")
        with self:
            self._icon = ui.icon(icon).props('aria-hidden="true"')
            self._words = text("span", words)

    def show(self, words: str, icon: str, background: str) -> None:
        self.classes(remove=self._background, add=background)
        self._background = background
        self._icon.set_name(icon)
        self._words.set_text(words)


class StatusBadge(Element):
    """A job's status, and under it how well it is known where that is not plainly."""

    def __init__(self, view: JobView) -> None:
        super().__init__("div")
        with self:
            self._badge = Badge(*_job_look(view.job.status))
            self._known = text("div", "", "ad-small ad-muted")
        self.show(view)

    def show(self, view: JobView) -> None:
        self._badge.show(*_job_look(view.job.status))
        words = _("waits for your decision") if view.job.asks else FRESHNESS_WORDS[view.freshness]
        self._known.set_text(words)
        self._known.set_visibility(bool(words))


def life_badge(life: Life) -> Badge:
    return Badge(*LIFE_LOOKS[life])


def _job_look(status: JobStatus) -> tuple[str, str, str]:
    look = LOOKS[status]
    return status.value, look.icon, look.background
