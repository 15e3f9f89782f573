"""Fields whose visible label is their accessible name."""

from nicegui import ui

from components.basics import named


def field(label: str, props: str = "") -> ui.input:
    made = ui.input(label).props(f"outlined stack-label bottom-slots {props}").classes("ad-field")
    return named(made.without_auto_validation(), label)


def password(label: str, *, new: bool = False) -> ui.input:
    kind = "new-password" if new else "current-password"
    return field(label, f"type=password autocomplete={kind}")


def choice(label: str, options: dict[str, str], value: str) -> ui.select:
    made = ui.select(options, value=value, label=label)
    return made.props("outlined stack-label options-dense behavior=menu").classes("ad-field")
