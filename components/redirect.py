"""The way to the program after success: visible, stoppable, once (experience 2.6)."""

from collections.abc import Callable

from nicegui import ui

from components.attention import Attention
from components.basics import button
from components.choices import chosen
from services.i18n import _, decimal
from services.kept import OPEN

_SECONDS = 1.5
_TICK = 0.25


class Redirect:
    """Counts down where it stands, then goes to `target`.

    Waits while the tab is hidden or `busy()` says that a field has unsaved input; *Stay here* and
    Esc stop it for good.
    """

    def __init__(self, target: str, busy: Callable[[], bool]) -> None:
        self._target = target
        self._busy = busy
        self._left = _SECONDS
        self._attention = Attention.here()
        self._attention.stop_leading()
        self._attention.stop_leading = self.stop
        with ui.element("div").classes("ad-row") as self._row:
            self._words = ui.label(_("✨ Redirecting to program page..."))
            self._seconds = ui.label().classes("ad-muted ad-num")
            self._stay = button(_("Stay here"), self.stop, "small")
        self._timer = ui.timer(_TICK, self._tick, immediate=False)
        # A tab that was opened in the background has never said that it is hidden.
        ui.run_javascript("emitEvent('ad_hidden', document.hidden)")
        self._forget_escape = self._attention.on_escape(self.stop)
        self._show()

    @staticmethod
    def wanted() -> bool:
        """The person's setting: *Open the program when it is ready*."""
        return chosen(OPEN)

    def stop(self) -> None:
        self._timer.cancel()
        self._forget_escape()
        self._row.set_visibility(False)

    def _tick(self) -> None:
        if self._attention.hidden or self._busy():
            self._seconds.set_text(_("as soon as you are ready"))
            return
        self._left -= _TICK
        self._show()
        if self._left <= 0:
            self.stop()
            ui.navigate.to(self._target)

    def _show(self) -> None:
        self._seconds.set_text(_("in {} s").format(decimal(max(0.0, self._left), 1)))
