"""A person's own name for a program, changed where it stands."""

from nicegui import ui
from nicegui.element import Element

from components.basics import named, text
from components.parts import parts
from models.listed import LONGEST_LABEL
from services.errors import DomainError
from services.i18n import _

# The row's menu takes the focus once more while it closes; that is nobody leaving the field.
_BLUR = """(event) => {
  const field = event.target;
  if (document.querySelector('.q-menu')) setTimeout(() => field.isConnected && field.focus(), 50);
  else emit();
}"""


class ProgramLabel(Element):
    """Enter and leaving the field keep what was typed, Escape does not."""

    def __init__(self, program_id: str) -> None:
        super().__init__("div")
        self._program_id = program_id
        self._label = ""
        self._field: ui.input | None = None
        with self:
            self._words = text("div", "", "ad-strong ad-program-label")

    def show(self, label: str) -> None:
        self._label = label
        self._words.set_text(label)
        self._words.set_visibility(bool(label) and self._field is None)

    def edit(self) -> None:
        if self._field is not None:
            return
        self._words.set_visibility(False)
        with self:
            field = self._field = ui.input(value=self._label)
        field.props(f'outlined dense autofocus maxlength={LONGEST_LABEL} autocomplete="off"')
        named(field, _("Label")).classes("ad-field ad-above")
        field.on("keydown.enter", self._keep)
        field.on("blur", self._keep, js_handler=_BLUR)
        field.on("keydown.escape", self._close)

    async def _keep(self) -> None:
        if (field := self._field) is None:
            return
        said = str(field.value or "")
        if said.strip() == self._label:
            self._close()
            return
        try:
            label = await parts().program_list.label(self._program_id, said)
        except DomainError as error:
            field.error = str(error)
            return
        self._label = label
        self._close()

    def _close(self) -> None:
        if self._field is not None:
            self._field.delete()
            self._field = None
        self.show(self._label)
