"""What stands where the partner's answer will be."""

from nicegui import ui
from nicegui.element import Element

from components.basics import panel
from services.i18n import _

_LINES = ("45%", "80%", "65%")


def asking() -> Element:
    """A quiet placeholder that says what is waited for."""
    with panel().props('role="status"') as place:
        ui.label(_("Asking the partner…")).classes("ad-muted")
        for width in _LINES:
            ui.element("div").classes("ad-skeleton").style(f"width:{width}")
    return place
