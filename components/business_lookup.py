"""Finds a business by its name and place, where there is a look-up; the id can always be typed."""

from collections.abc import Callable

from nicegui import ui

from components.basics import button, named, row, text
from components.parts import parts
from models.found_business import FoundBusiness
from services.errors import Invalid, LookupFailed
from services.i18n import N_, _

_FIELDS = {
    "name": (N_("Name"), 'maxlength=64 autocomplete="off"'),
    "city": (N_("City"), 'maxlength=64 autocomplete="off"'),
    "state": (N_("State or province"), 'maxlength=3 autocomplete="off"'),
    "country": (N_("Country"), 'maxlength=2 autocomplete="off"'),
    "address1": (N_("Street address"), 'maxlength=64 autocomplete="off"'),
}
_HINTS = {
    "state": N_("Its letters, such as CA"),
    "country": N_("Two letters, such as US"),
    "address1": N_("May be left empty"),
}
Chosen = Callable[[FoundBusiness], object]


class BusinessLookup:
    """A button that opens the search; nothing at all where there is no look-up."""

    def __init__(self, chosen: Chosen) -> None:
        self._chosen = chosen
        if parts().lookup.offered:
            button(_("Find by name"), self._open, "small quiet", "search")

    def _open(self) -> None:
        _Search(self._chosen)


class _Search:
    """A dialog that stands open when made."""

    def __init__(self, chosen: Chosen) -> None:
        self._chosen = chosen
        self._fields: dict[str, ui.input] = {}
        title = _("Find a business")
        with ui.dialog(value=True) as self._dialog, ui.card().classes("ad-panel ad-lookup"):
            text("h2", title)
            with ui.element("div").classes("ad-form"):
                self._field("name").props("autofocus")
                with ui.element("div").classes("ad-grid two"):
                    for name in ("city", "state", "country", "address1"):
                        self._field(name)
            self._fields["country"].set_value("US")
            self._said = ui.label().classes("ad-note").props('role="alert"')
            self._said.set_visibility(False)
            self._list = ui.element("div").props('role="status"')
            with row("ad-end"):
                button(_("Cancel"), self._dialog.close)
                self._search = button(_("Search"), self._find, "primary", "search")
        named(self._dialog, title)

    def _field(self, name: str) -> ui.input:
        words, props = _FIELDS[name]
        made = ui.input(_(words)).props(f"outlined stack-label bottom-slots {props}")
        made.classes("ad-field").without_auto_validation()
        if hint := _HINTS.get(name):
            made._props["hint"] = _(hint)  # noqa: SLF001 - an attribute, verbatim
        made.on("keydown.enter", self._find)
        self._fields[name] = named(made, _(words))
        return made

    async def _find(self) -> None:
        self._say("")
        for field in self._fields.values():
            field.error = None
        self._search.props("loading")
        try:
            found = await parts().lookup.find({n: f.value for n, f in self._fields.items()})
        except Invalid as error:
            for problem in error.errors:
                self._fields[problem.field].error = problem.message
            self._fields[error.errors[0].field].run_method("focus")
        except LookupFailed as error:
            self._say(str(error))
        else:
            self._show(found)
        finally:
            self._search.props(remove="loading")

    def _say(self, sentence: str) -> None:
        self._said.set_text(sentence)
        self._said.set_visibility(bool(sentence))
        self._list.clear()

    def _show(self, found: list[FoundBusiness]) -> None:
        with self._list:
            if not found:
                text("p", _("Nothing was found. Check the name and the place."), "ad-muted")
                return
            with ui.element("ul").classes("ad-plain"):
                for business in found:
                    self._draw(business)

    def _draw(self, business: FoundBusiness) -> None:
        name = business.name or business.business_id
        with ui.element("li").classes("ad-row between ad-business-row"):
            with ui.element("div"):
                text("div", name, "ad-strong")
                text("div", business.address, "ad-small ad-muted")
                text("div", business.business_id, "ad-mono ad-small ad-muted")
            take = button(_("Choose"), lambda: self._take(business), "small", "check")
            named(take, _("Choose {}").format(name))

    def _take(self, business: FoundBusiness) -> None:
        self._dialog.close()
        self._chosen(business)
