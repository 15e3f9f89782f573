"""A username and a password to be entered together; neither is ever filled in from here."""

from nicegui import ui
from pydantic import SecretStr

from components.basics import named
from services.i18n import _
from services.sealing import Pair


class PairFields(ui.element):
    def __init__(self, username: str, password: str) -> None:
        super().__init__("div")
        self.classes("ad-grid two")
        with self:
            self.username = _field(username).props("autocomplete=off")
            self._password = _field(password).props("type=password autocomplete=new-password")

    @property
    def pair(self) -> Pair | None:
        """What was entered; None where nothing was."""
        name, password = self._entered()
        return (name, SecretStr(password)) if name else None

    def whole(self, *, or_neither: bool = False) -> bool:
        """Whether both are there; what is missing is said at its field."""
        name, password = self._entered()
        neither = or_neither and not name and not password
        words = _("Both are needed, or neither.") if or_neither else _("Both are needed.")
        self.username.error = None if name or neither else words
        self._password.error = None if password or neither else words
        return neither or bool(name and password)

    def refuse(self, field: str, words: str) -> None:
        """Say what is wrong with `username` or `password`."""
        (self._password if field == "password" else self.username).error = words

    def hint(self, words: str) -> None:
        self.username._props["hint"] = words  # noqa: SLF001 - an attribute, verbatim
        self.username.update()

    def empty(self) -> None:
        self.username.value = self._password.value = ""

    def _entered(self) -> tuple[str, str]:
        return str(self.username.value or "").strip(), str(self._password.value or "")


def _field(name: str) -> ui.input:
    made = ui.input(name).props("outlined stack-label bottom-slots").classes("ad-field")
    return named(made.without_auto_validation(), name)
