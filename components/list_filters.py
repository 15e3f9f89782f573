"""What narrows a list: every field in its place on a desk; on a phone one row, the others folded.

Which of both it is the style sheet decides: the server knows no widths, and nothing moves later.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.value_element import ValueElement

from components.amounts import count
from components.basics import button, named, text
from services.i18n import _


class ListFilters(Element):
    """Fields by their names in the address; `read(said)` when a person chose something else."""

    def __init__(
        self, name: str, search: tuple[str, str], read: Callable[[dict[str, str]], None]
    ) -> None:
        """`search` is the name and the label of the field that always stands there."""
        super().__init__("div")
        named(self, name).classes("ad-filters").props('role="search"')
        self._read_all = read
        self._fields: dict[str, ValueElement[Any]] = {}
        self._counted: list[str] = []
        self._chips: tuple[tuple[str, str], ...] = ()
        self._filling = self._open = False
        with self:
            key, label = search
            field = ui.input(label).props('type="search" clearable debounce="300" spellcheck=false')
            self._keep(key, field)
            self._more = button("", self._toggle, "", "tune").classes("ad-filters-more")
            self._set = ui.element("div").classes("ad-filters-set")
            self._rest = ui.element("div").classes("ad-filters-rest")
        self._more.props(f'aria-expanded="false" aria-controls="{self._rest.html_id}"')

    def choice(
        self,
        name: str,
        label: str,
        options: Mapping[str, str],
        *,
        counted: bool = True,
        **more: Any,
    ) -> ui.select:
        """A field to choose in; an order is no filter, so that it is not `counted` as one."""
        with self._rest:
            made = ui.select(dict(options), value="", label=label, **more)
        if counted:
            self._counted.append(name)
        self._keep(name, made.props("options-dense behavior=menu"))
        return made

    def fill(self, query: object) -> None:
        """What the address says now; nobody is told."""
        with self.filling():
            for name, field in self._fields.items():
                field.set_value(getattr(query, name))
        self._show_set()

    @contextmanager
    def filling(self) -> Iterator[None]:
        """What changes in here was not chosen by a person."""
        self._filling = True
        try:
            yield
        finally:
            self._filling = False

    def _keep(self, name: str, field: ValueElement[Any]) -> None:
        field.props("outlined dense stack-label").classes("ad-field")
        self._fields[name] = field
        field.on_value_change(self._read)

    def _read(self) -> None:
        if not self._filling:
            self._read_all({name: field.value or "" for name, field in self._fields.items()})

    def _show_set(self) -> None:
        """How many are set, and which: each goes with a press."""
        chips = tuple((name, self._word(name)) for name in self._counted if self._word(name))
        words = _("Filters")
        self._more.set_text(f"{words} · {count(len(chips))}" if chips else words)
        if chips == self._chips:
            return
        self._chips = chips
        self._set.clear()
        with self._set:
            for name, word in chips:
                self._chip(name, word)

    def _word(self, name: str) -> str:
        """What is chosen there, as the person reads it; "" for anything."""
        field = self._fields[name]
        options = field.options if isinstance(field, ui.select) else {}
        known = options if isinstance(options, dict) else {}
        return str(known.get(field.value, field.value)) if field.value else ""

    def _chip(self, name: str, word: str) -> None:
        label = self._fields[name].props["label"]
        with ui.element("button").props("type=button").classes("ad-filter-chip") as chip:
            text("span", word)
            ui.icon("close").props('aria-hidden="true"')
        named(chip, _("Take the filter away: {}").format(f"{label}, {word}"))
        chip.on("click", lambda: self._take_away(name))

    def _take_away(self, name: str) -> None:
        self._fields[name].set_value("")
        ui.run_javascript(f"document.getElementById('{self._more.html_id}')?.focus()")

    def _toggle(self) -> None:
        self._open = not self._open
        self.classes(add="open" if self._open else "", remove="" if self._open else "open")
        self._more.props(f'aria-expanded="{str(self._open).lower()}"')
