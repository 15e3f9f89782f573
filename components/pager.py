"""The way through a long list: where one is, one page back, one page on."""

from collections.abc import Callable

from nicegui import ui
from nicegui.element import Element

from components.amounts import count
from components.basics import empty, link_button, named, row
from services.i18n import _


class Pager(Element):
    """`url(page)` is the address of a page, counted from 1."""

    def __init__(self, url: Callable[[int], str]) -> None:
        super().__init__("nav")
        self._url = url
        self.classes("ad-row between")
        named(self, _("Pages"))

    def lead_back(self, size: int, total: int, icon: str = "filter_alt_off") -> None:
        """Say here that the page is beyond the last one, which there is."""
        with empty(icon, _("There is no such page"), _("The list has fewer pages.")):
            link_button(_("To the last page"), self._url(_last(size, total)), "primary")

    def show(self, page: int, size: int, total: int) -> None:
        self.clear()
        self.set_visibility(total > size or page > 1)
        first, last = (page - 1) * size + 1, min(page * size, total)
        with self:
            if first <= total:
                ui.label(_("{} to {} of {}").format(*map(count, (first, last, total)))).classes(
                    "ad-muted ad-num"
                )
            else:
                ui.label(_("There is no page {}").format(count(page))).classes("ad-muted")
            with row():
                if page > 1:
                    back = min(page - 1, max(1, _last(size, total)))
                    link_button(_("Previous"), self._url(back), "small", "chevron_left")
                if last < total:
                    link_button(_("Next"), self._url(page + 1), "small", "chevron_right")


def _last(size: int, total: int) -> int:
    return -(-total // size)
