"""The batches that were sent, newest first; each leads to its own page."""

from nicegui import ui
from nicegui.element import Element

from components.basics import empty, panel, text
from components.bulk_words import counted, state_look, title
from components.follow import Follower
from components.moments import Moment
from components.parts import parts
from components.status_badge import Badge
from models.bulk import is_bulk
from services.bulk.bulks import BulkView
from services.i18n import _

_MOST = 20
_SOON = 1.0  # seconds; a list need not count along


class BulkList:
    def __init__(self) -> None:
        self._rows: dict[str, _Row] = {}
        with panel():
            text("h2", _("Batches"))
            self._place = ui.element("div").classes("ad-scroll")
            Follower(self._heard, soon=_SOON)

    async def read(self) -> None:
        """Show what there is now."""
        views = await parts().bulks.latest(_MOST)
        if self._place.is_deleted:
            return
        self._place.clear()
        self._rows.clear()
        with self._place:
            if not views:
                advice = _("Paste rows above, or choose a file: nothing is sent before you say so.")
                empty("format_list_bulleted", _("No batch yet"), advice, title_tag="h3")
                return
            with ui.element("table").classes("ad-table stack ad-list"):
                with ui.element("thead"), ui.element("tr"):
                    for name in (_("Batch"), _("Status"), _("Rows"), _("Created")):
                        text("th", name).props('scope="col"')
                with ui.element("tbody"):
                    self._rows = {view.bulk.id: _Row(view) for view in views}

    async def _heard(self, ids: set[str]) -> None:
        """Only those that have not ended are asked about, unless there is a new one."""
        if any(is_bulk(some_id) and some_id not in self._rows for some_id in ids):
            await self.read()
        for bulk_id, row in list(self._rows.items()):
            if not row.over:
                row.show(await parts().bulks.view(bulk_id))


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
