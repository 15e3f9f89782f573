"""/schedules: what is to happen by itself, and what became of it."""

import asyncio

from nicegui import ui

from components.address import Address
from components.amounts import count
from components.basics import button, empty, heading, link_button, panel, row, wrap
from components.clear_filters import ClearFilters
from components.follow import Follower
from components.pager import Pager
from components.parts import parts
from components.schedule_filters import ScheduleFilters, ScheduleQuery
from components.schedule_table import ScheduleTable, concerns
from components.section_tabs import section_tabs
from models.schedule import Action, IfMissed, State
from pages.safely import safely
from services.i18n import N_, _, ngettext
from services.store.schedules import ScheduleFilter

_SIZE = 50
_IF_MISSED = {
    IfMissed.RUN: N_("One whose moment passes while Adtrail does not run happens late."),
    IfMissed.ASK: N_("One whose moment passes while Adtrail does not run waits for you."),
}


@safely
async def schedules_page() -> None:
    """`?state=&action=&program=&page=`; what makes no sense there does not count."""
    await _SchedulesPage().read()


class _SchedulesPage:
    def __init__(self) -> None:
        self._address = Address.here()
        self._query = ScheduleQuery.of(self._address.query)
        self._new: set[str] = set()
        self._total = 0
        with wrap():
            heading(_("Schedules"), _(_IF_MISSED[parts().schedules.if_missed]))
            section_tabs()
            self._filters = ScheduleFilters(self._query, self._choose)
            self._clear = ClearFilters("/schedules")
            with panel():
                with row("between ad-count"):
                    self._count = ui.label().classes("ad-muted ad-num").props('role="status"')
                    self._more = button("", self.read, "small primary", "arrow_upward")
                self._nothing = ui.element("div")
                self._table = ScheduleTable()
            self._pager = Pager(self._url)
            self._later = ui.element("div")
            Follower(self._heard)
        self._more.set_visibility(False)
        self._table.set_visibility(False)
        self._address.listen(self._later, self._moved)

    async def read(self) -> None:
        """Draw the page of the list that the address asks for."""
        query = self._query = ScheduleQuery.of(self._address.query)
        self._filters.show(query)
        self._clear.show(narrow=query.narrow, address=query.url(query.page))
        rows, which = parts().schedules.rows, _which(query)
        start = (query.page - 1) * _SIZE
        found, total = await asyncio.gather(rows.page(which, _SIZE, start), rows.count(which))
        if query != self._query or self._later.is_deleted:
            return  # somebody chose something else meanwhile
        self._new.clear()
        self._total = total
        self._table.show(found)
        self._table.set_visibility(bool(found))
        self._pager.show(query.page, _SIZE, total)
        self._show_count()
        self._show_nothing(empty_page=not found)

    def _show_count(self) -> None:
        words = ngettext("{} scheduled change", "{} scheduled changes", self._total)
        self._count.set_text(words.format(count(self._total)) if self._total else "")
        new = len(self._new)
        self._more.set_text(_("{} new - show").format(count(new)))
        self._more.set_visibility(bool(new))

    def _show_nothing(self, *, empty_page: bool) -> None:
        self._nothing.clear()
        self._nothing.set_visibility(empty_page)
        if not empty_page:
            return
        with self._nothing:
            if self._total:
                self._pager.lead_back(_SIZE, self._total)
            elif self._query.narrow:
                title, advice = _("No scheduled change matches"), _("Choose fewer filters.")
                with empty("filter_alt_off", title, advice):
                    link_button(_("Show all schedules"), "/schedules", "primary")
            else:
                advice = _("Open a program and choose Schedule a change.")
                with empty("event", _("Nothing is scheduled"), advice):
                    link_button(_("To the programs"), "/programs", "primary")

    async def _heard(self, ids: set[str]) -> None:
        """Rows change where they stand; new ones are offered, so that nothing moves by itself."""
        self._table.refresh(ids)
        if not concerns(ids):
            return
        if not len(self._table):
            await self.read()  # nothing is there that could move
            return
        query, rows = self._query, parts().schedules.rows
        now = await rows.page(_which(query), _SIZE, (query.page - 1) * _SIZE)
        if query == self._query:
            self._new = {one.id for one in now if one.id not in self._table}
            self._show_count()

    def _url(self, page: int) -> str:
        return self._query.url(page)

    def _choose(self, query: ScheduleQuery) -> None:
        ui.navigate.to(query.url())

    def _moved(self) -> None:
        with self._later:
            ui.timer(0, self.read, once=True)


def _which(query: ScheduleQuery) -> ScheduleFilter:
    return ScheduleFilter(
        states=frozenset({State(query.state)} if query.state else ()),
        action=Action(query.action) if query.action else None,
        text=query.program or None,
    )
