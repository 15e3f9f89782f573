"""/settings/people: one's own account and, for administrators, everybody's."""

from components.basics import empty, heading, link_button, panel, text, wrap
from components.own_account import OwnPassword, OwnTokens, Sessions, who
from components.people_list import PeopleList
from components.section_tabs import section_tabs
from models.people import Role
from pages.safely import safely
from services.i18n import _
from services.people.accounts import ADMIN
from services.people.acting import Person, acting


@safely
async def people_page() -> None:
    with wrap(narrow=True):
        heading(_("People"), _("Who may sign in, and how much each may do."))
        section_tabs()
        person = acting()
        if person is None or person.account_id is None:
            _nobody()
        else:
            await _somebody(person)


def _nobody() -> None:
    with panel():
        advice = _(
            "Start Adtrail with ADTRAIL_PASSWORD, and everybody has an account of their own."
        )
        with empty("person", _("Nobody has to sign in here"), advice):
            link_button(_("To the settings"), "/settings", "primary")


async def _somebody(person: Person) -> None:
    who(person)
    people = None
    if person.may(Role.ADMIN):
        people = PeopleList()
        await people.read()
    if person.name != ADMIN:
        OwnPassword()
    with panel():
        text("h2", _("Where you are signed in"))
        sessions = Sessions(person.account_id or "", person.sign_in)
        await sessions.read()
    tokens = OwnTokens(person)
    await tokens.list.read()
