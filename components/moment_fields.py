"""What both dialogs about a change to come have in common: its moment, checked and read back."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from nicegui import ui

from components.basics import text
from components.program_fields import Check
from models.local_time import When, said_twice
from models.order_models import FieldProblem, InvalidOrder

Field = Callable[[str], str]
"""The field on the screen where a problem is said, by its name in REST."""

_NO_ZONE = "?"  # an emptied zone is refused like a wrong one; left out, it would mean UTC


class MomentReview(ui.element):
    """What will happen when, in one sentence; what else is built inside stands below it."""

    def __init__(self) -> None:
        super().__init__("div")
        self.classes("ad-review").props('role="status"')
        with self:
            self._sentence = ui.label()
            self._twice = text("div", "", "ad-small ad-muted")

    def say(self, sentence: str, when: When | None) -> None:
        self._sentence.set_text(sentence)
        twice = said_twice(when) if when else None
        self._twice.set_text(twice or "")
        self._twice.set_visibility(bool(twice))


def moment_said(values: Mapping[str, object]) -> dict[str, object]:
    """Date, time and zone as REST takes them."""
    day, time = values.get("date"), values.get("time")
    return {"at": f"{day}T{time}" if day and time else "", "zone": values.get("zone") or _NO_ZONE}


def checking(checked: Callable[[Mapping[str, object]], object]) -> Check:
    """What `checked` finds wrong with one field; it raises InvalidOrder by the fields' names."""

    def check(name: str, values: Mapping[str, object]) -> str | None:
        try:
            checked(values)
        except InvalidOrder as invalid:
            return next((p.message for p in invalid.problems if p.field == name), None)
        return None

    return check


@contextmanager
def said_at(field: Field) -> Iterator[None]:
    """InvalidOrder by the names of the fields on the screen."""
    try:
        yield
    except InvalidOrder as invalid:
        problems = [FieldProblem(field(p.field), p.message) for p in invalid.problems]
        raise InvalidOrder(problems) from None
