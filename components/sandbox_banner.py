"""Says when nobody spends real money, and which business ids produce which outcome."""

from nicegui import ui
from nicegui.element import Element

from components.basics import copy_button, text
from components.filling import Filling
from components.follow import Follower
from components.parts import parts
from services.changing import SETTINGS
from services.i18n import _


def sandbox_banner() -> None:
    banner = ui.element("div").classes("ad-banner")
    with banner, ui.element("details") as details:
        text(
            "summary", _("Sandbox: a built-in partner answers, no money is spent. Test businesses")
        )
        place = ui.element("div").classes("ad-scroll ad-tests")

    def opened() -> None:
        """Made when it is wanted: the list is longer than most pages."""
        if not place.default_slot.children:
            with place:
                _table(details)

    def look() -> None:
        banner.set_visibility(parts().sandbox is not None)

    details.on("toggle", opened)
    look()
    Follower(lambda _ids: look(), SETTINGS)


def _table(details: Element) -> None:
    text("p", _("Press one to fill it into the form: it decides what happens."))
    with ui.element("table").classes("ad-table"):
        with ui.element("thead"), ui.element("tr"):
            text("th", _("Business ID"))
            text("th", _("What happens"))
        with ui.element("tbody"):
            for business_id, outcome in parts().test_businesses:
                with ui.element("tr"):
                    with ui.element("td").classes("ad-test"):
                        _filler(business_id, details)
                        copy_button(business_id, _("business ID {}").format(business_id))
                    text("td", outcome)


def _filler(business_id: str, details: Element) -> None:
    def fill() -> None:
        ui.run_javascript(f"document.getElementById('{details.html_id}').open = false")
        Filling.business(business_id)

    made = text("button", business_id, "ad-fill ad-mono").props("type=button")
    made.on("click", fill)
