"""/bulk/{bulk_id}: one batch, counting along; its rows, a page of them at a time."""

from nicegui import ui

from components.address import Address, address, positive
from components.amounts import count
from components.basics import (
    copy_button,
    empty,
    heading,
    link_button,
    named,
    panel,
    row,
    text,
    wrap,
)
from components.bulk_card import BulkCard
from components.bulk_table import BulkTable
from components.bulk_words import PLACES, title
from components.follow import Follower
from components.pager import Pager
from components.parts import parts
from models.bulk import Place, Progress
from pages.guard import problem
from pages.safely import safely
from services.bulk.bulks import BulkView
from services.errors import NotFound
from services.i18n import N_, _

_SIZE = 50
_SOON = 0.25  # seconds: at most four redraws a second
_SAFETY = 5.0  # seconds; what was not heard is seen then
_SHOWN: dict[str, tuple[str, tuple[Place, ...]]] = {
    "": (N_("All rows"), ()),
    "waiting": (PLACES[Place.WAITING][0], (Place.WAITING,)),
    "running": (PLACES[Place.RUNNING][0], (Place.RUNNING,)),
    "asking": (PLACES[Place.ASKING][0], (Place.ASKING,)),
    "completed": (PLACES[Place.COMPLETED][0], (Place.COMPLETED,)),
    "failed": (PLACES[Place.FAILED][0], (Place.FAILED, Place.REFUSED)),
}


@safely
async def bulk_batch_page(bulk_id: str) -> None:
    """`?show=` is one of `_SHOWN`, `?page=` counts from 1."""
    try:
        view = await parts().bulks.view(bulk_id)
    except NotFound as error:
        problem(error, "/bulk", _("To the batches"))
        return
    await _BatchPage(view).read()


class _BatchPage:
    def __init__(self, view: BulkView) -> None:
        self._id = view.bulk.id
        self._address = Address.here()
        self._tabs: dict[str, ui.link] = {}
        self._numbers: dict[str, ui.label] = {}
        with wrap():
            with ui.element("div"):
                heading(title(view), view.bulk.name)
                with row("ad-under"):
                    text("span", self._id, "ad-mono ad-muted")
                    copy_button(self._id, _("batch ID"))
            self._card = BulkCard(view, self.read)
            with panel():
                self._build_tabs()
                self._nothing = ui.element("div")
                self._table = BulkTable()
                self._pager = Pager(self._url)
            with row():
                link_button(_("All batches"), "/bulk", "small", "arrow_back")
            self._follower = Follower(self._heard, soon=_SOON)
            ui.timer(_SAFETY, self.read, immediate=False)
        self._over = False
        self._address.listen(self._nothing, self._moved)

    def _build_tabs(self) -> None:
        with named(ui.element("nav"), _("Rows shown")).classes("ad-tabs"):
            for key, (words, _places) in _SHOWN.items():
                target = address(f"/bulk/{self._id}", {"show": key})
                with ui.link(target=target) as self._tabs[key]:
                    text("span", _(words))
                    self._numbers[key] = ui.label().classes("ad-num")

    async def read(self) -> None:
        """Draw the card and the page of rows that the address asks for."""
        show, page = self._wanted()
        places = _SHOWN[show][1]
        view = await parts().bulks.view(self._id)
        rows = await parts().bulks.page(self._id, _SIZE, places=places, offset=(page - 1) * _SIZE)
        if self._nothing.is_deleted or (show, page) != self._wanted():
            return  # somebody chose something else meanwhile
        self._over = view.over
        self._card.show(view)
        self._count(view.progress, show)
        self._table.show(rows)
        self._table.place.set_visibility(bool(rows))
        self._pager.show(page, _SIZE, _number(view.progress, places))
        self._show_nothing(empty_page=not rows)

    def _count(self, progress: Progress, show: str) -> None:
        for key, (_words, places) in _SHOWN.items():
            self._numbers[key].set_text(f"({count(_number(progress, places))})")
            current, link = key == show, self._tabs[key]
            link.props(
                "aria-current=page" if current else "", remove="" if current else "aria-current"
            )

    def _show_nothing(self, *, empty_page: bool) -> None:
        self._nothing.set_visibility(empty_page)
        if empty_page and not self._nothing.default_slot.children:
            with self._nothing:
                advice = _("Rows come and go here as they are worked on.")
                empty("done_all", _("No row is here"), advice, title_tag="h3")

    async def _heard(self, ids: set[str]) -> None:
        if not self._over or self._id in ids:
            await self.read()

    def _wanted(self) -> tuple[str, int]:
        query = self._address.query
        show = query.get("show", "")
        return (show if show in _SHOWN else ""), positive(query.get("page"))

    def _url(self, page: int) -> str:
        wanted = {"show": self._wanted()[0], "page": page if page > 1 else ""}
        return address(f"/bulk/{self._id}", wanted)

    def _moved(self) -> None:
        with self._nothing:
            ui.timer(0, self.read, once=True)


def _number(progress: Progress, places: tuple[Place, ...]) -> int:
    return progress.at(*places) if places else progress.total
