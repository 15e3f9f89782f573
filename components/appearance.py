"""Light, dark, or as the system has it: chosen in the settings, remembered for this browser."""

from typing import ClassVar
from weakref import WeakKeyDictionary

from nicegui import Client, app, context, ui

SETTING = "appearance"
CHOICES: dict[str, bool | None] = {"system": None, "light": False, "dark": True}


class Appearance:
    """One for each browser page, made by the shell; ask for it with `here()`."""

    _by_client: ClassVar[WeakKeyDictionary[Client, "Appearance"]] = WeakKeyDictionary()

    def __init__(self) -> None:
        self._mode = ui.dark_mode(CHOICES[self.chosen()])
        self._by_client[context.client] = self

    @classmethod
    def here(cls) -> "Appearance":
        found = cls._by_client.get(context.client)
        return cls() if found is None or found._mode.is_deleted else found  # noqa: SLF001 - our own

    @staticmethod
    def chosen() -> str:
        kept = str(app.storage.user.get(SETTING))
        return kept if kept in CHOICES else "system"

    def choose(self, choice: str) -> None:
        app.storage.user[SETTING] = choice
        self._mode.set_value(CHOICES[choice])
