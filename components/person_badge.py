"""Signing out, from the head of every page; not there where nobody signs in."""

from nicegui import ui

from components.basics import named
from services.i18n import _
from services.people.acting import acting

_DOOR = (
    '<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" '
    'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
    '<path d="M14 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h8"/><path d="M11 12h10M17 8l4 4-4 4"/></svg>'
)


def person_badge() -> None:
    person = acting()
    if person is None or person.sign_in is None:
        return
    words = _("Sign out ({})").format(person.name)
    with ui.element("form").props('method="post" action="/logout"').classes("ad-tools"):
        leave = ui.html(_DOOR, sanitize=False, tag="button").classes("ad-tool")
        leave._props.update({"type": "submit", "title": words, "data-sign-out": ""})  # noqa: SLF001 - attributes, verbatim
        named(leave, words)
