"""/jobs: every job ever, newest first; filters and page in the address, changes in place."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from nicegui import ui

from components.address import Address
from components.amounts import count
from components.basics import button, empty, heading, link_button, panel, row, wrap
from components.clear_filters import ClearFilters
from components.day_charts import DayCharts
from components.follow import Follower
from components.job_export import JobExport
from components.job_filters import JobFilters, JobQuery
from components.job_table import JobTable
from components.pager import Pager
from components.parts import parts
from components.saved_views import SavedViews
from models.daily import Day
from models.job import Job, JobKind
from models.job_status import JobStatus
from pages.safely import safely
from services.i18n import _, ngettext
from services.people.acting import account_of
from services.store.filtering import JobFilter, Order

_SIZE = 50
_CHARTED = 30  # days, where the filter names no time


@safely
async def jobs_page() -> None:
    """`?status=&days=&kind=&actor=&q=&page=`; what makes no sense there does not count."""
    await _JobsPage(await parts().accounts.names()).read()


class _JobsPage:
    def __init__(self, names: list[str]) -> None:
        self._address = Address.here()
        self._query = JobQuery.of(self._address.query)
        self._new: set[str] = set()
        self._total = 0
        self._read_at = parts().clock.now()
        with wrap():
            with ui.element("div").classes("ad-head"):
                with ui.element("div"):
                    heading(_("Jobs"), _("Everything that was asked of the partner."))
                link_button(_("Create program"), "/create-program", "primary", "add")
            self._filters = JobFilters(self._query, self._choose, names)
            with row("between ad-beside"):
                self._charts = DayCharts(self._days)
                self._views = SavedViews(self._query)
                self._clear = ClearFilters("/jobs")
            with panel():
                with row("between ad-count"):
                    self._count = ui.label().classes("ad-muted ad-num").props('role="status"')
                    self._more = button("", self.read, "small primary", "arrow_upward")
                self._nothing = ui.element("div")
                self._table = JobTable()
            with row("between"):
                self._pager = Pager(self._url)
                self._export = JobExport()
            self._later = ui.element("div")
            Follower(self._heard)
        self._pager.set_visibility(False)
        self._table.set_visibility(False)
        self._more.set_visibility(False)
        self._address.listen(self._later, self._moved)

    async def read(self) -> None:
        """Draw the page of the list that the address asks for."""
        query = self._query = JobQuery.of(self._address.query)
        self._filters.show(query)
        self._views.show(query)
        self._export.show(query)
        self._clear.show(narrow=query.narrow, address=query.url(query.page))
        self._read_at = parts().clock.now()
        which = _which(query)
        order = Order(query.sort or Order.NEWEST)
        jobs, total = await asyncio.gather(
            parts().store.page(which, _SIZE, (query.page - 1) * _SIZE, order),
            parts().store.count(which),
        )
        if query != self._query or self._later.is_deleted:
            return  # somebody chose something else meanwhile
        self._new.clear()
        self._total = total
        self._table.set_visibility(bool(jobs))
        self._pager.show(query.page, _SIZE, total)
        self._show_count()
        self._show_nothing(empty_page=not jobs)
        await self._table.show(jobs)
        await self._charts.read()

    async def _days(self) -> list[Day]:
        since = parts().clock.now() - timedelta(days=_CHARTED)
        which = _which(self._query)
        return await parts().store.days(which if which.since else replace(which, since=since))

    def _show_count(self) -> None:
        words = ngettext("{} job", "{} jobs", self._total).format(count(self._total))
        self._count.set_text(words if self._total else "")
        new = len(self._new)
        self._more.set_text(
            ngettext("{} new job - show", "{} new jobs - show", new).format(count(new))
        )
        self._more.set_visibility(bool(new))

    def _show_nothing(self, *, empty_page: bool) -> None:
        self._nothing.clear()
        self._nothing.set_visibility(empty_page)
        if not empty_page:
            return
        with self._nothing:
            if self._total:
                self._pager.lead_back(_SIZE, self._total)
            elif self._query.narrow:
                title, advice = _("No job matches"), _("Choose fewer filters, or a longer time.")
                with empty("filter_alt_off", title, advice):
                    link_button(_("Show all jobs"), "/jobs", "primary")
            else:
                title = _("No job yet")
                advice = _("Create a program: its job appears here at once, and stays.")
                with empty("history", title, advice):
                    link_button(_("Create program"), "/create-program", "primary", "add")

    async def _heard(self, job_ids: set[str]) -> None:
        """Rows change where they stand; new jobs are offered, so that nothing moves by itself."""
        for job_id in job_ids:
            self._table.refresh(job_id)
        found = {job_id: parts().store.get(job_id) for job_id in job_ids}
        if any(job is not None and job.terminal for job in found.values()):
            self._charts.follow()
        changed = [job for job_id, job in found.items() if job_id not in self._table]
        self._new |= {job.id for job in changed if job is not None and self._is_new(job)}
        if self._new and not len(self._table):
            await self.read()  # nothing is there that could move
        else:
            self._show_count()

    def _is_new(self, job: Job) -> bool:
        """Whether the first page would show this job on top."""
        query = self._query
        if query.page > 1 or query.sort or job.created_at < self._read_at:
            return False  # in another order it may belong anywhere
        asked = (
            (query.status, job.status.value),
            (query.kind, job.kind.value),
            (query.actor, job.actor if job.actor == query.actor else account_of(job.actor)),
        )
        ids = f"{job.id} {job.business_id} {job.program_id}".lower()
        return all(want in {"", have} for want, have in asked) and query.q.lower() in ids

    def _url(self, page: int) -> str:
        return self._query.url(page)

    def _choose(self, query: JobQuery) -> None:
        ui.navigate.to(query.url(1))

    def _moved(self) -> None:
        with self._later:
            ui.timer(0, self.read, once=True)


def _which(query: JobQuery) -> JobFilter:
    since = parts().clock.now() - timedelta(days=int(query.days)) if query.days else None
    return JobFilter(
        statuses=frozenset({JobStatus(query.status)} if query.status else ()),
        kinds=frozenset({JobKind(query.kind)} if query.kind else ()),
        actor=query.actor or None,
        text=query.q or None,
        since=since,
    )
