"""A state in three ways at once: word, shape of the icon, colour (experience 1)."""

from nicegui import ui
from nicegui.element import Element

from components.basics import text
from components.job_words import LOOKS
from models.job import Freshness
from models.job_status import JobStatus
from models.program import Life
from services.i18n import N_, _
from services.jobs import JobView

_FRESHNESS_WORDS: dict[Freshness, str] = {
    Freshness.FRESH: "",
    Freshness.DELAYED: N_("checking is delayed"),
    Freshness.LOST: N_("no longer known to the partner"),
    Freshness.UNCONFIRMED: N_("not confirmed"),
}

_LIFE_LOOKS: dict[Life, tuple[str, str, str]] = {
    Life.FUTURE: (N_("Scheduled"), "event", "bg-blue-50"),
    Life.RUNNING: (N_("Running"), "play_circle", "bg-green-50"),
    Life.PAUSED: (N_("Paused"), "pause_circle", "bg-yellow-50"),
    Life.ENDED: (N_("Ended"), "stop_circle", "bg-gray-50"),
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
        words = _FRESHNESS_WORDS[view.freshness]
        words = _("waits for your decision") if view.job.asks else _(words)
        self._known.set_text(words)
        self._known.set_visibility(bool(words))


def life_badge(life: Life) -> Badge:
    words, icon, background = _LIFE_LOOKS[life]
    return Badge(_(words), icon, background)


def _job_look(status: JobStatus) -> tuple[str, str, str]:
    look = LOOKS[status]
    return status.value, look.icon, look.background
