"""All accounts, for administrators: add, change the role, disable, reset the password."""

from collections.abc import Awaitable

from nicegui import ui

from components.amounts import count
from components.basics import button, fold, named, panel, row, text
from components.labelled import choice, field, password
from components.own_account import Sessions, TokenList
from components.parts import parts
from components.people_words import role_choices, role_name
from components.saying import Saying
from components.sure import sure
from models.people import Account, Role
from services.errors import DomainError, Invalid
from services.i18n import N_, _, ngettext, pgettext
from services.people.accounts import ADMIN
from services.people.acting import own_name

_SIGNED_OUT = N_("They are signed out at once, and their tokens do nothing until they are enabled.")
_KEPT = N_("What they ordered goes on under their name; it can be cancelled or paused there:")
_NOTHING = N_("Nothing that they scheduled or sent as a batch is still to come.")


class PeopleList:
    def __init__(self) -> None:
        with panel():
            text("h2", _("People"))
            self._list = ui.element("ul").classes("ad-plain")
            self._said = Saying()
        with panel():
            text("h2", _("Add somebody"))
            self._name = field(
                pgettext("of a person", "Name"),
                'maxlength=60 spellcheck="false" autocapitalize=none',
            )
            self._password = password(_("First password"), new=True)
            self._role = choice(_("Role"), role_choices(), Role.OPERATOR.value)
            with row():
                button(_("Add"), self._add, "primary", "add")

    async def read(self) -> None:
        found = await parts().accounts.all()
        self._list.clear()
        with self._list:
            for account in found:
                self._draw(account)

    def _draw(self, account: Account) -> None:
        mine = account.name in {ADMIN, own_name()}
        with ui.element("li").classes("ad-person"):
            with row("between"):
                with ui.element("div"):
                    text("div", account.name, "ad-strong")
                    said = role_name(account.role)
                    if account.disabled_at is not None:
                        said = _("{}, disabled").format(said)
                    text("div", said, "ad-small ad-muted")
                if not mine:
                    with row():
                        self._actions(account)
            with fold(_("Sessions and tokens")) as more:
                named(more, _("Sessions and tokens of {}").format(account.name))
                sessions, tokens = Sessions(account.id, None), TokenList(account.id)
                more.on("toggle", lambda: _read(sessions, tokens))

    def _actions(self, account: Account) -> None:
        accounts, name = parts().accounts, account.name
        role = ui.select(
            {role.value: role_name(role) for role in Role}, value=account.role.value
        ).props("outlined dense options-dense behavior=menu")
        named(role, _("Role of {}").format(name))
        role.on_value_change(
            lambda event: self._do(accounts.change_role(account.id, Role(event.value)))
        )
        reset = button(_("New password"), lambda: _ResetDialog(account, self._said), "small")
        named(reset, _("New password for {}").format(name))
        if account.disabled_at is None:
            off = button(_("Disable"), lambda: self._disable(account), "small danger")
            named(off, _("Disable {}").format(name))
        else:
            on = button(_("Enable"), lambda: self._do(accounts.enable(account.id)), "small")
            named(on, _("Enable {}").format(name))

    async def _disable(self, account: Account) -> None:
        accounts = parts().accounts
        going = await accounts.going_on(account.id)
        title = _("Disable {}?").format(account.name)
        # The button may be gone by now: the list is drawn anew after every change.
        with self._list, sure(title, _("Disable"), lambda: self._do(accounts.disable(account.id))):
            text("div", _(_SIGNED_OUT))
            text("div", _(_KEPT if any(going) else _NOTHING), "ad-muted ad-small")
            if n := going.schedules:
                words = ngettext(
                    "{} schedule is still to happen", "{} schedules are still to happen", n
                )
                ui.link(words.format(count(n)), "/schedules")
            if n := going.batches:
                words = ngettext("{} batch runs", "{} batches run", n)
                ui.link(words.format(count(n)), "/bulk")

    async def _do(self, act: Awaitable[None]) -> None:
        try:
            await act
        except DomainError as error:
            self._said.bad(str(error))
            return
        self._said.good(_("Done."))
        await self.read()

    async def _add(self) -> None:
        fields = {"name": self._name, "password": self._password}
        for one in fields.values():
            one.error = None
        name, secret = (str(one.value or "") for one in fields.values())
        try:
            await parts().accounts.add(name, secret, Role(str(self._role.value)))
        except Invalid as error:
            for problem in error.errors:
                fields[problem.field].error = problem.message
            return
        except DomainError as error:
            self._said.bad(str(error))
            return
        self._name.value = self._password.value = ""
        await self.read()


class _ResetDialog:
    def __init__(self, account: Account, said: Saying) -> None:
        self._account = account
        self._said = said
        title = _("New password for {}").format(account.name)
        with ui.dialog(value=True) as self._dialog, ui.card().classes("ad-panel"):
            text("h2", title)
            self._password = password(_("New password"), new=True)
            text("div", _("All sessions of the account end."), "ad-muted ad-small")
            with row("ad-end"):
                button(_("Cancel"), self._dialog.close)
                button(_("Set password"), self._set, "primary")
        named(self._dialog, title)

    async def _set(self) -> None:
        try:
            await parts().accounts.reset_password(self._account.id, str(self._password.value or ""))
        except DomainError as error:
            self._password.error = str(error)
            return
        self._dialog.close()
        self._said.good(_("{} has a new password.").format(self._account.name))


async def _read(sessions: Sessions, tokens: TokenList) -> None:
    await sessions.read()
    await tokens.read()
