"""A list of rows in a feature: places, metered numbers, licenses, projects."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.value_element import ValueElement

from components.basics import button, named, text
from services.i18n import _, decimal

Column = tuple[str, str, str]
"""The partner's key, the label, and what belongs in a new row; "no" is a switch."""

SWITCH = "no"


class FeatureRows(Element):
    """Its value is a list of the partner's objects, with text as it was typed."""

    def __init__(
        self, label: str, columns: Sequence[Column], changed: Callable[[], None], hint: str = ""
    ) -> None:
        super().__init__("div")
        self._label, self._columns, self._changed = label, columns, changed
        self._rows: dict[Element, dict[str, ValueElement[Any]]] = {}
        self.classes("ad-rows").props("role=group")
        named(self, label)
        with self:
            text("div", label, "ad-muted ad-small")
            self._place = ui.element("div").classes("ad-stack")
            if hint:
                ui.label(hint).classes("ad-muted ad-small")
            self._error = ui.label().classes("ad-wrong").props("role=alert")
            add = button(_("Add a row"), self._add, "small", "add")
            named(add, _("Add a row: {}").format(label))
        self.error = None

    @property
    def value(self) -> list[dict[str, object]]:
        return [{key: cell.value for key, cell in cells.items()} for cells in self._rows.values()]

    def set_value(self, rows: Sequence[Mapping[str, object]]) -> None:
        self._rows.clear()
        self._place.clear()
        for row in rows:
            self._draw(row)

    @property
    def error(self) -> str | None:
        return self._error.text or None

    @error.setter
    def error(self, sentence: str | None) -> None:
        self._error.set_text(sentence or "")
        self._error.set_visibility(sentence is not None)

    def _add(self) -> None:
        cells = self._draw({key: new for key, _label, new in self._columns})
        self._changed()
        next(iter(cells.values())).run_method("focus")

    def _draw(self, row: Mapping[str, object]) -> dict[str, ValueElement[Any]]:
        number = decimal(len(self._rows) + 1)
        with self._place, ui.element("div").classes("ad-feature-row") as made:
            with ui.element("div").classes("ad-grid two"):
                cells = {
                    key: self._cell(label, number, row.get(key), switch=new == SWITCH)
                    for key, label, new in self._columns
                }
            away = button("", lambda: self._take_away(made), "small quiet", "close")
            named(away, _("{}: take row {} away").format(self._label, number))
        self._rows[made] = cells
        return cells

    def _cell(self, label: str, number: str, value: object, *, switch: bool) -> ValueElement[Any]:
        cell: ValueElement[Any]
        if switch:
            cell = ui.switch(label, value=value is True).classes("ad-check")
        else:
            cell = ui.input(label, value="" if value is None else str(value))
            cell.props("outlined stack-label autocomplete=off").classes("ad-field")
        named(cell, _("{}, row {}").format(label, number))
        cell.on_value_change(self._changed)
        return cell

    def _take_away(self, made: Element) -> None:
        del self._rows[made]
        made.delete()
        self._changed()
