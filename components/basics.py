"""Small parts that every page uses: headings, panels, buttons, facts, copy, empty states."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from html import escape
from typing import Any, TypeVar

from nicegui import context, ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement

from components.permission import for_operators, looks_only
from services.i18n import _

E = TypeVar("E", bound=Element)

_COPY_ICON = (
    '<svg class="todo" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
    'aria-hidden="true"><rect x="9" y="9" width="11" height="11" rx="2"/>'
    '<path d="M5 15V6a2 2 0 0 1 2-2h9"/></svg>'
    '<svg class="done" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.5" '
    'aria-hidden="true"><path d="M4 12l5 5L20 6"/></svg>'
)

# Unless something on the new page has the focus already, such as the search after `/`.
_FOCUS = (
    "requestAnimationFrame(() => document.activeElement?.closest('#main > *') "
    "|| document.querySelector('h1')?.focus())"
)


def text(tag: str, words: str, classes: str = "") -> TextElement:
    """Any HTML element with a text in it."""
    return TextElement(tag=tag, text=words).classes(classes)


def named(element: E, name: str) -> E:
    """Say what an element is to those who cannot see it."""
    element._props["aria-label"] = name  # noqa: SLF001 - an attribute, verbatim: quotes and all
    return element


def heading(title: str, subtitle: str = "") -> TextElement:
    """The page's `h1`, its window title, and the place where focus lands after navigation."""
    ui.page_title(f"{title} - Adtrail")
    with ui.element("div"):
        made = text("h1", title).props('tabindex="-1"')
        if subtitle:
            text("p", subtitle, "ad-sub")
    if not context.client.sub_pages_router.is_initial_request:
        ui.run_javascript(_FOCUS)
    return made


def wrap(*, narrow: bool = False) -> Element:
    """The column that a page's content stands in."""
    return ui.element("div").classes("ad-wrap" + (" ad-narrow" if narrow else ""))


def panel() -> ui.card:
    return ui.card().props("flat").classes("ad-panel")


def row(classes: str = "") -> Element:
    return ui.element("div").classes(f"ad-row {classes}")


def button(
    words: str, on_click: Callable[..., Any] | None = None, look: str = "", icon: str | None = None
) -> ui.button:
    """`look` is any of primary, danger, quiet, small, wide."""
    made = ui.button(words, on_click=on_click, icon=icon, color=None)
    return made.props("no-caps unelevated").classes(f"ad-btn {look}")


def link_button(words: str, to: str, look: str = "", icon: str | None = None) -> ui.link:
    """A link that looks like a button: it can be opened in a tab of its own."""
    with ui.link(target=to).classes(f"ad-btn-link {look}") as made:
        if icon:
            ui.icon(icon).props('aria-hidden="true"')
        ui.label(words)
    if for_operators(to) and looks_only():
        made.set_visibility(False)
    return made


def copy_button(value: str, name: str) -> Element:
    """Copies `value`; `name` says what it is, for those who cannot see the icon."""
    made = ui.html(_COPY_ICON, sanitize=False, tag="button").classes("ad-copy")
    made._props.update({"type": "button", "data-copy": value})  # noqa: SLF001 - attributes, verbatim
    made._props["data-said"] = _("Copied")  # noqa: SLF001 - the same
    words = _("Copy {}").format(name)
    made._props["title"] = words  # noqa: SLF001 - the same
    return named(made, words)


def copy_link(path: str, words: str) -> Element:
    """Copies the address of a page of ours, as this browser knows it."""
    inside = f"{_COPY_ICON}<span>{escape(words)}</span>"
    made = ui.html(inside, sanitize=False, tag="button").classes("ad-copy words")
    made._props.update(  # noqa: SLF001 - attributes, verbatim
        {"type": "button", "data-copy-path": path, "data-said": _("Copied"), "aria-label": words}
    )
    return made


def fact(name: str, value: str | None, classes: str = "") -> None:
    """A name and its value, one above the other."""
    with ui.element("dl").classes("ad-fact").style("margin:0"):
        text("dt", name)
        text("dd", value or "—", classes)


def fold(summary: str) -> AbstractContextManager[Element]:
    """Something folded away behind a summary."""
    made = ui.element("details").classes("ad-fold")
    with made:
        text("summary", summary)
    return made


def pre(words: str) -> Element:
    """Preformatted text that can be reached and scrolled by keyboard."""
    return text("pre", words, "ad-pre").props('tabindex="0"')


def empty(icon: str, title: str, advice: str, *, title_tag: str = "h2") -> Element:
    """What an empty place says; use it as a context to add a way on."""
    with ui.element("div").classes("ad-empty") as made:
        ui.icon(icon).props('aria-hidden="true"')
        text(title_tag, title)
        text("p", advice)
    return made
