"""A state in three ways at once: word, shape of the icon, colour (experience 1)."""

from html import escape

from nicegui import ui

from components.job_words import LOOKS
from models.job import Freshness
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


class Badge(ui.html):
    """One element, however much is drawn in it: a list has one in each of its rows."""

    def __init__(self, words: str, icon: str, background: str) -> None:
        super().__init__(_inside(words, icon), sanitize=False, tag="span")
        self._background = background
        self.classes(f"ad-badge {background}")

    def show(self, words: str, icon: str, background: str) -> None:
        self.set_content(_inside(words, icon))
        if background != self._background:
            self.classes(remove=self._background, add=background)
            self._background = background


class StatusBadge(ui.html):
    """A job's status, and under it how well it is known where that is not plainly; one element."""

    def __init__(self, view: JobView) -> None:
        super().__init__(_status(view), sanitize=False)

    def show(self, view: JobView) -> None:
        self.set_content(_status(view))


def life_badge(life: Life) -> Badge:
    words, icon, background = _LIFE_LOOKS[life]
    return Badge(_(words), icon, background)


def life_drawn(life: Life) -> str:
    """The same as HTML, for what is drawn in one piece."""
    words, icon, background = _LIFE_LOOKS[life]
    return badge_drawn(_(words), icon, background)


def badge_drawn(words: str, icon: str, background: str) -> str:
    """A badge as HTML."""
    return f'<span class="ad-badge {background}">{_inside(words, icon)}</span>'


def _status(view: JobView) -> str:
    look = LOOKS[view.job.status]
    badge = badge_drawn(view.job.status.value, look.icon, look.background)
    said = _FRESHNESS_WORDS[view.freshness]
    words = _("waits for your decision") if view.job.asks else _(said) if said else ""
    known = f'<div class="ad-small ad-muted">{escape(words)}</div>' if words else ""
    return badge + known


def _inside(words: str, icon: str) -> str:
    """The icon as Quasar draws it."""
    drawn = f'<i class="q-icon notranslate material-icons" aria-hidden="true">{escape(icon)}</i>'
    return f"{drawn}<span>{escape(words)}</span>"
