"""Which programs to list, as it stands in the address and in the fields above the list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from nicegui import ui

from components.address import address, positive
from components.basics import named, text
from components.list_filters import ListFilters
from models.listed_order import ProgramFilter, ProgramOrder
from models.program import Life, ProgramType
from services.i18n import N_, _, pgettext

LIVES: dict[str, Life | None] = {
    "CURRENT": Life.RUNNING,
    "FUTURE": Life.FUTURE,
    "PAUSED": Life.PAUSED,
    "PAST": Life.ENDED,
    "ALL": None,
}


def life_words() -> dict[str, str]:
    """Of many programs; one of them has its word in another number in some languages."""
    return {
        "CURRENT": pgettext("programs", "Current"),
        "FUTURE": pgettext("programs", "Future"),
        "PAUSED": pgettext("programs", "Paused"),
        "PAST": pgettext("programs", "Past"),
        "ALL": pgettext("programs", "All"),
    }


_SORTS = {
    "": N_("Latest start"),
    ProgramOrder.EARLIEST.value: N_("Earliest start"),
    ProgramOrder.BUDGET.value: N_("Highest budget"),
    ProgramOrder.SPENT.value: N_("Most spent"),
    ProgramOrder.LABEL.value: N_("By label"),
}
_NAMES = ("type", "business", "q", "sort")


@dataclass(frozen=True, kw_only=True)
class ProgramQuery:
    """Words as they stand in the address; what makes no sense there does not count."""

    status: str = "CURRENT"
    type: str = ""
    business: str = ""
    q: str = ""
    sort: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        status, word = query.get("status", "").upper(), query.get("type", "").upper()
        sort = query.get("sort", "").lower()
        return cls(
            status=status if status in LIVES else "CURRENT",
            type=word if word in set(ProgramType) else "",
            business=query.get("business", "").strip()[:64],
            q=query.get("q", "").strip()[:100],
            sort=sort if sort in _SORTS else "",
            page=positive(query.get("page")),
        )

    @property
    def narrow(self) -> bool:
        return bool(self.type or self.business or self.q)

    @property
    def which(self) -> ProgramFilter:
        return ProgramFilter(
            life=LIVES[self.status],
            type_word=self.type or None,
            business_id=self.business or None,
            text=self.q or None,
        )

    @property
    def order(self) -> ProgramOrder:
        return ProgramOrder(self.sort or ProgramOrder.LATEST)

    def url(self, page: int = 1) -> str:
        said = {name: getattr(self, name) for name in _NAMES}
        status = "" if self.status == "CURRENT" else self.status
        return address("/programs", {"status": status} | said | {"page": page if page > 1 else ""})


class ProgramTabs:
    """Where a program stands in its life, as links: each keeps the other filters."""

    def __init__(self, query: ProgramQuery) -> None:
        self._tabs: dict[str, ui.link] = {}
        with named(ui.element("nav"), _("Which programs")).classes("ad-tabs"):
            for status, words in life_words().items():
                with ui.link(target="") as self._tabs[status]:
                    text("span", words)
        self.show(query)

    def show(self, query: ProgramQuery) -> None:
        for status, tab in self._tabs.items():
            here = status == query.status
            tab.props["href"] = replace(query, status=status).url()
            tab.props('aria-current="page"' if here else "", remove="" if here else "aria-current")


class ProgramFilters(ListFilters):
    """The fields; `changed(query)` when a person chose something else."""

    def __init__(
        self,
        query: ProgramQuery,
        businesses: Mapping[str, str],
        changed: Callable[[ProgramQuery], None],
    ) -> None:
        super().__init__(_("Programs"), ("q", _("Search")), self._chosen)
        self.classes("four")
        self._query = query
        self._changed = changed
        types = {"": _("Any type")} | {t.value: f"{t.value} - {t.label}" for t in ProgramType}
        self.choice("type", _("Type"), types)
        offered = _offered(businesses, query.business)
        self._business = self.choice("business", _("Business"), offered, with_input=True)
        sorts = {word: _(said) for word, said in _SORTS.items()}
        self.choice("sort", _("Order"), sorts, counted=False)
        self.fill(query)

    def show(self, query: ProgramQuery, businesses: Mapping[str, str]) -> None:
        """What the address says now; nobody is told."""
        self._query = query
        with self.filling():
            offered = _offered(businesses, query.business)
            self._business.set_options(offered, value=query.business)
        self.fill(query)

    def _chosen(self, said: dict[str, str]) -> None:
        query = ProgramQuery.of(said | {"status": self._query.status})
        if query != replace(self._query, page=1):
            self._query = query
            self._changed(query)


def _offered(businesses: Mapping[str, str], chosen: str) -> dict[str, str]:
    """One that is asked for in the address is offered, known or not."""
    unknown = {chosen: chosen} if chosen and chosen not in businesses else {}
    return {"": _("Any business")} | unknown | dict(businesses)
