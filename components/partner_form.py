"""The partner in use and its credentials: tried, kept sealed, and never shown again."""

from nicegui import ui

from components.basics import button, fact, named, row, text
from components.follow import Follower
from components.pair_fields import PairFields
from components.parts import parts
from components.permission import administers
from components.saying import Saying
from models.people import Role
from services.changing import SETTINGS
from services.errors import DomainError, Invalid
from services.i18n import N_, _
from services.kept import ADDRESS
from services.people.acting import may
from services.sealing import Pair
from services.settings import PREFIX, SANDBOX, in_the_open

_OTHER = "partner"
_KEEP = N_("Leave both empty to use the ones that are kept.")
_GIVEN = N_("{} is set in the environment, which wins. Change it there.")
_PLAIN = N_("This address is not https: the credentials travel as plain text.")
_SHARED = N_(
    "Several processes share this database and have to mean the same partner: set {} for each."
)


class PartnerForm(ui.element):
    def __init__(self) -> None:
        super().__init__("div")
        self.classes("ad-stack")
        self._kept = parts().changing.kept
        address = self._kept.address
        fixed, given = self._fixed(), self._kept.pair_given(address)
        with self:
            self._facts = ui.element("div").classes("ad-grid")
            self._plain = text("p", _(_PLAIN), "ad-note")
            if fixed:
                text("p", fixed, "ad-muted")
            if given:
                text("p", _(_GIVEN).format(f"{PREFIX}UPSTREAM_USERNAME"), "ad-muted")
            if not (fixed and given) and may(Role.ADMIN):
                self._fields(address, may_choose=not fixed)
            Follower(lambda _ids: self._show_facts(), SETTINGS)
        self._show_facts()

    def _show_facts(self) -> None:
        """What is in force now, whoever changed it."""
        address = self._kept.address
        self._facts.clear()
        with self._facts:
            fact(_("Address"), _("The built-in sandbox") if address == SANDBOX else address)
            fact(_("Credentials"), self._standing(address))
        self._plain.set_visibility(in_the_open(address))

    def _fields(self, address: str, *, may_choose: bool) -> None:
        choices = {SANDBOX: _("The built-in sandbox"), _OTHER: _("A partner on the network")}
        place = SANDBOX if address == SANDBOX else _OTHER
        self._choice = ui.radio(choices, value=place).props("inline").classes("ad-radio")
        named(self._choice, _("Partner")).set_visibility(may_choose)
        self._address = _address_field("" if address == SANDBOX else address)
        self._address.set_visibility(may_choose and place == _OTHER)
        self._choice.on_value_change(
            lambda event: self._address.set_visibility(event.value == _OTHER)
        )
        self._pair = PairFields(_("Username"), _("Password"))
        self._hint()
        with row():
            self._save = administers(button(_("Try and save"), self._keep, "primary"))
            self._say = Saying()

    def _hint(self) -> None:
        self._pair.hint(_(_KEEP) if self._kept.pair(self._kept.address) else "")

    async def _keep(self) -> None:
        """Try what was entered; what the partner does not take is not kept."""
        self._address.error = None
        at_sandbox = self._choice.value == SANDBOX
        address = SANDBOX if at_sandbox else str(self._address.value or "").strip()
        if not self._pair.whole(or_neither=True):
            return
        self._save.disable()
        self._say.wait(_("Asking the partner…"))
        try:
            await self._change(address, self._pair.pair)
        finally:
            self._save.enable()

    async def _change(self, address: str, pair: Pair | None) -> None:
        try:
            verdict = await parts().changing.partner(address, pair)
        except Invalid as invalid:
            self._say.wait("")
            for error in invalid.errors:
                if error.field == ADDRESS:
                    self._address.error = error.message
                else:
                    self._pair.refuse(error.field, error.message)
        except DomainError as error:
            self._say.bad(_("{} Nothing was saved.").format(error))
        else:
            if verdict is not None and not verdict.valid:
                self._say.bad(_("{} Nothing was saved.").format(verdict.message))
                return
            self._pair.empty()
            self._hint()
            done = _("Saved and in use.")
            self._say.good(f"{verdict.message} {done}" if verdict else done)

    def _fixed(self) -> str:
        """Why the address cannot be changed here; empty where it can."""
        if self._kept.given(ADDRESS):
            return _(_GIVEN).format(f"{PREFIX}UPSTREAM_URL")
        return _(_SHARED).format(f"{PREFIX}UPSTREAM_URL") if self._kept.shared else ""

    def _standing(self, address: str) -> str:
        if self._kept.pair_given(address):
            return _("Set in the environment")
        if self._kept.unreadable(address):
            return _("Kept, but this process has not the key to open them")
        return _("Kept, encrypted") if self._kept.pair(address) else _("Not set")


def _address_field(value: str) -> ui.input:
    made = ui.input(_("Partner's address"), value=value).classes("ad-field")
    made.props("outlined stack-label bottom-slots autocomplete=off inputmode=url")
    made._props["hint"] = "https://partner-api.yelp.com"  # noqa: SLF001 - an attribute, verbatim
    return named(made.without_auto_validation(), _("Partner's address"))
