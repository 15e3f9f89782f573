"""The sheet of keys (`?`), and the buttons that open it and the palette for those without keys."""

from html import escape

from nicegui import ui

from components.basics import button, named, text
from components.palette import Palette
from components.static_files import static_url
from services.i18n import _

_SEARCH = (
    '<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" '
    'stroke-width="2" stroke-linecap="round" aria-hidden="true"><circle cx="11" cy="11" r="7"/>'
    '<path d="M16 16l5 5"/></svg>'
)


def _keys() -> tuple[tuple[str, str], ...]:
    return (
        ("Ctrl K", _("Go to a page, job or program; do something")),
        ("/", _("Search the jobs")),
        ("c", _("Create a program")),
        ("j", _("Next row")),
        ("k", _("Row before")),
        ("Enter", _("Open the row")),
        ("r", _("Read this page anew")),
        ("Esc", _("Stay on this page; close what is open")),
        ("?", _("This sheet")),
    )


def keys() -> None:
    """Palette, sheet and their buttons, where it stands; once a page."""
    ui.add_head_html(f'<script defer src="{static_url("keys.js")}"></script>')
    with ui.element("div").classes("ad-tools"):
        _opener(_SEARCH, _("Go to or do (Ctrl K)"), "data-palette")
        _opener("?", _("Keyboard shortcuts"), "data-keys")
    title = _("Keyboard shortcuts")
    sheet = ui.element("dialog").classes("ad-sheet").props('id="ad-keys"')
    with named(sheet, title):
        text("h2", title)
        ui.html("".join(_entry(*one) for one in _keys()), sanitize=False, tag="dl")
        with ui.element("label"):  # a rule of WCAG (2.1.4): single keys can be turned off
            ui.element("input").props('type="checkbox" data-keys-on checked')
            text("span", _("Single keys work in this browser"))
        with ui.element("form").props('method="dialog"'):
            button(_("Close"), None, "small").props('type="submit"')
    Palette()


def _entry(key: str, words: str) -> str:
    """As one piece of the page: elements that never change cost each page that is drawn."""
    pressed = "".join(f"<kbd>{escape(one)}</kbd>" for one in key.split())
    return f"<dt>{pressed}</dt><dd>{escape(words)}</dd>"


def _opener(face: str, name: str, mark: str) -> None:
    made = ui.html(face, sanitize=False, tag="button").classes("ad-tool")
    made._props.update({"type": "button", "aria-label": name, "title": name, mark: ""})  # noqa: SLF001 - attributes, verbatim
