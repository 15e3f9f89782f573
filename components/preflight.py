"""Names to choose from at the business field, and what the partner says of the chosen one."""

from html import escape

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement

from components.parts import parts
from services.i18n import _

_LIST = "ad-businesses"
_LENGTH = 22  # characters of a business id (contract 1)


class Preflight:
    """Warns before buying, and never forbids."""

    def __init__(self, field: ValueElement) -> None:  # type: ignore[type-arg]
        self._field = field
        self._asked = ""
        field.props(f'list="{_LIST}" autocomplete="off"')
        self._names = ui.html("", sanitize=False)
        self._place = ui.element("div").classes("ad-stack").props('role="status"')
        field.on_value_change(self._changed)
        ui.timer(0, self._offer, once=True)

    async def _offer(self) -> None:
        named = await parts().businesses.named()
        options = "".join(
            f'<option value="{escape(one)}">{escape(name)}</option>' for one, name in named.items()
        )
        if not self._names.is_deleted:
            self._names.set_content(f'<datalist id="{_LIST}">{options}</datalist>')

    async def _changed(self) -> None:
        said = str(self._field.value or "").strip()
        if said == self._asked:
            return
        self._asked = said
        self._place.clear()
        if len(said) != _LENGTH:
            return
        warned = await parts().businesses.preflight(said)
        if said != self._asked or self._place.is_deleted:
            return
        with self._place:
            for one in warned:
                words = _(one.sentence)
                ui.label(words.format(one.detail) if one.detail else words).classes("ad-note")
