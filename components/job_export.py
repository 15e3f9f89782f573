"""The files that hold what is filtered, all pages of it."""

from nicegui import ui

from components.basics import link_button, named, row
from components.job_filters import JobQuery
from services.i18n import _


class JobExport:
    def __init__(self) -> None:
        with row():
            self._links = {form: self._link(form) for form in ("csv", "json")}

    def show(self, query: JobQuery) -> None:
        """Offer the jobs of this filter."""
        for form, link in self._links.items():
            link.props["href"] = query.export(form)
            link.update()

    def _link(self, form: str) -> ui.link:
        words = form.upper()
        made = link_button(words, JobQuery().export(form), "small", "download")
        # `download`: or the application would take the click for a page of its own.
        return named(made.props("download"), _("Export as {}").format(words))
