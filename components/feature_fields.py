"""The inputs of one feature: what the partner shows in, the values of its fields out."""

from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.validation_element import ValidationElement
from nicegui.elements.mixins.value_element import ValueElement

from components.basics import named
from components.feature_rows import SWITCH, Column, FeatureRows
from components.feature_words import GOAL_WORDS, hint_of, offered
from models import feature_values as rules
from models.feature_checks import FIELDS, label_of
from models.features import writable
from models.order_models import FieldProblem
from services.i18n import N_, _

Input = ValueElement[Any] | FeatureRows

_BUSINESS = N_("Business ID")
_ROWS: dict[rules.Rule, tuple[tuple[str, str], ...]] = {
    rules.places: (("business_id", _BUSINESS), ("locations", N_("Places, with ; between them"))),
    rules.phones: (("business_id", _BUSINESS), ("metered_phone_number", N_("Metered number"))),
    rules.licenses: (
        ("license_number", N_("License number")),
        ("license_expiry_date", N_("Valid until (YYYY-MM-DD)")),
        ("license_trade", N_("Trade")),
        ("license_issuing_agency", N_("Issued by")),
    ),
    rules.projects: (("project_id", N_("Project ID")), ("published", N_("Published"))),
}
_LONG = (rules.terms, rules.ad_text)


class FeatureFields:
    """`changed` is called after every change by the person; `business_id` begins a new row."""

    def __init__(
        self,
        feature: str,
        shown: Mapping[str, Any],
        changed: Callable[[], None],
        business_id: str | None,
    ) -> None:
        self._feature = feature
        self._business_id = business_id or ""
        self._told = changed
        self._filling = False
        self._options = offered(feature, shown)
        self._inputs = {
            name: self._build(name, rule) for name, (_label, rule) in FIELDS[feature].items()
        }
        self.fill(shown)

    def values(self) -> dict[str, object]:
        return {name: field.value for name, field in self._inputs.items()}

    @property
    def dirty(self) -> bool:
        return self.values() != self._filled

    def settle(self) -> None:
        """What stands here now was dealt with: nothing of it is unsaved input."""
        self._filled = self.values()

    def fill(self, shown: Mapping[str, Any]) -> None:
        values = writable(self._feature, shown)
        self._filling = True
        for name, (_label, rule) in FIELDS[self._feature].items():
            self._put(self._inputs[name], rule, values.get(name))
        self._filling = False
        self.settle()
        self.mark(())

    def type_in(self, values: Mapping[str, Any]) -> None:
        """What `values` gave, as if it were typed now: unsaved input."""
        self._filling = True
        for name, field in self._inputs.items():
            value = values.get(name, field.value)
            if isinstance(field, ui.select) and field.multiple:
                value = [one for one in value if one in field.options]  # offered no more
            field.set_value(value)
        self._filling = False

    def mark(self, problems: tuple[FieldProblem, ...]) -> str | None:
        """Mark the fields of these problems and no others; returns what belongs to none."""
        wrong = {problem.field.partition(".")[2]: problem.message for problem in problems}
        for name, field in self._inputs.items():
            sentence = wrong.pop(name, None)
            if isinstance(field, ValidationElement | FeatureRows):
                field.error = sentence
        return " ".join(wrong.values()) or None

    def _build(self, name: str, rule: rules.Rule) -> Input:
        label, hint = label_of(self._feature, name), hint_of(self._feature, name)
        if rule in _ROWS:
            begin = {"business_id": self._business_id, "published": SWITCH}
            columns: list[Column] = [(k, _(words), begin.get(k, "")) for k, words in _ROWS[rule]]
            return FeatureRows(label, columns, self._changed, hint)
        if rule is rules.flag:
            made = named(ui.switch(label).classes("ad-check"), label)
            made.on_value_change(self._changed)
            return made
        return self._field(label, hint, rule)

    def _field(self, label: str, hint: str, rule: rules.Rule) -> ValidationElement[Any]:
        field: ValidationElement[Any]
        if rule is rules.goal:
            field = ui.select({word: _(said) for word, said in GOAL_WORDS.items()}, label=label)
        elif self._options:
            field = ui.select(list(self._options), label=label, multiple=True).props("use-chips")
        elif rule in _LONG:
            field = ui.textarea(label).props("autogrow")
        else:
            field = ui.input(label).props("autocomplete=off")
        if isinstance(field, ui.select):
            field.props("options-dense behavior=menu")
        else:  # Quasar would name two elements of a select
            named(field, label)
        field.without_auto_validation()  # it would wipe our sentence after every key
        field.props("outlined stack-label bottom-slots").classes("ad-field")
        if hint:
            field._props["hint"] = hint  # noqa: SLF001 - an attribute, verbatim
        field.on_value_change(self._changed)
        return field

    def _put(self, field: Input, rule: rules.Rule, value: Any) -> None:
        if isinstance(field, FeatureRows):
            found = value if isinstance(value, list) else []
            field.set_value([_row(row) for row in found if isinstance(row, Mapping)])
        elif isinstance(field, ui.switch):
            field.set_value(value is True)
        elif isinstance(field, ui.select):
            self._choose(field, value)
        elif rule is rules.terms:
            field.set_value("\n".join(map(str, value or [])))
        elif rule is rules.radius:
            field.set_value("" if value is None else f"{value:g}")
        else:
            field.set_value("" if value is None else str(value))

    def _choose(self, field: ui.select, value: Any) -> None:
        if not field.multiple:
            field.set_value(value if value in GOAL_WORDS else "DEFAULT")
            return
        chosen = [one for one in value or [] if one in self._options]
        field.set_value(chosen)

    def _changed(self) -> None:
        if not self._filling:
            self._told()


def _row(row: Mapping[str, Any]) -> dict[str, object]:
    return {
        key: "; ".join(map(str, value)) if isinstance(value, list) else value
        for key, value in row.items()
    }
