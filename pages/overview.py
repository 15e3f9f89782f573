"""/: what runs, what was done lately, and the way to the next program."""

import asyncio

from nicegui import ui

from components.amounts import count
from components.basics import heading, link_button, panel, row, text, wrap
from components.follow import Follower
from components.job_table import JobTable
from components.parts import parts
from components.program_jobs import RunningJobs
from components.status_counts import StatusCounts
from components.welcome import welcome
from models.job import Job
from models.job_status import JobStatus
from pages.safely import safely
from services.i18n import _, ngettext
from services.store.filtering import JobFilter

_CARDS = 5
_RECENT = 8


@safely
async def overview_page() -> None:
    await _Overview().read()


class _Overview:
    def __init__(self) -> None:
        with wrap():
            with ui.element("div").classes("ad-head"):
                with ui.element("div"):
                    heading(_("Overview"), _("Everything under way, and how the last jobs ended."))
                link_button(_("Create program"), "/create-program", "primary", "add")
            self._first = ui.element("div").classes("ad-stack")
            with ui.element("div").classes("ad-stack") as self._all:
                self._counts = StatusCounts()
                self._running = RunningJobs()
                self._more = ui.link("", "/jobs")
                with panel():
                    with row("between"):
                        text("h2", _("Recent jobs"))
                        ui.link(_("All jobs"), "/jobs")
                    self._recent = JobTable()
            Follower(self._heard)
        self._first.set_visibility(False)
        self._all.set_visibility(False)

    async def read(self) -> None:
        store = parts().store
        recent, counts, running = await asyncio.gather(
            store.page(JobFilter(), _RECENT),
            store.count_by_status(),
            store.active(parts().clock.now()),
        )
        if not self._all.is_deleted:
            await self._show(recent, counts, [job for job in running if not job.terminal])

    async def _show(
        self, recent: list[Job], counts: dict[JobStatus, int], running: list[Job]
    ) -> None:
        self._all.set_visibility(bool(recent))
        self._first.set_visibility(not recent)
        if not recent:
            with self._first:
                welcome()
            return
        self._first.clear()
        self._counts.show(counts)
        hidden = len([job for job in running[_CARDS:] if job.id not in self._running])
        self._more.set_text(
            ngettext("{} more under way", "{} more under way", hidden).format(count(hidden))
        )
        self._more.set_visibility(bool(hidden))
        await self._running.show(running[:_CARDS])
        await self._recent.show(recent)

    async def _heard(self, job_ids: set[str]) -> None:
        for job_id in job_ids:
            self._recent.refresh(job_id)
        await self.read()
