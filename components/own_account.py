"""One's own account: the way out, the password, the sessions and the tokens."""

from nicegui import ui
from nicegui.element import Element

from components.basics import button, copy_button, fact, named, panel, row, text
from components.labelled import choice, field, password
from components.moments import Moment
from components.parts import parts
from components.people_words import role_choices, role_name
from components.saying import Saying
from components.sure import sure
from models.people import ApiToken, Role, SignIn
from models.user_agent import browser_and_system
from services.errors import DomainError
from services.i18n import _, pgettext
from services.people.accounts import ADMIN
from services.people.acting import Person


def sign_out_button() -> None:
    with ui.element("form").props('method="post" action="/logout"'):
        button(_("Sign out"), None, "", "logout").props("type=submit")


class OwnPassword:
    def __init__(self) -> None:
        with panel():
            text("h2", _("Password"))
            with ui.element("div").classes("ad-grid two"):
                self._old = password(_("Password now"))
                self._new = password(_("New password"), new=True)
            with row():
                button(_("Change password"), self._change, "", "check")
                self._said = Saying()

    async def _change(self) -> None:
        try:
            await parts().accounts.change_own_password(
                str(self._old.value or ""), str(self._new.value or "")
            )
        except DomainError as error:
            self._said.bad(str(error))
            return
        self._old.value = self._new.value = ""
        self._said.good(_("It is changed. Your other sessions have ended."))


class Sessions:
    """Where an account is signed in; each can be ended."""

    def __init__(self, account_id: str, here: str | None) -> None:
        self._account_id = account_id
        self._here = here
        self._list = ui.element("ul").classes("ad-plain")
        with row():
            words = _("Sign out everywhere else")
            self._others = button(words, self._end_others, "small", "logout")
        self._others.set_visibility(False)

    async def read(self) -> None:
        found = await parts().accounts.sessions(self._account_id)
        here = self._here in {one.id for one in found}
        self._others.set_visibility(here and len(found) > 1)
        self._list.clear()
        with self._list:
            for one in found:
                self._draw(one)
            if not found:
                text("li", _("Signed in nowhere."), "ad-muted")

    def _draw(self, session: SignIn) -> None:
        with _line():
            with ui.element("div"):
                _browser(session.agent)
                with row("ad-small ad-muted"):
                    text("span", session.address)
                    Moment(session.created_at).classes("ad-num")
                    if session.id == self._here:
                        text("strong", _("this browser"))
            if session.id != self._here:
                button(_("End"), lambda: self._end(session.id), "small", "close")

    async def _end(self, session_id: str) -> None:
        await parts().accounts.end_session(session_id)
        await self.read()

    async def _end_others(self) -> None:
        await parts().accounts.end_other_sessions()
        await self.read()


class TokenList:
    """The tokens of an account; each can be revoked."""

    def __init__(self, account_id: str) -> None:
        self._account_id = account_id
        self._list = ui.element("ul").classes("ad-plain")

    async def read(self) -> None:
        found = await parts().tokens.of(self._account_id)
        self._list.clear()
        with self._list:
            for one in found:
                self._draw(one)
            if not found:
                text("li", _("No token."), "ad-muted")

    def _draw(self, token: ApiToken) -> None:
        with _line():
            with ui.element("div"):
                text("div", token.name, "ad-strong")
                with row("ad-small ad-muted"):
                    text("span", role_name(token.role))
                    Moment(token.created_at).classes("ad-num")
                    used = _("used") if token.used_at else _("never used")
                    text("span", used)
                    if token.used_at:
                        Moment(token.used_at).classes("ad-num")
            made = button(_("Revoke"), lambda: self._ask(token), "small danger", "close")
            named(made, _("Revoke {}").format(token.name))

    async def _ask(self, token: ApiToken) -> None:
        made = await parts().tokens.accounts_made(token.id)
        if not made:
            await self._revoke(token.id)
            return
        title = _("Revoke {}?").format(token.name)
        # The button may be gone by now: the list is drawn anew after every change.
        with self._list, sure(title, _("Revoke"), lambda: self._revoke(token.id)):
            text("div", _("Accounts were added through it. They stay, with their passwords:"))
            with ui.element("ul").classes("ad-plain"):
                for name in made:
                    text("li", name, "ad-strong")

    async def _revoke(self, token_id: str) -> None:
        await parts().tokens.revoke(token_id)
        await self.read()


class OwnTokens:
    def __init__(self, person: Person) -> None:
        with panel():
            text("h2", _("API tokens"))
            said = _("A script sends one as Authorization: Bearer, and acts in your name.")
            text("div", said, "ad-muted ad-small")
            self.list = TokenList(person.account_id or "")
            with ui.element("div").classes("ad-grid two"):
                self._name = field(_("Name of the token"), "maxlength=40 spellcheck=false")
                choices = role_choices(person.role)
                least = Role.OPERATOR if person.may(Role.OPERATOR) else Role.VIEWER
                self._role = choice(_("What it may do"), choices, least.value)
            with row():
                button(_("Make a token"), self._make, "", "add")
            self._shown = ui.element("div").props('role="status"')

    async def _make(self) -> None:
        self._name.error = None
        try:
            made = await parts().tokens.make(
                str(self._name.value or ""), Role(str(self._role.value))
            )
        except DomainError as error:
            self._name.error = str(error)
            return
        self._name.value = ""
        self._show(made.secret)
        await self.list.read()

    def _show(self, secret: str) -> None:
        self._shown.clear()
        with self._shown, ui.element("div").classes("ad-note"):
            text("div", _("Copy it now: it is shown this once."), "ad-strong")
            with row():
                text("code", secret, "ad-mono").style("overflow-wrap:anywhere")
                copy_button(secret, _("the token"))


def who(person: Person) -> None:
    with panel():
        text("h2", _("You"))
        with ui.element("div").classes("ad-grid"):
            fact(pgettext("of a person", "Name"), person.name)
            fact(_("Role"), role_name(person.role))
        if person.name == ADMIN:
            words = _("This account's password is ADTRAIL_PASSWORD, read when Adtrail starts.")
            text("div", words, "ad-muted ad-small")
        with row():
            sign_out_button()


def _browser(agent: str) -> None:
    """In people's words; its own are there to point at, and stand alone where nobody knows it."""
    browser, system = browser_and_system(agent)
    words = browser or agent or _("An unknown browser")
    if browser and system:
        words = _("{browser} on {system}").format(browser=browser, system=system)
    text("div", words, "ad-small")._props["title"] = agent  # noqa: SLF001 - verbatim


def _line() -> Element:
    return ui.element("li").classes("ad-row between ad-business-row")
