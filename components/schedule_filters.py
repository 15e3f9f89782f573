"""Which schedules to list, as it stands in the address and in the fields above the list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement

from components.address import address, positive
from components.basics import named
from components.schedule_words import ACTIONS, STATES
from services.i18n import N_, _

_STATES: dict[str, str] = {"": N_("Any status")} | {
    state.value: words for state, (words, _icon, _colour) in STATES.items()
}
_ACTIONS: dict[str, str] = {"": N_("Any change")} | ACTIONS
_NAMES = ("state", "action", "program")


@dataclass(frozen=True, kw_only=True)
class ScheduleQuery:
    """Words as they stand in the address; "" is any. What makes no sense there does not count."""

    state: str = ""
    action: str = ""
    program: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        state, action = query.get("state", "").lower(), query.get("action", "").lower()
        return cls(
            state=state if state in _STATES else "",
            action=action if action in _ACTIONS else "",
            program=query.get("program", "").strip()[:100],
            page=positive(query.get("page")),
        )

    @property
    def narrow(self) -> bool:
        return bool(self.state or self.action or self.program)

    def url(self, page: int = 1) -> str:
        said = {name: getattr(self, name) for name in _NAMES}
        return address("/schedules", said | {"page": page if page > 1 else ""})


class ScheduleFilters:
    """The fields; `changed(query)` when a person chose something else."""

    def __init__(self, query: ScheduleQuery, changed: Callable[[ScheduleQuery], None]) -> None:
        self._query = query
        self._changed = changed
        self._fields: dict[str, ValueElement[Any]] = {}
        self._filling = False
        place = named(ui.element("div"), _("Schedules")).classes("ad-filters")
        with place.props('role="search"'):
            self._choice("state", _("Status"), _STATES)
            self._choice("action", _("What"), _ACTIONS)
            search = ui.input(_("Search by ID"), value=query.program)
            search.props('type="search" clearable debounce="300" spellcheck=false')
            self._keep("program", search)

    def show(self, query: ScheduleQuery) -> None:
        """What the address says now; nobody is told."""
        self._query = query
        self._filling = True
        for name, field in self._fields.items():
            field.set_value(getattr(query, name))
        self._filling = False

    def _choice(self, name: str, label: str, options: Mapping[str, str]) -> None:
        words = {word: _(said) for word, said in options.items()}
        made = ui.select(words, value=getattr(self._query, name), label=label)
        self._keep(name, made.props("options-dense behavior=menu"))

    def _keep(self, name: str, field: ValueElement[Any]) -> None:
        field.props("outlined dense stack-label").classes("ad-field")
        self._fields[name] = field
        field.on_value_change(self._read)

    def _read(self) -> None:
        said = {name: field.value or "" for name, field in self._fields.items()}
        query = ScheduleQuery.of(said)
        if not self._filling and query != replace(self._query, page=1):
            self._query = query
            self._changed(query)
