"""The categories of a business to choose from, beside the field in which they can be typed."""

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement

from components.basics import button, row, text
from components.parts import parts
from models.found_business import Category
from services.errors import LookupFailed
from services.i18n import _

_LENGTH = 22  # characters of a business id (contract 1)


class CategoryChoice:
    """Buttons that put an alias into `field` and take it out again; nothing without a look-up."""

    def __init__(self, field: ValueElement) -> None:  # type: ignore[type-arg]
        self._field = field
        self._business = ""
        self._buttons: dict[str, ui.button] = {}
        self._place = ui.element("div").props('role="group"').classes("ad-stack ad-offered")
        self._place._props["aria-label"] = _("Categories of this business")  # noqa: SLF001 - verbatim
        self._place.set_visibility(False)
        field.on_value_change(self._mark)

    def follow(self, business: ValueElement) -> None:  # type: ignore[type-arg]
        """Offer those of the business that is being typed, as soon as its id is complete."""
        business.on_value_change(lambda: self.offer(str(business.value or "").strip()))

    async def offer(self, business_id: str) -> None:
        if business_id == self._business or not parts().lookup.offered:
            return
        self._business = business_id
        self._draw((), "")
        if len(business_id) != _LENGTH:
            return
        said, found = "", tuple[Category, ...]()
        try:
            found = await parts().lookup.categories(business_id)
        except LookupFailed as error:
            said = str(error)
        if business_id == self._business and not self._place.is_deleted:
            self._draw(found, said)

    def _draw(self, found: tuple[Category, ...], said: str) -> None:
        self._place.clear()
        self._buttons.clear()
        self._place.set_visibility(bool(found or said))
        with self._place:
            if said:
                text("p", said, "ad-muted ad-small")
            elif found:
                text("p", _("Categories of this business:"), "ad-muted ad-small")
                with row("ad-chips"):
                    for one in found:
                        self._buttons[one.alias] = self._button(one)
        self._mark()

    def _button(self, one: Category) -> ui.button:
        made = button(one.title, lambda: self._turn(one.alias), "small ad-pick", "add")
        made._props["title"] = one.alias  # noqa: SLF001 - an attribute, verbatim
        return made

    def _turn(self, alias: str) -> None:
        chosen = self._chosen()
        if alias in chosen:
            chosen.remove(alias)
        else:
            chosen.append(alias)
        self._field.set_value(", ".join(chosen))

    def _mark(self) -> None:
        chosen = self._chosen()
        for alias, made in self._buttons.items():
            made.set_icon("check" if alias in chosen else "add")
            made.props(f'aria-pressed="{str(alias in chosen).lower()}"')

    def _chosen(self) -> list[str]:
        parted = str(self._field.value or "").split(",")
        return [alias for part in parted if (alias := part.strip())]
