"""On whose behalf something is done, and whether that person may.

Said once for each request by the gate in front of everything (`pages.api.gate`); what happens on
an open page is done by whoever opened it (`components.person`), for its pushes, timers and handlers
run in nobody's context. `needs` is the one place where a role is asked for: it stands at every
service method that changes something, and hands it the name of who asked.
"""

import functools
import inspect
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from models.people import Role
from services.errors import NotPermitted, SignedOut
from services.i18n import N_, _

P = ParamSpec("P")
T = TypeVar("T")

_ONLY_LOOKS = N_("Your account may look at everything and change nothing. Ask an administrator.")
_ONLY_ADMINS = N_("Only an administrator may do this.")
NOBODY = N_("You are signed out. Sign in again.")


def account_of(name: str) -> str:
    """Whose name it is, be it a token's."""
    return name.partition("/")[0]


@dataclass(frozen=True)
class Person:
    """`name` is what stands beside what was done; a token's is "account/token".

    `account_id` and `sign_in` (a session's id) are None where nobody signs in. `key` is what else
    let somebody in: the digest of a token, or of what is kept of a password. `ask` finds out who
    that lets in by now; without it there is nothing to ask.
    """

    name: str
    role: Role
    account_id: str | None = None
    sign_in: str | None = None
    key: str | None = field(default=None, repr=False)
    ask: Callable[[], "Person | None"] | None = field(default=None, repr=False, compare=False)

    @property
    def account(self) -> str:
        return account_of(self.name)

    @property
    def is_token(self) -> bool:
        """A script that signed in by a token; no account has a slash in its name."""
        return "/" in self.name

    def now(self) -> "Person | None":
        """The same with the role of this moment; None when what let them in does no longer."""
        return self.ask() if self.ask is not None else self

    def may(self, need: Role) -> bool:
        return self.role.allows(need)


LOCAL = Person("local", Role.ADMIN)
REST = Person("rest", Role.ADMIN)
ADTRAIL = Person("adtrail", Role.ADMIN)
"""Adtrail itself, moving jobs on."""

_here: ContextVar[Person | None] = ContextVar("person")
_unsaid: Person | None = LOCAL  # where nobody said who acts


def _no_page() -> tuple[bool, Person | None]:
    return False, None


_of_the_page: Callable[[], tuple[bool, Person | None]] = _no_page


def _still_meant() -> None:
    pass


def pages_act(
    of_the_page: Callable[[], tuple[bool, Person | None]], still_meant: Callable[[], None]
) -> None:
    """How to find out whether a page is concerned, and whose; None for one who is signed out.

    `still_meant` raises when what a page would change is not what it was opened for.
    """
    global _of_the_page, _still_meant
    _of_the_page, _still_meant = of_the_page, still_meant


def people_sign_in(*, required: bool) -> None:
    """Said at the start. Where people sign in, what nobody stands behind is done for nobody."""
    global _unsaid  # noqa: PLW0603 - said once, at the start
    _unsaid = None if required else LOCAL


@contextmanager
def acting_as(person: Person | None) -> Iterator[None]:
    """Everything in here that is about no page is done by `person`; None is nobody."""
    token = _here.set(person)
    try:
        yield
    finally:
        _here.reset(token)


def acting() -> Person | None:
    """As they are now: what is inherited may be hours old, for a socket and all that it starts."""
    concerned, person = _of_the_page()
    said = person if concerned else _here.get(_unsaid)
    return said.now() if said is not None else None


def own_name() -> str:
    """What stands beside what the person who acts does; "" for nobody."""
    person = acting()
    return person.name if person is not None else ""


def may(need: Role) -> bool:
    person = acting()
    return person is not None and person.may(need)


def required(need: Role) -> Person:
    """Who acts. Raises SignedOut and NotPermitted."""
    person = acting()
    if person is None:
        raise SignedOut(_(NOBODY))
    if not person.may(need):
        raise NotPermitted(_(_ONLY_ADMINS if need is Role.ADMIN else _ONLY_LOOKS))
    return person


def needs(
    need: Role,
) -> Callable[[Callable[P, Awaitable[T]]], Callable[P, Coroutine[Any, Any, T]]]:
    """A method that not everybody may call; its `actor`, where not given, is who acts."""

    def guard(method: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
        takes_actor = "actor" in inspect.signature(method).parameters

        @functools.wraps(method)
        async def asked(*args: P.args, **kwargs: P.kwargs) -> T:
            person = required(need)
            if need is Role.OPERATOR:
                _still_meant()
            if takes_actor:
                kwargs.setdefault("actor", person.name)
            return await method(*args, **kwargs)

        asked.needs = need  # type: ignore[attr-defined]
        return asked

    return guard
