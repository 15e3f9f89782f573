"""Asks before something is done that others will feel."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from nicegui import ui

from components.basics import button, named, row, text
from services.i18n import _


@contextmanager
def sure(title: str, words: str, act: Callable[[], Awaitable[None]]) -> Iterator[None]:
    """Stands open when made; inside goes what is to be known before. `words` are the button's."""
    with ui.dialog(value=True) as dialog, ui.card().classes("ad-panel"):
        text("h2", title)
        yield

        async def go() -> None:
            dialog.close()
            await act()

        with row("ad-end"):
            button(_("Cancel"), dialog.close)  # first, so that it has the focus
            button(words, go, "danger")
    named(dialog, title)
