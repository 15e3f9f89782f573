"""Says when nobody spends real money, and which business ids produce which outcome."""

from nicegui import ui

from components.basics import copy_button, text
from components.parts import parts
from services.i18n import _


def sandbox_banner() -> None:
    if parts().sandbox is None:
        return
    with ui.element("div").classes("ad-banner"), ui.element("details") as details:
        text(
            "summary", _("Sandbox: a built-in partner answers, no money is spent. Test businesses")
        )
        place = ui.element("div").classes("ad-scroll")

    def opened() -> None:
        """Made when it is wanted: the list is longer than most pages."""
        if not place.default_slot.children:
            with place:
                _table()

    details.on("toggle", opened)


def _table() -> None:
    with ui.element("table").classes("ad-table"):
        with ui.element("thead"), ui.element("tr"):
            text("th", _("Business ID"))
            text("th", _("What happens"))
        with ui.element("tbody"):
            for business_id, outcome in parts().test_businesses:
                with ui.element("tr"):
                    with ui.element("td").style("white-space:nowrap"):
                        text("span", business_id, "ad-mono")
                        copy_button(business_id, _("business ID {}").format(business_id))
                    text("td", outcome)
