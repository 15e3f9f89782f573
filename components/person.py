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
from services.people.acting import Person, acting, pages_act
from services.people.signing import PEOPLE

_LOOK = 30.0  # seconds; another process may have ended the session
_GONE = 2.0  # seconds that a page has to leave by itself
_opened_by: WeakKeyDictionary[Client, Person] = WeakKeyDictionary()


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


def _of_the_page() -> tuple[bool, Person | None]:
    for slot in reversed(Slot.stacks.get(get_task_id(), ())):
        try:
            person = _opened_by.get(slot.parent.client)
        except RuntimeError:  # that element was deleted meanwhile; the one around it may be there
            continue
        if person is None:
            return False, None  # it is being built
        if person.sign_in is None:
            return True, person
        return True, parts().signing.by_session(person.sign_in)
    return False, None


pages_act(_of_the_page)
