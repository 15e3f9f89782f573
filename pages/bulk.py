"""/bulk: many requests from one file, and the batches that were sent."""

from nicegui import ui

from components.address import Address, address, positive
from components.attention import announce
from components.basics import heading, named, text, wrap
from components.bulk_file import BulkFile
from components.bulk_list import BulkList
from components.bulk_preview import BulkPreview
from components.bulk_words import kind_words
from components.parts import parts
from components.section_tabs import section_tabs
from models.bulk import BULK_KINDS, Bulk
from models.bulk_reading import Sheet, of_picked
from models.job import JobKind
from pages.safely import safely
from services.i18n import _

_SHOW = (
    "requestAnimationFrame(() => { const h = document.querySelector('[data-focus]'); "
    "h?.focus({preventScroll: true}); h?.scrollIntoView({block: 'start'}); })"
)


@safely
async def bulk_page() -> None:
    """`?kind=` is create, edit or terminate; `?programs=` are ids that were picked elsewhere.

    `?page=` is one of the list of batches.
    """
    await _BulkPage().read()


class _BulkPage:
    def __init__(self) -> None:
        self._address = Address.here()
        with wrap():
            heading(
                _("Many at once"), _("One file, many programs: each row becomes a job of its own.")
            )
            section_tabs()
            self._tabs = named(ui.element("nav"), _("What to do")).classes("ad-tabs")
            self._file = ui.element("div")
            self._preview = ui.element("div")
            self._list = BulkList(self._url)
            self._later = ui.element("div")
        self._address.listen(self._file, self._moved)
        self._chosen = self._asked
        self._choose()

    async def read(self) -> None:
        """Draw the page of the list that the address asks for."""
        await self._list.read(positive(self._address.query.get("page")))

    @property
    def _asked(self) -> tuple[str | None, str | None]:
        """What the file is to be, as the address has it."""
        query = self._address.query
        return query.get("kind"), query.get("programs")

    def _url(self, page: int) -> str:
        return address("/bulk", self._address.query | {"page": str(page) if page > 1 else ""})

    def _moved(self) -> None:
        """Another page of the list leaves alone what was written in the file's box."""
        asked, before = self._asked, self._chosen
        self._chosen = asked
        if asked != before:
            self._choose()
        with self._later:
            ui.timer(0, self.read if asked != before else self._turn, once=True)

    async def _turn(self) -> None:
        await self.read()
        self._list.show()

    def _choose(self) -> None:
        """Begin anew, for the kind that the address names."""
        query = self._address.query
        kind = next((k for k in BULK_KINDS if k.value == query.get("kind")), JobKind.CREATE)
        for place in (self._tabs, self._file, self._preview):
            place.clear()
        with self._tabs:
            for one in BULK_KINDS:
                with ui.link(target=address("/bulk", {"kind": one.value})) as link:
                    text("span", kind_words(one))
                if one is kind:
                    link.props('aria-current="page"')
        picked = [name for name in query.get("programs", "").split(",") if name]
        with self._file:
            BulkFile(kind, self._read, of_picked(picked, kind) if picked else "")

    async def _read(self, sheet: Sheet, name: str) -> None:
        preview = await parts().bulks.preview(sheet)
        self._preview.clear()
        with self._preview:
            BulkPreview(preview, name, self._sent)
            ui.run_javascript(_SHOW)
            announce(_("The rows are checked."))

    def _sent(self, bulk: Bulk) -> None:
        ui.navigate.to(f"/bulk/{bulk.id}")
