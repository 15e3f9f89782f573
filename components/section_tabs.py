"""The pages that belong together, as one quiet row of links under the heading of each.

A page stands in the row as soon as it has an address: `offer` is told which there are.
"""

from collections.abc import Iterable

from nicegui import app, context, ui

from components.basics import named, text
from services.i18n import N_, _

_Pages = tuple[tuple[str, str], ...]
_SECTIONS: tuple[_Pages, ...] = (
    (
        ("/programs", N_("Programs")),
        ("/businesses", N_("Businesses")),
        ("/schedules", N_("Schedules")),
        ("/bulk", N_("Many at once")),
    ),
    (
        ("/settings", N_("Settings")),
        ("/settings/people", N_("People")),
        ("/settings/changes", N_("Changes")),
    ),
)


def offer(paths: Iterable[str]) -> None:
    """Say which addresses have a page."""
    app.state.offered = frozenset(paths)


def section_tabs() -> None:
    """The row of the section that the page at the present address belongs to."""
    here = context.client.sub_pages_router.current_path.split("?", maxsplit=1)[0].rstrip("/")
    section: _Pages = next((pages for pages in _SECTIONS if here in dict(pages)), ())
    shown = [(path, words) for path, words in section if path in app.state.offered]
    if len(shown) < 2:  # noqa: PLR2004 - one page alone has nowhere to lead
        return
    with named(ui.element("nav"), _(section[0][1])).classes("ad-section"):
        for path, words in shown:
            with ui.link(target=path) as link:
                text("span", _(words))
            if path == here:
                link.props('aria-current="page"')
