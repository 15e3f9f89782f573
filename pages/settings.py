"""/settings: the partner and its credentials, the pace, and this browser's own choices."""

from decimal import Decimal

from nicegui import app, ui

from components.appearance import Appearance
from components.basics import button, copy_button, fact, heading, named, panel, row, text, wrap
from components.choices import DefaultChoices, chosen
from components.features_form import FeaturesForm
from components.job_watch import JobWatch
from components.partner_form import PartnerForm
from components.parts import parts
from components.push_browser import push_settings
from components.rate_form import RateForm
from components.section_tabs import section_tabs
from components.sounds import sound_settings
from models.people import Role
from services.i18n import N_, _, decimal
from services.kept import NOTIFY, OPEN, TAB
from services.people.acting import may
from services.settings import Settings
from services.upstream.errors import Forbidden, Throttled, Unauthorized, UpstreamError

_APPEARANCES = {"system": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")}


def settings_page() -> None:
    settings = parts().settings
    with wrap(narrow=True):
        heading(
            _("Settings"), _("A change is taken into use at once; nothing in flight is lost by it.")
        )
        section_tabs()
        if not may(Role.ADMIN):
            words = _("An administrator changes the partner, the rate and what browsers do.")
            text("p", words, "ad-muted")
        with panel():
            _partner()
        with panel():
            _pace(settings)
        with panel():
            _data(settings)
        with panel():
            _browser()
        if may(Role.ADMIN):
            with panel():
                DefaultChoices()


def _partner() -> None:
    text("h2", _("Partner"))
    PartnerForm()
    with row():
        ask = button(_("Check connection"), None, "", "sync_alt")
        said = ui.label().props('role="status"').classes("ad-answer")

    async def check() -> None:
        ask.disable()
        said.set_text(_("Asking the partner…"))
        said.classes(remove="good bad")
        try:
            sentence, good = await _ask_partner()
        finally:
            ask.enable()
        said.set_text(sentence)
        said.classes("good" if good else "bad")

    ask.on_click(check)
    if may(Role.ADMIN):
        FeaturesForm()


async def _ask_partner() -> tuple[str, bool]:
    """What came of it, as a sentence, and whether the partner can be used."""
    try:
        await parts().catalog.check_credentials()
    except Forbidden:  # about what the account may do: the credentials were taken
        return _("The partner answers, but does not let this account list its programs."), True
    except UpstreamError as error:
        return _said(error), False
    return _("The partner answers and takes the credentials."), True


def _said(error: UpstreamError) -> str:
    if isinstance(error, Unauthorized):
        return _("The partner does not take the username or password.")
    if isinstance(error, Throttled):
        return _("The partner asks us to slow down. Try again in a minute.")
    if error.http is None:
        return _("No answer: the partner cannot be reached at this address.")
    return _("The partner answers with an error (HTTP {}). Try again later.").format(error.http)


def _pace(settings: Settings) -> None:
    text("h2", _("Asking the partner"))
    RateForm()
    with ui.element("div").classes("ad-grid"):
        fact(_("First check of a job"), _("after {} s").format(_plain(settings.first_poll)))
        fact(_("Longest pause, young jobs"), _("{} s").format(_plain(settings.max_poll)))
        fact(_("Time for one request"), _("{} s").format(_plain(settings.upstream_timeout)))
        grace = _("{} s in the partner's list").format(_plain(settings.reconcile_grace))
        fact(_("An unconfirmed create is looked for"), grace)


def _plain(number: float) -> str:
    """As it was set: "0.3", "15"."""
    digits = -int(Decimal(f"{number:g}").as_tuple().exponent)
    return decimal(number, max(0, digits))


def _data(settings: Settings) -> None:
    text("h2", _("Data folder"))
    with row():
        text("span", str(settings.data_dir), "ad-mono")
        copy_button(str(settings.data_dir), _("the data folder"))


def _browser() -> None:
    text("h2", _("This browser"))
    opens = ui.switch(_("Open the program when it is ready"))
    opens.set_value(chosen(OPEN)).classes("ad-check")
    opens.on_value_change(lambda event: app.storage.user.update({OPEN: bool(event.value)}))
    shown = ui.switch(_("Show running jobs in the tab's title and icon"))
    shown.set_value(chosen(TAB)).classes("ad-check")
    shown.on_value_change(lambda event: _show_in_tab(shown=bool(event.value)))
    sound_settings()
    each = ui.switch(_("Notify me of every job that I start here"), value=chosen(NOTIFY))
    each.classes("ad-check")
    each.on_value_change(lambda event: app.storage.user.update({NOTIFY: bool(event.value)}))
    advice = _("From the first one on for which you press “Notify me when this finishes”.")
    text("p", advice, "ad-muted").bind_visibility_from(each, "value")
    push_settings()
    appearance = Appearance.here()
    with ui.element("div"):
        text("div", _("Appearance"), "ad-label")
        words = {choice: _(said) for choice, said in _APPEARANCES.items()}
        choice = ui.radio(words, value=Appearance.chosen()).props("inline")
        named(choice, _("Appearance")).classes("ad-radio")
        choice.on_value_change(lambda event: appearance.choose(str(event.value)))


def _show_in_tab(*, shown: bool) -> None:
    app.storage.user[TAB] = shown
    JobWatch.here().redraw()
