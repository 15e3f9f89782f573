"""The batches that were sent: first those that are not over, then the newest.

Each leads to its own page.
"""

import asyncio
from collections.abc import Callable, Iterable

from nicegui import ui
from nicegui.element import Element

from components.basics import empty, panel, text
from components.bulk_words import counted, state_look, title
from components.follow import Follower
from components.moments import Moment
from components.pager import Pager
from components.parts import parts
from components.status_badge import Badge
from models.bulk import is_bulk
from services.bulk.bulks import BulkView
from services.i18n import _

_SIZE = 20
_SOON = 1.0  # seconds; a list need not count along


class BulkList:
    """`url(page)` is the address of a page of it, counted from 1."""

    def __init__(self, url: Callable[[int], str]) -> None:
        self._rows: dict[str, _Row] = {}
        self._page = 1
        with panel():
            self._title = text("h2", _("Batches")).props('tabindex="-1"')
            self._place = ui.element("div").classes("ad-scroll")
            self._pager = Pager(url)
            Follower(self._heard, soon=_SOON)

    def show(self) -> None:
        """Lead to its heading: it stands below a form."""
        ui.run_javascript(
            f"requestAnimationFrame(() => {{ const h = getHtmlElement({self._title.id}); "
            "h?.focus({preventScroll: true}); h?.scrollIntoView({block: 'start'}); })"
        )

    async def read(self, page: int) -> None:
        """Show what there is now on this page."""
        self._page, bulks = page, parts().bulks
        start = (page - 1) * _SIZE
        views, total = await asyncio.gather(bulks.listed(_SIZE, start), bulks.rows.count())
        if page != self._page or self._place.is_deleted:
            return  # another one was asked for meanwhile
        self._place.clear()
        self._rows.clear()
        with self._place:
            if views:
                self._draw(views)
            elif total:
                self._pager.lead_back(_SIZE, total, "format_list_bulleted")
            else:
                advice = _("Paste rows above, or choose a file: nothing is sent before you say so.")
                empty("format_list_bulleted", _("No batch yet"), advice, title_tag="h3")
        self._pager.show(page, _SIZE, total)

    def _draw(self, views: list[BulkView]) -> None:
        with ui.element("table").classes("ad-table stack ad-list"):
            with ui.element("thead"), ui.element("tr"):
                for name in (_("Batch"), _("Status"), _("Rows"), _("Created")):
                    text("th", name).props('scope="col"')
            with ui.element("tbody"):
                self._rows = {view.bulk.id: _Row(view) for view in views}

    async def _heard(self, ids: set[str]) -> None:
        """A new batch comes in on the first page; elsewhere rows change where they stand."""
        new = self._page == 1 and await self._misses(one for one in ids if is_bulk(one))
        if new and self._page == 1:  # nobody has turned it meanwhile
            await self.read(1)
        for bulk_id, row in list(self._rows.items()):
            if bulk_id in ids or not row.over:
                row.show(await parts().bulks.view(bulk_id))

    async def _misses(self, ids: Iterable[str]) -> bool:
        """Whether one of these stands on the page by now, and is not drawn."""
        if all(bulk_id in self._rows for bulk_id in ids):
            return False
        return any(one.id not in self._rows for one in await parts().bulks.rows.page(_SIZE))


class _Row(Element):
    def __init__(self, view: BulkView) -> None:
        super().__init__("tr")
        bulk = view.bulk
        with self:
            with _cell("", "lead"):
                text("div", title(view), "ad-strong")
                ui.link(bulk.name or bulk.id, f"/bulk/{bulk.id}").classes("ad-small ad-row-link")
            with _cell(_("Status")):
                self._badge = Badge(*state_look(view))
            with _cell(_("Rows")):
                self._counted = text("span", "", "ad-num")
            with _cell(_("Created")):
                Moment(bulk.created_at).classes("ad-num")
        self.show(view)

    def show(self, view: BulkView) -> None:
        self.over = view.over
        self._badge.show(*state_look(view))
        self._counted.set_text(counted(view))


def _cell(label: str, classes: str = "") -> Element:
    made = ui.element("td").classes(classes)
    made._props["data-label"] = label  # noqa: SLF001 - an attribute, verbatim
    return made
