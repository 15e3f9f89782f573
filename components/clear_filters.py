"""All filters of a list away with one press, and back with another."""

from nicegui import ui
from nicegui.element import Element

from components.basics import button
from services.i18n import _


class ClearFilters(Element):
    """Shows itself when there is something to clear, or to bring back."""

    def __init__(self, cleared: str) -> None:
        """`cleared` is the list's address without filters."""
        super().__init__("div")
        self.classes("ad-row ad-end")
        self._cleared = cleared
        self._here = ""
        self._before = ""
        with self:
            self._clear = button(_("Clear filters"), self._go, "small", "filter_alt_off")
            self._undo = button(_("Bring the filters back"), self._back, "small", "undo")
        self.set_visibility(False)
        self._undo.set_visibility(False)

    def show(self, *, narrow: bool, address: str) -> None:
        """The list stands at `address` now, and `narrow` says whether that leaves jobs out."""
        self._here = address
        if narrow:
            self._before = ""
        self._clear.set_visibility(narrow)
        self._undo.set_visibility(bool(self._before))
        self.set_visibility(narrow or bool(self._before))

    def _go(self) -> None:
        self._before = self._here
        ui.navigate.to(self._cleared)

    def _back(self) -> None:
        ui.navigate.to(self._before)
