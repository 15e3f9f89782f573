"""What those who may only look are told: on every page, at a form, and when a press is refused."""

import functools
import logging
from collections.abc import Awaitable, Callable

from nicegui import ui

from components.basics import empty, link_button, wrap
from components.permission import WHY, for_operators, looks_only
from services.errors import NotPermitted, SignedOut
from services.i18n import _

Builder = Callable[..., Awaitable[None] | None]
_REFUSALS = (NotPermitted, SignedOut)


def allowed(path: str, builder: Builder) -> Builder:
    """The page, or what stands in its place for those who can do nothing there."""
    if not (for_operators(path) and looks_only()):
        return builder

    @functools.wraps(builder)
    def instead(*_args: object, **_more: object) -> None:
        title = _("This page makes jobs")
        ui.page_title(f"{title} - Adtrail")
        with wrap(), empty("block", title, _(WHY), title_tag="h1"):
            link_button(_("To the overview"), "/", "primary")

    return instead


def looks_banner() -> None:
    if not looks_only():
        return
    banner = ui.element("div").classes("ad-banner").props('role="status"')
    with banner, ui.element("div").classes("ad-banner-line"):
        ui.label(_(WHY))


def say_refusal(error: Exception) -> None:
    """The net under buttons that should not have been there."""
    if isinstance(error, _REFUSALS):
        ui.notify(str(error), type="negative")


def refusal_in_a_line(record: logging.LogRecord) -> bool:
    """A filter for NiceGUI's log: a refusal is no fault of ours, and needs no traceback."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, _REFUSALS):
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args = f"a press was refused: {error}", ()
        record.exc_info = record.exc_text = None
    return True
