"""What a reload or a crash kept from being sent, offered again: nothing is sent by itself then."""

from collections.abc import Callable
from typing import Any

from nicegui.element import Element

from components.basics import button, named, row, text
from components.permission import acts
from services.i18n import N_, _

_SAVE = N_("Not saved yet: this waited for another change of the program when the page was closed.")
_REMOVE = N_(
    "Not removed yet: this waited for another change of the program when the page was closed."
)


class UnsentNote(Element):
    """Not to be seen until something is offered; `title` is the feature's name."""

    def __init__(self, title: str, send: Callable[[], Any], discard: Callable[[], Any]) -> None:
        super().__init__("div")
        self.classes("ad-note ad-stack tight").props('role="status"')
        self.set_visibility(False)
        with self:
            self._words = text("div", "")
            with row():
                self._send = acts(button("", send, "small primary"))
                named(button(_("Discard"), discard, "small"), _("Discard: {}").format(title))
        self._title = title

    def offer(self, *, removal: bool) -> None:
        self._words.set_text(_(_REMOVE if removal else _SAVE))
        self._send.set_text(_("Remove") if removal else _("Save"))
        name = _("Remove now: {}") if removal else _("Save now: {}")
        named(self._send, name.format(self._title))
