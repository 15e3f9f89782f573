"""What a page says when there is nothing to show: a sentence and a way on, never a traceback."""

from nicegui import ui

from components.basics import empty, link_button, wrap
from services.errors import DomainError, NotFound
from services.i18n import _


def problem(error: DomainError, way_on: str, words: str) -> None:
    """A page's worth of `error`, with a link to `way_on`."""
    icon = "search_off" if isinstance(error, NotFound) else "cloud_off"
    ui.page_title(f"{_(error.title)} - Adtrail")
    with wrap(), empty(icon, _(error.title), _(str(error)), title_tag="h1"):
        link_button(words, way_on, "primary")
