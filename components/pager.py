"""The way through a long list: where one is, one page back, one page on."""

from collections.abc import Callable

from nicegui import ui
from nicegui.element import Element

from components.amounts import count
from components.basics import link_button, named, row
from services.i18n import _


class Pager(Element):
    """`url(page)` is the address of a page, counted from 1."""

    def __init__(self, url: Callable[[int], str]) -> None:
        super().__init__("nav")
        self._url = url
        self.classes("ad-row between")
        named(self, _("Pages"))

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
                    back = min(page - 1, max(1, -(-total // size)))
                    link_button(_("Previous"), self._url(back), "small", "chevron_left")
                if last < total:
                    link_button(_("Next"), self._url(page + 1), "small", "chevron_right")
