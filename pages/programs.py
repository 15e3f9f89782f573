"""/programs: the account's programs as the partner lists them, filter and page in the address."""

from nicegui import ui

from components.address import Address, address, positive
from components.asking import asking
from components.basics import button, empty, heading, link_button, named, panel, text, wrap
from components.pager import Pager
from components.parts import parts
from components.program_table import program_table
from components.section_tabs import section_tabs
from models.dates import pacific_today
from models.program import Program
from pages.safely import safely
from services.errors import PartnerProblem
from services.i18n import N_, _
from services.upstream.port import ProgramPage

_SIZE = 40  # the most that the partner lists at once (contract 9)
_FILTERS = {
    "CURRENT": N_("Current"),
    "FUTURE": N_("Future"),
    "PAUSED": N_("Paused"),
    "PAST": N_("Past"),
    "ALL": N_("All"),
}
_NOTHING = {
    "CURRENT": N_("No program runs at the moment"),
    "FUTURE": N_("No program is waiting to begin"),
    "PAUSED": N_("No program is paused"),
    "PAST": N_("No program has ended"),
    "ALL": N_("There is no program yet"),
}


@safely
async def programs_page() -> None:
    """`?status=` is the partner's filter, `?page=` counts from 1."""
    await _ProgramsPage().read()


class _ProgramsPage:
    def __init__(self) -> None:
        self._address = Address.here()
        self._wanted = ("", 0)
        self._tabs: dict[str, ui.link] = {}
        with wrap():
            with ui.element("div").classes("ad-head"):
                with ui.element("div"):
                    heading(_("Programs"), _("As the partner lists them for this account."))
                link_button(_("Create program"), "/create-program", "primary", "add")
            section_tabs()
            self._build_tabs()
            self._place = ui.element("div").classes("ad-stack")
            self._pager = Pager(self._url)
            self._pager.set_visibility(False)
            self._later = ui.element("div")
        self._address.listen(self._place, self._moved)
        with self._place:
            asking()

    def _build_tabs(self) -> None:
        with named(ui.element("nav"), _("Which programs")).classes("ad-tabs"):
            for status, words in _FILTERS.items():
                with ui.link(target=self._url(1, status)) as self._tabs[status]:
                    text("span", _(words))

    async def read(self) -> None:
        status, page = self._asked()
        self._wanted = (status, page)
        for word, tab in self._tabs.items():
            here = word == status
            tab.props('aria-current="page"' if here else "", remove="" if here else "aria-current")
        self._place.classes(add="ad-waiting")
        answer: ProgramPage | PartnerProblem
        try:
            answer = await parts().catalog.programs((page - 1) * _SIZE, _SIZE, status)
        except PartnerProblem as problem:
            answer = problem
        if self._wanted == (status, page) and not self._place.is_deleted:
            self._show(answer)

    def _show(self, answer: ProgramPage | PartnerProblem) -> None:
        status, page = self._wanted
        self._place.classes(remove="ad-waiting")
        self._place.clear()
        with self._place:
            if isinstance(answer, PartnerProblem):
                self._pager.set_visibility(False)
                with panel(), empty("cloud_off", _("The partner could not be asked"), str(answer)):
                    button(_("Try again"), self.read, "primary", "refresh")
                return
            self._pager.show(page, _SIZE, answer.total)
            with panel():
                if not answer.programs:
                    _nothing(status)
                    return
                found = [Program.from_partner(raw) for raw in answer.programs]
                program_table(found, pacific_today(parts().clock.now()))

    def _asked(self) -> tuple[str, int]:
        query = self._address.query
        status = query.get("status", "").upper()
        return (status if status in _FILTERS else "CURRENT"), positive(query.get("page"))

    def _url(self, page: int, status: str | None = None) -> str:
        shown = status or self._asked()[0]
        query = {"status": "" if shown == "CURRENT" else shown, "page": page if page > 1 else ""}
        return address("/programs", query)

    def _moved(self) -> None:
        with self._later:
            ui.timer(0, self.read, once=True)


def _nothing(status: str) -> None:
    advice = _("A new one appears here as soon as the partner lists it.")
    with empty("campaign", _(_NOTHING[status]), advice):
        link_button(_("Create program"), "/create-program", "primary", "add")
