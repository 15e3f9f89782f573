"""Times on the screen: drawn in the viewer's own zone by the browser, in UTC until then."""

from datetime import UTC, datetime
from html import escape

from nicegui.elements.mixins.text_element import TextElement

from components.amounts import ticks
from components.parts import parts
from models.dates import format_moment, rfc3339


class Moment(TextElement):
    """A point in time as `15.10.2025 12:34:56`, after `prefix`."""

    def __init__(self, at: datetime, prefix: str = "") -> None:
        super().__init__(tag="ad-moment", text=prefix + format_moment(at, UTC))
        self._props["value"] = rfc3339(at)
        self._props["data-before"] = prefix  # plain names may be properties of every element


def moment_drawn(at: datetime, classes: str = "", prefix: str = "") -> str:
    """The same as HTML, for what is drawn in one piece."""
    before, said = escape(prefix), format_moment(at, UTC)
    told = f'class="{classes}" value="{rfc3339(at)}" data-before="{before}"'
    return f"<ad-moment {told}>{before}{said}</ad-moment>"


class Span(TextElement):
    """Time passed since `since`, or left until `until`, ticking in the browser.

    `text` is a sentence with `{}` where the span goes.
    """

    def __init__(self, text: str) -> None:
        super().__init__(tag="ad-span", text="")
        self._props["text"] = text
        self._counting: tuple[datetime | None, datetime | None] = (None, None)

    def say(self, text: str) -> None:
        """Another sentence; it is told at the next `count`."""
        if text != self._props["text"]:
            self._props["text"] = text
            self._counting = (None, None)

    def count(self, *, since: datetime | None = None, until: datetime | None = None) -> None:
        """Count from or towards a moment of the server's clock."""
        if (since, until) == self._counting:
            return
        self._counting = (since, until)
        now = parts().clock.now()
        for name, at in (("since", since), ("until", until), ("now", now)):
            if at is None:
                self._props.pop(name, None)
            else:
                self._props[name] = at.isoformat()
        seconds = int(((now - since) if since else ((until or now) - now)).total_seconds())
        self.set_text(str(self._props["text"]).replace("{}", ticks(max(0, seconds))))
        self.update()
