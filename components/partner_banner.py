"""Says on every page that the partner cannot be used right now, and that nothing is lost."""

from nicegui import ui

from components.parts import parts
from services.i18n import N_, _

_LOOK = 3.0  # seconds

_WORDS = {
    "credentials": N_(
        "The partner does not take the username or password. Jobs wait, none is lost."
    ),
    "throttled": N_("The partner asks us to slow down. Jobs wait, none is lost."),
}
_UNREACHABLE = N_("The partner cannot be reached right now. Jobs wait, none is lost.")


def partner_banner() -> None:
    banner = ui.element("div").classes("ad-banner").props('role="status"')
    with banner, ui.element("div").classes("ad-banner-line"):
        words = ui.label()

    def look() -> None:
        trouble = parts().tracking.circuit.trouble
        banner.set_visibility(trouble is not None)
        if trouble is not None:
            words.set_text(_(_WORDS.get(str(trouble.get("kind")), _UNREACHABLE)))

    look()
    ui.timer(_LOOK, look, immediate=False)
