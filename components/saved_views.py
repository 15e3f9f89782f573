"""Filters and an order kept under a name, for this browser: links above the list."""

from typing import Any

from nicegui import app, ui
from nicegui.element import Element

from components.basics import button, named, row, text
from components.job_filters import JobQuery
from services.i18n import _

SETTING = "job_views"
_MOST, _LONGEST = 20, 40


class SavedViews(Element):
    """Kept as `{name: what is chosen}`; in the address as ever, so a link can be sent."""

    def __init__(self, query: JobQuery) -> None:
        super().__init__("div")
        self.classes("ad-views")
        self._query = query
        self._kept = app.storage.user
        self._undo: tuple[str, dict[str, Any]] | None = None
        self._draw()

    def show(self, query: JobQuery) -> None:
        """Mark the view that the list now is, or offer to keep it."""
        self._query = query
        self._draw()

    @property
    def _views(self) -> dict[str, dict[str, str]]:
        kept = self._kept.get(SETTING)
        return dict(kept) if isinstance(kept, dict) else {}

    def _draw(self) -> None:
        self.clear()
        views = self._views
        with self:
            with named(ui.element("nav"), _("Saved views")).classes("ad-row"):
                for name, said in views.items():
                    self._view(name, JobQuery.of(said))
                if self._query.said and self._query.said not in views.values():
                    button(_("Save this view"), self._ask_name, "small quiet", "bookmark_add")
            note = row().props('role="status"')
            with note:
                self._offer_undo()
        self.set_visibility(bool(views or self._query.said or self._undo))

    def _view(self, name: str, query: JobQuery) -> None:
        with ui.element("span").classes("ad-view"):
            link = ui.link(name, query.url(1))
            if query.said == self._query.said:
                link.props('aria-current="page"')
                named(
                    button("", lambda: self._ask_name(name), "small quiet", "edit"),
                    _("Rename {}").format(name),
                )
                named(
                    button("", lambda: self._delete(name), "small quiet", "close"),
                    _("Delete {}").format(name),
                )

    def _offer_undo(self) -> None:
        if self._undo is not None:
            text("span", _("Deleted: {}").format(self._undo[0]), "ad-muted")
            button(_("Undo"), self._restore, "small quiet", "undo")

    def _ask_name(self, old: str = "") -> None:
        title = _("Rename the view") if old else _("Save this view")
        with self, ui.dialog() as asking, ui.card().props("flat").classes("ad-panel"):
            named(asking, title)
            text("h2", title)
            field = ui.input(_("Name"), value=old).props(f"outlined autofocus maxlength={_LONGEST}")

            def keep() -> None:
                wrong = self._wrong(field.value, old)
                if wrong:
                    field.error = wrong
                    return
                asking.close()
                self._keep(field.value.strip(), old)

            field.on("keydown.enter", keep)
            with row():
                button(_("Save"), keep, "primary")
                button(_("Cancel"), asking.close, "quiet")
        asking.open()

    def _wrong(self, name: str | None, old: str) -> str:
        said = (name or "").strip()[:_LONGEST]
        if not said:
            return _("Give it a name.")
        if said != old and said in self._views:
            return _("There is a view with this name already.")
        if not old and len(self._views) >= _MOST:
            return _("There are many views already: delete one first.")
        return ""

    def _keep(self, name: str, old: str) -> None:
        views = self._views
        if old:
            views = {name if one == old else one: said for one, said in views.items()}
        else:
            views[name[:_LONGEST]] = self._query.said
        self._write(views, None)

    def _delete(self, name: str) -> None:
        views = self._views
        said = views.pop(name, None)
        self._write(views, None if said is None else (name, said))

    def _restore(self) -> None:
        if self._undo is not None:
            name, said = self._undo
            self._write(self._views | {name: said}, None)

    def _write(
        self, views: dict[str, dict[str, str]], undo: tuple[str, dict[str, Any]] | None
    ) -> None:
        self._kept[SETTING] = views
        self._undo = undo
        self._draw()
