"""The first run: what this is for, and one press to see it work (experience 5: teach)."""

from urllib.parse import quote

from nicegui import app, ui
from nicegui.element import Element

from components.basics import button, empty, fold, panel, row, text
from components.parts import parts
from services.i18n import N_, _

_STEPS = (
    ("edit_note", N_("Fill in the form"), N_("Amounts are dollars; what will be bought is said.")),
    ("autorenew", N_("Watch the job"), N_("It has a card at once, and tells you when it ends.")),
    ("campaign", N_("See the program"), N_("As the partner reports it: budget, clicks, dates.")),
)
_CLOSED = "welcome_closed"
_PLAIN = 6  # the sandbox lists its ordinary businesses first


def welcome() -> None:
    """For an app without a job: the three steps until they are closed, and something to try."""
    if not app.storage.user.get(_CLOSED, False):
        _three_steps()
    businesses = parts().test_businesses
    if businesses:
        _sandbox(businesses)
    elif app.storage.user.get(_CLOSED, False):
        with panel():
            empty("history", _("No job yet"), _("Create a program: its job appears here at once."))


def _three_steps() -> None:
    with panel().classes("ad-welcome") as steps:
        with row("between"):
            text("h2", _("Create your first program"))
            button(_("Do not show again"), lambda: _close(steps), "small", "close")
        with ui.element("ol").classes("ad-steps"):
            for icon, title, advice in _STEPS:
                with ui.element("li"):
                    ui.icon(icon).props('aria-hidden="true"')
                    with ui.element("div"):
                        text("strong", _(title))
                        text("div", _(advice), "ad-muted ad-small")


def _close(steps: Element) -> None:
    """For good, in this browser."""
    app.storage.user[_CLOSED] = True
    steps.delete()


def _sandbox(businesses: list[tuple[str, str]]) -> None:
    with panel():
        text("h2", _("Try it with a made-up business"))
        ui.label(_("A built-in partner answers, and no money is spent.")).classes("ad-muted")
        _choices([(business_id, _name(said)) for business_id, said in businesses[:_PLAIN]])
        with fold(_("Or see something go wrong")):
            _choices(businesses[_PLAIN:])


def _name(said: str) -> str:
    """`An ordinary business: Joe's Plumbing.` without what goes without saying here."""
    return said.rpartition(": ")[2].rstrip(".")


def _choices(businesses: list[tuple[str, str]]) -> None:
    with ui.element("ul").classes("ad-choices"):
        for business_id, outcome in businesses:
            target = f"/create-program?business_id={quote(business_id, safe='')}"
            with ui.element("li"), ui.link(target=target).classes("ad-choice"):
                text("span", outcome, "ad-strong")
                text("span", business_id, "ad-mono ad-small ad-muted")
