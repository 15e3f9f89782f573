"""/businesses: the businesses that one works for, by name; they are offered where one is asked."""

from nicegui import ui

from components.basics import button, empty, heading, link_button, named, panel, row, text, wrap
from components.business_lookup import BusinessLookup
from components.category_choice import CategoryChoice
from components.follow import Follower
from components.parts import parts
from components.permission import acts
from components.section_tabs import section_tabs
from models.found_business import FoundBusiness
from models.listed import Business
from pages.safely import safely
from services.changing import SETTINGS
from services.errors import Invalid
from services.i18n import _


@safely
async def businesses_page() -> None:
    await _BusinessesPage().read()


class _BusinessesPage:
    def __init__(self) -> None:
        with wrap(narrow=True):
            heading(_("Businesses"), _("Kept here by name, and offered when a program is created."))
            section_tabs()
            with panel():
                self._title = text("h2", _("Add a business"))
                with ui.element("div").classes("ad-form loose"):
                    with ui.element("div").classes("ad-form"):
                        self._id = _field(_("Business ID"), 'maxlength=60 spellcheck="false"')
                        BusinessLookup(self._found)
                    self._name = _field(_("Name"), "maxlength=100")
                    with ui.element("div").classes("ad-form"):
                        self._categories = _field(
                            _("Ad categories"), 'spellcheck="false" autocapitalize="off"'
                        )
                        hint = _("Aliases such as hvac, plumbing; may be left empty.")
                        ui.label(hint).classes("ad-muted ad-small")
                    CategoryChoice(self._categories).follow(self._id)
                with row():
                    acts(button(_("Save"), self._save, "primary", "check"))
                    self._cancel = button(_("Cancel"), self._clear, "quiet")
            self._list = panel()
            Follower(lambda _ids: self.read(), SETTINGS)
        self._cancel.set_visibility(False)

    async def read(self) -> None:
        saved = await parts().businesses.saved()
        self._list.clear()
        with self._list:
            if not saved:
                advice = _("Add those that you create programs for most often.")
                with empty("storefront", _("No business is kept yet"), advice):
                    pass
            with ui.element("ul").classes("ad-plain"):
                for business in saved:
                    self._draw(business)

    def _draw(self, business: Business) -> None:
        with ui.element("li").classes("ad-row between ad-business-row"):
            with ui.element("div"):
                text("div", business.name or business.business_id, "ad-strong")
                if business.name:
                    text("div", business.business_id, "ad-mono ad-small ad-muted")
                if business.categories:
                    text("div", ", ".join(business.categories), "ad-small ad-muted")
            with row():
                create = f"/create-program?business_id={business.business_id}"
                link_button(_("Create program"), create, "small", "add")
                edit = acts(button("", lambda: self._edit(business), "small quiet", "edit"))
                named(edit, _("Change {}").format(business.name or business.business_id))
                remove = acts(button("", lambda: self._remove(business), "small quiet", "close"))
                named(remove, _("Remove {}").format(business.name or business.business_id))

    async def _save(self) -> None:
        fields = {"business_id": self._id, "name": self._name, "ad_categories": self._categories}
        for field in fields.values():
            field.error = None
        try:
            await parts().businesses.save({name: f.value or "" for name, f in fields.items()})
        except Invalid as error:
            for problem in error.errors:
                fields[problem.field].error = problem.message
            return
        await self.read()
        self._clear()  # with the list, not before: an emptied form says that it is kept

    def _edit(self, business: Business) -> None:
        self._title.set_text(_("Change a business"))
        self._id.set_value(business.business_id)
        self._id.props("readonly")
        self._name.set_value(business.name)
        self._categories.set_value(", ".join(business.categories))
        self._cancel.set_visibility(True)
        self._name.run_method("focus")

    def _found(self, business: FoundBusiness) -> None:
        """Fill in what the look-up says; the categories are offered by then."""
        self._id.set_value(business.business_id)
        self._name.set_value(business.name)
        self._name.run_method("focus")

    def _clear(self) -> None:
        self._title.set_text(_("Add a business"))
        self._id.props(remove="readonly")
        for field in (self._id, self._name, self._categories):
            field.set_value("")
            field.error = None
        self._cancel.set_visibility(False)

    async def _remove(self, business: Business) -> None:
        await parts().businesses.remove(business.business_id)
        await self.read()


def _field(label: str, props: str) -> ui.input:
    made = ui.input(label).props(f"outlined stack-label {props}").classes("ad-field")
    return named(made, label)
