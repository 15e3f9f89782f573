"""/programs: the account's programs, at once from what is known, and brought up to date behind."""

from nicegui import ui

from components.address import Address
from components.amounts import count
from components.asking import asking
from components.basics import button, empty, heading, link_button, panel, wrap
from components.clear_filters import ClearFilters
from components.follow import Follower
from components.listing_follower import ListingFollower
from components.listing_line import ListingLine
from components.pager import Pager
from components.parts import parts
from components.program_filters import ProgramFilters, ProgramQuery, ProgramTabs
from components.program_jobs import RunningJobs
from components.program_picks import ProgramPicks
from components.program_table import ProgramTable
from components.section_tabs import section_tabs
from models.dates import pacific_today
from pages.safely import safely
from services.changing import SETTINGS
from services.i18n import N_, _, ngettext

_SIZE = 50
_LOOK = 30.0  # seconds after which a page that stands open asks whether the list is old
_NOTHING = {
    "CURRENT": N_("No program runs at the moment"),
    "FUTURE": N_("No program is waiting to begin"),
    "PAUSED": N_("No program is paused"),
    "PAST": N_("No program has ended"),
    "ALL": N_("There is no program yet"),
}


@safely
async def programs_page() -> None:
    """`?status=&type=&business=&q=&sort=&page=`; what makes no sense there does not count."""
    names = await _business_names()
    await _ProgramsPage(names).read()
    parts().program_list.wanted()


async def _business_names() -> dict[str, str]:
    """Every business that a filter can be about: its id, and its name or the id again."""
    known = {one.business_id: one.name for one in await parts().business_rows.named()}
    today = pacific_today(parts().clock.now())
    listed = [one.business_id for one in await parts().program_list.rows.businesses(today)]
    named = {one: known.get(one) or one for one in listed}
    return dict(sorted(named.items(), key=lambda item: item[1].casefold()))


class _ProgramsPage:
    def __init__(self, names: dict[str, str]) -> None:
        self._address = Address.here()
        self._query = ProgramQuery.of(self._address.query)
        self._names = names
        self._new: set[str] = set()
        self._total = 0
        self._whose = parts().program_list.rows.whose
        with wrap():
            with ui.element("div").classes("ad-head"):
                with ui.element("div"):
                    heading(_("Programs"), _("As the partner lists them for this account."))
                link_button(_("Create program"), "/create-program", "primary", "add")
            section_tabs()
            self._running = RunningJobs()
            self._tabs = ProgramTabs(self._query)
            self._filters = ProgramFilters(self._query, names, self._choose)
            self._line = ListingLine()
            with self._line.doing:
                self._clear = ClearFilters("/programs")
                self._more = button("", self.read, "small primary", "arrow_upward")
                words = _("Pick this page")
                self._pick = button(words, self._pick_page, "small quiet ad-desk", "done_all")
            self._place = ui.element("div")
            self._picks = ProgramPicks(self._pick_page)
            with panel() as self._panel:
                self._table = ProgramTable(self._running.add, self._picks)
            self._pager = Pager(self._url)
            self._picks.move()  # to the end: it stands at the lower edge of the window
            self._later = ui.element("div")
            ListingFollower(self._heard)
            Follower(self._exchanged, SETTINGS)
            ui.timer(_LOOK, parts().program_list.wanted, immediate=False)
        self._more.set_visibility(False)
        self._address.listen(self._later, self._moved)

    async def read(self) -> None:
        """Draw the page of the list that the address asks for."""
        query = self._query = ProgramQuery.of(self._address.query)
        today = pacific_today(parts().clock.now())
        start = (query.page - 1) * _SIZE
        found = await parts().program_list.rows.page(query.which, query.order, today, _SIZE, start)
        if query != self._query or self._later.is_deleted:
            return  # somebody chose something else meanwhile
        self._tabs.show(query)
        self._filters.show(query, self._names)
        self._clear.show(narrow=query.narrow, address=query.url(query.page))
        self._new.clear()
        self._total = found.total
        self._table.show(found.programs, self._known, today)
        self._pager.show(query.page, _SIZE, found.total)
        self._show_count()
        self._show_nothing(there=bool(found.programs))
        await self._picks.check(today)

    @property
    def _known(self) -> dict[str, str]:
        return {one: name for one, name in self._names.items() if name != one}

    def _pick_page(self) -> None:
        self._picks.pick(self._table.pickable)

    def _show_count(self) -> None:
        words = ngettext("{} program", "{} programs", self._total).format(count(self._total))
        self._line.call(words if len(self._table) else "")
        new = len(self._new)
        more = ngettext("{} new program - show", "{} new programs - show", new)
        self._more.set_text(more.format(count(new)))
        self._more.set_visibility(bool(new))

    def _show_nothing(self, *, there: bool) -> None:
        self._panel.set_visibility(there)
        self._pick.set_visibility(there)
        self._place.set_visibility(not there)
        self._place.clear()
        if there:
            return
        state = parts().program_list.rows.state()
        with self._place:
            if state.read_at is None and state.failed_at is None:
                asking()
                return
            with panel():
                self._say_nothing(failed=state.read_at is None)

    def _say_nothing(self, *, failed: bool) -> None:
        query = self._query
        if failed:
            title = _("The partner could not be asked")
            with empty("cloud_off", title, _("Its list has never been read so far.")):
                button(_("Try again"), parts().program_list.refresh, "primary", "refresh")
        elif query.narrow or query.page > 1:
            title, advice = _("No program matches"), _("Choose fewer filters.")
            with empty("filter_alt_off", title, advice):
                link_button(_("Show all programs"), "/programs?status=ALL", "primary")
        else:
            advice = _("A new one appears here as soon as the partner lists it.")
            with empty("campaign", _(_NOTHING[query.status]), advice):
                link_button(_("Create program"), "/create-program", "primary", "add")

    async def _heard(self, program_ids: frozenset[str]) -> None:
        """Rows change where they stand; the rest is offered, so that nothing moves by itself."""
        if self._later.is_deleted:
            return
        self._line.show()
        if await self._learned_names() or not program_ids:
            return
        if not len(self._table) or parts().program_list.rows.state().read_at is None:
            await self.read()  # nothing is there that could move, or it is still filling
            return
        rows, today = parts().program_list.rows, pacific_today(parts().clock.now())
        await self._picks.check(today)
        self._table.refresh(await rows.some(program_ids), self._known, today)
        query, start = self._query, (self._query.page - 1) * _SIZE
        now = await rows.page(query.which, query.order, today, _SIZE, start)
        self._new = {one.program_id for one in now.programs if one.program_id not in self._table}
        self._show_count()

    async def _exchanged(self, _ids: set[str]) -> None:
        """Another partner may be in use, with another list."""
        if self._whose != (whose := parts().program_list.rows.whose):
            self._whose = whose
            self._picks.reopen()  # an id means another program there, or none
        self._names = await _business_names()
        self._line.show()
        await self.read()

    async def _learned_names(self) -> bool:
        """Names arrive with the news about programs: whether the list was drawn anew for them."""
        names = await _business_names()
        if names == self._names and len(self._table):
            return False
        self._names = names
        await self.read()
        return True

    def _url(self, page: int) -> str:
        return self._query.url(page)

    def _choose(self, query: ProgramQuery) -> None:
        ui.navigate.to(query.url())

    def _moved(self) -> None:
        with self._later:
            ui.timer(0, self.read, once=True)
