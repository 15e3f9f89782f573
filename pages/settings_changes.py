"""/settings/changes: who changed which setting when. Of a secret, only that it was changed."""

from nicegui import ui
from nicegui.element import Element

from components.address import Address, address, positive
from components.basics import empty, heading, link_button, panel, row, text, wrap
from components.choices import DEFAULT_WORDS
from components.moments import Moment
from components.pager import Pager
from components.parts import parts
from components.section_tabs import section_tabs
from models.people import Role
from models.setting import SettingChange
from services.changing import CREDENTIALS, FEATURES
from services.i18n import N_, _
from services.kept import ADDRESS, CHOICES, ON, RATE
from services.partners import partner_name
from services.people.acting import may

_SIZE = 50
_NAMES = {
    ADDRESS: N_("Partner"),
    RATE: N_("Requests a second"),
    CREDENTIALS: N_("Credentials"),
    FEATURES: N_("Credentials for features"),
    **DEFAULT_WORDS,
}


def settings_changes_page() -> None:
    """`?page=`; what is no number there is the first page."""
    _ChangesPage().read()


class _ChangesPage:
    def __init__(self) -> None:
        self._address = Address.here()
        with wrap():
            heading(_("Changes"), _("Who changed which setting, and when; the newest first."))
            section_tabs()
            if may(Role.ADMIN):
                _audit()
            self._list = panel()
            self._pager = Pager(_url)
        self._address.listen(self._list, self.read)

    def read(self) -> None:
        """Draw the page of the list that the address asks for."""
        page = positive(self._address.query.get("page"))
        total = parts().changing.rows.count_changes()
        changes = parts().changing.changes(_SIZE, (page - 1) * _SIZE)
        self._list.clear()
        with self._list:
            if changes:
                with ui.element("div").classes("ad-scroll"):
                    _table(changes)
            elif total:
                self._pager.lead_back(_SIZE, total, "history")
            else:
                empty("history", _("No change yet"), _("What is changed in the settings is kept."))
        self._pager.show(page, _SIZE, total)


def _url(page: int) -> str:
    return address("/settings/changes", {"page": page if page > 1 else ""})


def _audit() -> None:
    with row("between"):
        text("span", _("Everything that people did, jobs and sign-ins too."), "ad-small ad-muted")
        link_button(_("Audit (CSV)"), "/api/audit?format=csv", "small", "download").props(
            "download"
        )


def _table(changes: list[SettingChange]) -> None:
    with ui.element("table").classes("ad-table stack ad-list"):
        with ui.element("thead"), ui.element("tr"):
            for name in (_("Setting"), _("Change"), _("Who"), _("When")):
                text("th", name).props('scope="col"')
        with ui.element("tbody"):
            for change in changes:
                with ui.element("tr"):
                    with _cell(_("Setting"), "lead"):
                        text("span", _(_NAMES[change.name]), "ad-strong")
                    with _cell(_("Change")):
                        text("span", _said(change))
                    with _cell(_("Who")):
                        text("span", change.actor)
                    with _cell(_("When")):
                        Moment(change.at).classes("ad-num")


def _said(change: SettingChange) -> str:
    if change.about is not None:
        return _("Changed, for {}").format(partner_name(change.about))
    return f"{_value(change.name, change.before)} → {_value(change.name, change.after)}"


def _value(name: str, value: str | None) -> str:
    if name == ADDRESS:
        return partner_name(value or "")
    if name in CHOICES:
        return _("On") if value == ON else _("Off")
    return _("Unlimited") if value == "0" else str(value)


def _cell(label: str, classes: str = "") -> Element:
    made = ui.element("td").classes(classes)
    made._props["data-label"] = label  # noqa: SLF001 - an attribute, verbatim
    return made
