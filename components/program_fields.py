"""The fields of a program on the screen: labels, checks while typing, values by REST name."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.validation_element import ValidationElement
from nicegui.elements.mixins.value_element import ValueElement

from components.basics import named
from components.field_names import field_name
from models.orders import FieldProblem
from services.i18n import _

Check = Callable[[str, Mapping[str, object]], str | None]
Fields = dict[str, ValueElement[Any]]


class ProgramFields:
    """Holds the inputs of one form.

    `check(name, values)` says what is wrong with a field; it is asked while the person types, for
    the fields that were touched. `changed` is called after every change.
    """

    def __init__(self, check: Check, changed: Callable[[], None]) -> None:
        self._check = check
        self._changed = changed
        self._fields: Fields = {}
        self._defaults: dict[str, object] = {}
        self._filled: dict[str, object] = {}
        self._touched: set[str] = set()
        self._filling = False

    def money(self, name: str, hint: str = "") -> ValueElement[Any]:
        return self._input(name, hint, 'inputmode="decimal" prefix="$"')

    def words(self, name: str, hint: str = "", props: str = "") -> ValueElement[Any]:
        return self._input(name, hint, props)

    def day(self, name: str, hint: str = "") -> ValueElement[Any]:
        field = self._input(name, hint, 'inputmode="numeric"')
        field._props["placeholder"] = _("YYYY-MM-DD")  # noqa: SLF001 - an attribute, verbatim
        with field.add_slot("append"):
            opener = ui.button(icon="event", color=None).props("flat round dense")
            named(opener, _("Open calendar"))
            with opener, ui.menu().props("role=dialog") as menu:
                named(menu, field_name(name))
                picker = ui.date().props("minimal")

        def picked() -> None:
            field.set_value(picker.value)
            menu.close()

        picker.on("update:model-value", picked)
        return field

    def choice(
        self, name: str, options: Mapping[str, str], value: str = "", hint: str = ""
    ) -> ValueElement[Any]:
        words = {word: _(said) for word, said in options.items()}
        made = ui.select(words, value=value, label=field_name(name))
        made.props("options-dense behavior=menu")
        return self._keep(name, made, hint)

    def switch(self, name: str, *, value: bool) -> ValueElement[Any]:
        made = ui.switch(field_name(name), value=value).classes("ad-check")
        named(made, field_name(name))
        self._defaults[name] = value
        self._fields[name] = made
        made.on_value_change(lambda: self._typed(name))
        return made

    def values(self) -> dict[str, object]:
        """What stands in the visible fields, by REST name; empty ones left out."""
        shown = {n: f.value for n, f in self._fields.items() if _is_shown(f)}
        return {n: _tidy(v) for n, v in shown.items() if v is not None and _tidy(v) != ""}

    @property
    def untouched(self) -> bool:
        return not self._touched

    @property
    def dirty(self) -> bool:
        """Whether something was typed that was not dealt with yet."""
        was = self._defaults | self._filled
        return any(_tidy(self._fields[n].value) != _tidy(was[n]) for n in self._touched)

    def settle(self) -> None:
        """What stands in the fields now was dealt with: nothing of it is unsaved input."""
        self._filled = {name: field.value for name, field in self._fields.items()}
        self._touched.clear()

    def get(self, name: str) -> object:
        return self._fields[name].value

    def fill(self, values: Mapping[str, object]) -> None:
        """Put these values in, everything else back to its default; nothing counts as touched."""
        self._filling = True
        for name, field in self._fields.items():
            value = values.get(name, self._defaults[name])
            field.set_value(", ".join(value) if isinstance(value, list) else value)
        self._filling = False
        self.settle()
        self.show(())
        self._changed()

    def put(self, name: str, value: str) -> None:
        """One value, as if a person had typed it: everything else stays."""
        field = self._fields[name]
        field.set_value(value)
        field.run_method("focus")

    def clear(self) -> None:
        self.fill({})

    def show(self, problems: Iterable[FieldProblem | tuple[str, str]]) -> str | None:
        """Mark these fields and no others; returns what belongs to no field on the screen."""
        wrong = {p.field: p.message for p in map(_as_problem, problems)}
        for name, field in self._fields.items():
            message = wrong.pop(name, None)
            if isinstance(field, ValidationElement):
                field.error = message
        self._focus_first_error()
        return " ".join(wrong.values()) or None

    def _focus_first_error(self) -> None:
        fields = (f for f in self._fields.values() if isinstance(f, ValidationElement) and f.error)
        if (first := next(fields, None)) is not None:
            first.run_method("focus")

    def _input(self, name: str, hint: str, props: str) -> ValueElement[Any]:
        made = ui.input(field_name(name)).props(f"{props} autocomplete=off")
        return self._keep(name, made, hint)

    def _keep(self, name: str, field: ValidationElement[Any], hint: str) -> ValueElement[Any]:
        field.without_auto_validation()  # it would wipe our sentence after every key
        field.props("outlined stack-label bottom-slots").classes("ad-field")
        if not isinstance(field, ui.select):  # Quasar would name two of its elements
            named(field, field_name(name))
        if hint:
            field._props["hint"] = hint  # noqa: SLF001 - an attribute, verbatim
        self._defaults[name] = field.value
        self._fields[name] = field
        field.on_value_change(lambda: self._typed(name))
        return field

    def _typed(self, name: str) -> None:
        if self._filling:
            return
        self._touched.add(name)
        values = self.values()
        for touched in self._touched:
            field = self._fields[touched]
            if isinstance(field, ValidationElement):
                field.error = self._check(touched, values)
        self._changed()


def _is_shown(field: ValueElement[Any]) -> bool:
    return field.visible and all(element.visible for element in field.ancestors())


def _tidy(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _as_problem(problem: FieldProblem | tuple[str, str]) -> FieldProblem:
    return problem if isinstance(problem, FieldProblem) else FieldProblem(*problem)
