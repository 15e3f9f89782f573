"""Which schedules to list, as it stands in the address and in the fields above the list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from components.address import address, positive
from components.list_filters import ListFilters
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


class ScheduleFilters(ListFilters):
    """The fields; `changed(query)` when a person chose something else."""

    def __init__(self, query: ScheduleQuery, changed: Callable[[ScheduleQuery], None]) -> None:
        super().__init__(_("Schedules"), ("program", _("Search by ID")), self._chosen)
        self._query = query
        self._changed = changed
        for name, label, options in (
            ("state", _("Status"), _STATES),
            ("action", _("What"), _ACTIONS),
        ):
            self.choice(name, label, {word: _(said) for word, said in options.items()})
        self.fill(query)

    def show(self, query: ScheduleQuery) -> None:
        """What the address says now; nobody is told."""
        self._query = query
        self.fill(query)

    def _chosen(self, said: dict[str, str]) -> None:
        query = ScheduleQuery.of(said)
        if query != replace(self._query, page=1):
            self._query = query
            self._changed(query)
