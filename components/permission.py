"""What a page offers to those who may only look, at one place.

The services refuse in any case (`services.people.acting`); this keeps a page from promising.
"""

from typing import TypeVar

from nicegui.elements.mixins.disableable_element import DisableableElement

from models.people import Role
from services.i18n import N_, _
from services.people.acting import may

D = TypeVar("D", bound=DisableableElement)

WHY = N_("Your account may look at everything and change nothing. Ask an administrator.")
_FORMS = ("/create-program", "/edit/", "/bulk")
"""Pages that are there for making jobs; the page of one batch can be looked at."""


def looks_only() -> bool:
    return not may(Role.OPERATOR)


def for_operators(path: str) -> bool:
    """Whether nothing but making jobs can be done at this address."""
    return path == "/bulk" or path.startswith(_FORMS[:2])


def acts(made: D) -> D:
    """A button that changes something: it cannot be pressed by those who may only look."""
    if looks_only():
        made.disable()
        made._props["title"] = _(WHY)  # noqa: SLF001 - an attribute, verbatim
    return made


def administers(made: D) -> D:
    """The same for what administrators alone may change."""
    if not may(Role.ADMIN):
        made.disable()
        made._props["title"] = _("Only an administrator may do this.")  # noqa: SLF001 - the same
    return made
