"""Whose a browser's page is.

It hangs on the page, as the language does: what happens there later - a click, a timer, a push - is
done by whoever opened it, for as long as that session lasts.
"""

import json
from weakref import WeakKeyDictionary

from nicegui import Client, context, ui
from nicegui.slot import Slot, get_task_id

from components.follow import Follower
from components.parts import parts
from services.errors import NotAllowed
from services.i18n import N_, _
from services.partners import partner_name
from services.people.acting import Person, acting, pages_act
from services.people.signing import PEOPLE

_LOOK = 30.0  # seconds; another process may have ended the session
_GONE = 2.0  # seconds that a page has to leave by itself
_opened_by: WeakKeyDictionary[Client, Person] = WeakKeyDictionary()
_opened_for: WeakKeyDictionary[Client, str] = WeakKeyDictionary()  # a partner's address
_ANOTHER = N_(
    "Another partner is in use by now: {}. This page was opened for {}, so nothing was sent. "
    "Reload the page and look at it again."
)


def settle_person() -> None:
    """Bind the page that is being built to who asked for it, and leave when that is over."""
    person = acting()
    if person is None:
        return
    _opened_by[context.client] = person
    if person.sign_in is not None:
        with ui.element("div") as watch:
            watch.set_visibility(False)
            Follower(lambda _ids: _look(person), PEOPLE)
            ui.timer(_LOOK, lambda: _stay(person), immediate=False)


async def _stay(person: Person) -> None:
    _look(person)
    if person.sign_in is not None:
        await parts().signing.seen(person.sign_in)


def _look(opened_by: Person) -> None:
    """Signed out: to the door. Another role now: built anew, for more or less is possible."""
    now = acting()
    if now is not None:
        if now != opened_by:
            ui.navigate.reload()
        return
    client = context.client
    ui.run_javascript(f"adtrail.leave({json.dumps('/login')})")
    ui.timer(_GONE, client.delete, once=True)


def settle_partner() -> None:
    """What is done on this page is meant for the partner in use now: as it was opened, or led on.

    A form that somebody filled for one partner sends nothing to another one.
    """
    _opened_for[context.client] = parts().partners.current


def _client() -> Client | None:
    """Whose page is concerned; None where none is."""
    for slot in reversed(Slot.stacks.get(get_task_id(), ())):
        try:
            return slot.parent.client
        except RuntimeError:  # that element was deleted meanwhile; the one around it may be there
            continue
    return None


def _of_the_page() -> tuple[bool, Person | None]:
    client = _client()
    person = _opened_by.get(client) if client is not None else None
    return person is not None, person  # None: no page, or one that is being built


def _still_meant() -> None:
    client = _client()
    meant = _opened_for.get(client) if client is not None else None
    now = parts().partners.current if meant is not None else None
    if meant != now:
        raise NotAllowed(_(_ANOTHER).format(partner_name(str(now)), partner_name(str(meant))))


pages_act(_of_the_page, _still_meant)
