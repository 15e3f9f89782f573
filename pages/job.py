"""/jobs/{job_id}: one job, everything that is known of it, live."""

from nicegui import ui

from components.basics import copy_button, heading, panel, row, text, wrap
from components.follow import Follower
from components.job_request import JobPapers
from components.job_tracker import JobTracker
from components.order_words import job_title
from components.parts import parts
from components.timeline import Timeline
from pages.guard import problem
from services.errors import NotFound
from services.i18n import _


def job_page(job_id: str) -> None:
    job = parts().store.get(job_id)
    if job is None:
        sentence = _("There is no job {}. A program's ID is not a job's ID.").format(job_id)
        problem(NotFound(sentence), "/jobs", _("To the jobs"))
        return
    with wrap(narrow=True).classes("ad-job"):
        with ui.element("div"):
            heading(job_title(job))
            with row("ad-under"):
                text("span", job.id, "ad-mono ad-muted")
                copy_button(job.id, _("job ID"))
        JobTracker(job.id, job.kind.value, timeline=False)
        with panel():
            text("h2", _("Timeline"))
            Timeline(job.id)
        papers = JobPapers(job)
        Follower(lambda _ids: papers.refresh(), job.id)
