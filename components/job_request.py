"""What a job was asked to do, and the papers it left: values, numbers, the partner's receipt."""

from nicegui import context, ui
from nicegui.element import Element

from components.basics import copy_button, fact, fold, panel, pre, row, text
from components.order_words import asked, asked_values
from components.parts import parts
from components.tracker_error import pretty
from models.job import Job
from services.i18n import _
from services.jobs import JobView

_HERE = frozenset({"local"})


class JobPapers(Element):
    """Redrawn when the job has moved; what does not change is drawn once."""

    def __init__(self, job: Job) -> None:
        super().__init__("div")
        self.classes("ad-stack ad-papers")
        self._job_id = job.id
        self._told: tuple[object, ...] = ()
        with self:
            with ui.element("div").classes("ad-stack ad-aside"):
                with panel():
                    text("h2", _("What was asked"))
                    ui.label(asked(job))
                    values = asked_values(job)
                    if values:
                        with ui.element("div").classes("ad-grid ad-short"):
                            for name, value in values:
                                fact(name, value)
                self._links = panel()
            self._receipt = panel()
        self.refresh()

    def refresh(self) -> None:
        view = parts().jobs.get(self._job_id)
        job = view.job
        told = (job.receipt, job.program_id, job.partner_job_id, job.retried_by, job.terminal)
        if told == self._told:
            return
        self._told = told
        self._links.clear()
        with self._links:
            _numbers(job)
        self._receipt.clear()
        with self._receipt:
            _receipt(view)


def _numbers(job: Job) -> None:
    text("h2", _("Numbers and links"))
    with ui.element("div").classes("ad-grid ad-wide"):
        _linked(_("Program ID"), job.program_id, "/program-status/")
        _linked(_("Copied from"), job.source, "/program-status/")
        _linked(_("Business ID"), job.business_id, "/jobs?q=")
        _linked(_("The partner's job number"), job.partner_job_id)
        _linked(_("Batch"), job.bulk_id, "/bulk/")
        _linked(_("Submits again"), job.retry_of, "/jobs/")
        _linked(_("Submitted again as"), job.retried_by, "/jobs/")
        if job.actor not in _HERE:
            fact(_("Asked by"), "REST" if job.actor == "rest" else job.actor)
    here = f"{str(context.client.request.base_url).rstrip('/')}/jobs/{job.id}"
    with row("ad-small"):
        text("span", _("Link to this page:"), "ad-muted")
        with ui.element("span"):
            text("span", here, "ad-mono")
            copy_button(here, _("the link to this page"))


def _linked(name: str, value: str | None, where: str | None = None) -> None:
    """An id with a way to what it stands for; nothing where there is none."""
    if not value:
        return
    with ui.element("dl").classes("ad-fact").style("margin:0"):
        text("dt", name)
        with ui.element("dd"):
            if where:
                ui.link(value, f"{where}{value}").classes("ad-mono")
            else:
                text("span", value, "ad-mono")
            copy_button(value, name)


def _receipt(view: JobView) -> None:
    text("h2", _("The partner's receipt"))
    receipt = view.job.receipt
    if not receipt:
        ended = _("The job ended without a receipt.")
        waiting = _("It comes when the partner has finished.")
        ui.label(ended if view.job.terminal else waiting).classes("ad-muted")
        return
    if view.progress is not None:
        text("strong", _("{} of {} done").format(*view.progress))
        _results(view)
    with fold(_("As the partner sent it")):
        with row():
            copy_button(receipt, _("the receipt"))
        pre(pretty(receipt))


def _results(view: JobView) -> None:
    with ui.element("ul").classes("ad-results"):
        for result in view.business_results:
            if not isinstance(result, dict):
                continue
            status = str(result.get("status") or "")
            good = status.upper() == "COMPLETED" and "error" not in result
            with ui.element("li").classes("bg-green-50" if good else "bg-red-50"):
                ui.icon("check_circle" if good else "cancel").props('aria-hidden="true"')
                text("span", str(result.get("identifier") or "?"), "ad-mono")
                text("span", status, "ad-strong")
