"""Which jobs to list, as it stands in the address and in the fields above the list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement

from components.address import address, positive
from components.job_words import KIND_NAMES
from models.job import JobKind
from models.job_status import JobStatus
from services.i18n import _

_STATUSES = {"": _("Any status")} | {status.value: status.value for status in JobStatus}
_KINDS = {"": _("Any kind")} | {kind.value: KIND_NAMES[kind] for kind in JobKind}
_DAYS = {
    "": _("Any time"),
    "1": _("Last day"),
    "7": _("Last 7 days"),
    "30": _("Last 30 days"),
    "90": _("Last 90 days"),
}


@dataclass(frozen=True, kw_only=True)
class JobQuery:
    """Words as they stand in the address; "" is any. What makes no sense there does not count."""

    status: str = ""
    kind: str = ""
    days: str = ""
    q: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        def known(name: str, words: Mapping[str, str], change: Callable[[str], str] = str) -> str:
            said = change(query.get(name, ""))
            return said if said in words else ""

        return cls(
            status=known("status", _STATUSES, str.upper),
            kind=known("kind", _KINDS, str.lower),
            days=known("days", _DAYS),
            q=query.get("q", "").strip()[:100],
            page=positive(query.get("page")),
        )

    @property
    def narrow(self) -> bool:
        return replace(self, page=1) != JobQuery()

    def url(self, page: int) -> str:
        said = {"status": self.status, "kind": self.kind, "days": self.days, "q": self.q}
        return address("/jobs", said | {"page": page if page > 1 else ""})


class JobFilters:
    """The fields; `changed(query)` when a person chose something else."""

    def __init__(self, query: JobQuery, changed: Callable[[JobQuery], None]) -> None:
        self._query = query
        self._changed = changed
        self._fields: dict[str, ValueElement[Any]] = {}
        self._filling = False
        with (
            ui.element("div").classes("ad-filters").props(f'role="search" aria-label="{_("Jobs")}"')
        ):
            self._choice("status", _("Status"), _STATUSES)
            self._choice("kind", _("Kind"), _KINDS)
            self._choice("days", _("Created"), _DAYS)
            search = ui.input(_("Search by ID"), value=query.q)
            search.props('type="search" clearable debounce="300" spellcheck=false')
            self._keep("q", search)

    def show(self, query: JobQuery) -> None:
        """What the address says now; nobody is told."""
        self._query = query
        self._filling = True
        for name, field in self._fields.items():
            field.set_value(getattr(query, name))
        self._filling = False

    def _choice(self, name: str, label: str, options: dict[str, str]) -> None:
        made = ui.select(options, value=getattr(self._query, name), label=label)
        self._keep(name, made.props("options-dense behavior=menu"))

    def _keep(self, name: str, field: ValueElement[Any]) -> None:
        field.props("outlined dense stack-label").classes("ad-field")
        self._fields[name] = field
        field.on_value_change(self._read)

    def _read(self) -> None:
        query = JobQuery.of({name: field.value or "" for name, field in self._fields.items()})
        if not self._filling and query != replace(self._query, page=1):
            self._query = query
            self._changed(query)
