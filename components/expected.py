"""What is usual for a kind of job, in words; and how much longer it is likely to take, ticking."""

import json
from datetime import datetime, timedelta
from math import ceil, floor

from nicegui.elements.mixins.text_element import TextElement

from components.amounts import span
from components.parts import parts
from models.eta import Outlook
from services.i18n import _, ngettext
from services.jobs import JobView

_IN_SECONDS = 120.0  # a range up to here is said in seconds
_MINUTE = 60
_WAITED = 5.0  # seconds before acceptance that have to be told from the partner's own


class Ahead(TextElement):
    """Says "about 17 s left", then "longer than usual; ..."; the browser turns over by itself."""

    def __init__(self) -> None:
        super().__init__(tag="ad-ahead", text="")
        self._shown: tuple[Outlook | None, datetime | None] = (None, None)

    def count(self, known: Outlook | None, since: datetime | None) -> None:
        """`since` is the partner's acceptance; nothing is said without both."""
        if (known, since) == self._shown:
            return
        self._shown = (known, since)
        if known is None or since is None:
            self._props.pop("steps", None)
            self.set_text("")
            return
        now = parts().clock.now()
        words = {"left": _("about {} left"), "over": late_words(known)}
        self._props.update(
            words
            | {
                "since": since.isoformat(),
                "now": now.isoformat(),
                "late": known.high,
                "steps": json.dumps([[round(one, 1) for one in step] for step in known.steps]),
            }
        )
        elapsed = (now - since).total_seconds()
        left = known.left(max(0.0, elapsed))
        said = words["left"].format(_whole(ceil(left))) if left is not None else ""
        self.set_text(words["over"] if known.late(elapsed) else said)
        self.update()


def elapsed_words(view: JobView, known: Outlook | None) -> str:
    """A sentence with `{}` for the time since the creation, against what is usual."""
    job = view.job
    if known is None or job.accepted_at is None:
        return "{}"
    usual = range_words(known.low, known.high)
    if (job.accepted_at - job.created_at).total_seconds() > _WAITED:
        words = ngettext(
            "{}, usually {} after the partner takes it ({} job)",
            "{}, usually {} after the partner takes it ({} jobs)",
            known.jobs,
        )
    else:
        words = ngettext("{}, usually {} ({} job)", "{}, usually {} ({} jobs)", known.jobs)
    return words.format("{}", usual, known.jobs)


def late_words(known: Outlook) -> str:
    within = range_words(known.high, known.high)
    return _("longer than usual; 9 of 10 finish within {}").format(within)


def range_words(low: float, high: float) -> str:
    """As "40-75 s", rounded outwards: it does not promise more than is known."""
    least, most = floor(low), ceil(high)
    if high > _IN_SECONDS:
        first, last = _whole(least), _whole(most)
        return last if low == high else f"{first} - {last}"
    return _("{} s").format(most if low == high or least == most else f"{least}-{most}")


def _whole(seconds: int) -> str:
    return _("{} s").format(seconds) if seconds < _MINUTE else span(timedelta(seconds=seconds))
