"""Jobs as a table whose rows change in place: no flicker, no jump (experience 5)."""

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from nicegui import ui
from nicegui.element import Element

from components.amounts import span
from components.basics import E, named, text
from components.in_turns import in_turns
from components.job_words import kind_name
from components.moments import Span, moment_drawn
from components.order_words import type_label
from components.parts import parts
from components.people_words import by
from components.status_badge import StatusBadge
from components.timeline import Timeline
from models.job import Job
from models.job_status import JobStatus
from services.changing import SETTINGS
from services.i18n import _
from services.jobs import JobView
from services.partners import partner_name


class JobTable(Element):
    """`programs` is False where every job is about the same program."""

    def __init__(self, *, programs: bool = True) -> None:
        super().__init__("div")
        self.classes("ad-scroll")
        self._programs = programs
        self._rows: dict[str, JobRow] = {}
        self._shows = 0
        with self, ui.element("table").classes("ad-table stack ad-list"):
            with ui.element("thead"), ui.element("tr"):
                for name in self._columns():
                    text("th", name, "num" if name == _("Duration") else "")
            self._body = ui.element("tbody")

    def _columns(self) -> list[str]:
        program = [_("Program")] if self._programs else []
        return [_("Job"), *program, _("Status"), _("Created"), _("Duration")]

    async def show(self, jobs: Iterable[Job]) -> None:
        """These jobs and no others, row by row; a row that stays is changed in place.

        A later call while this one is still drawing takes over.
        """
        self._shows += 1
        mine = self._shows
        wanted = {job.id: job for job in jobs}
        for job_id in [job_id for job_id in self._rows if job_id not in wanted]:
            row = self._rows.pop(job_id)
            row.fold()
            row.delete()
        last: Element | None = None
        async for job in in_turns(wanted.values()):
            if self.is_deleted or mine != self._shows:
                return
            last = self._put(job, last).lines[-1]

    def refresh(self, job_id: str) -> None:
        """Bring one row up to date, when it is here; SETTINGS: another partner may be in use."""
        if job_id == SETTINGS:
            for each in self._rows.values():
                each.say_partner()
        row = self._rows.get(job_id)
        if row is not None:
            row.show(parts().jobs.get(job_id))

    def __contains__(self, job_id: object) -> bool:
        return job_id in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def _put(self, job: Job, after: Element | None) -> "JobRow":
        """Show the job in the lines after this one of the body, or on top."""
        view = parts().jobs.view(job)
        row = self._rows.get(job.id)
        if row is None:
            with self._body:
                row = self._rows[job.id] = JobRow(view, programs=self._programs)
        else:
            row.show(view)
        lines = self._body.default_slot.children
        place = 0 if after is None else lines.index(after) + 1
        for offset, line in enumerate(row.lines):
            if lines.index(line) != place + offset:
                line.move(target_index=place + offset)
        return row


class JobRow(Element):
    """One job; its timeline opens in a line of its own below it."""

    def __init__(self, view: JobView, *, programs: bool) -> None:
        super().__init__("tr")
        job = view.job
        self._props["data-job"] = job.id
        self._told: tuple[object, ...] = ()
        self._job_id, self._whose = job.id, job.partner
        self._other: Element | None = None
        self._below: Element | None = None
        with self:
            with _cell("", "lead"), ui.element("div").classes("ad-lead"):
                self._opener = _opener(job).on("click", self._toggle)
                with ui.element("div") as self._lead:
                    text("div", _what(job), "ad-strong")
                    ui.link(job.id, f"/jobs/{job.id}").classes("ad-mono ad-small ad-row-link")
            self._program = _written(_program(job), _("Program")) if programs else None
            with _cell(_("Status")):
                self._badge = StatusBadge(view)
            _written(_created(job), _("Created"))
            self._duration = _labelled(text("td", "", "num"), _("Duration"))
        self.say_partner()
        self.show(view)

    def say_partner(self) -> None:
        """Say whose it is, where that is not the partner in use."""
        if self._other is not None:
            self._other.delete()
            self._other = None
        if self._whose is not None and self._whose != parts().partners.current:
            words = _("Another partner: {}").format(partner_name(self._whose))
            with self._lead:
                self._other = text("div", words, "ad-chip ad-small")

    def show(self, view: JobView) -> None:
        """Redraw the cells that can change, when something did."""
        job = view.job
        told = (job.version, view.freshness)
        if told == self._told:
            return
        self._told = told
        self._props["data-status"] = job.status.value
        self.update()
        self._badge.show(view)
        if self._program is not None:
            self._program.set_content(_program(job))
        self._duration.clear()
        if job.completed_at is not None:
            self._duration.set_text(span(job.completed_at - job.created_at))
        else:
            with self._duration:
                Span("{}").count(since=job.created_at)

    @property
    def lines(self) -> list[Element]:
        return [self, self._below] if self._below is not None else [self]

    def fold(self) -> None:
        """Close the timeline, when it is open."""
        if self._below is not None:
            self._below.delete()
            self._below = None

    def _toggle(self) -> None:
        if self._below is not None:
            self.fold()
        else:
            self._open()
        self._opener.props(f'aria-expanded="{str(self._below is not None).lower()}"')

    def _open(self) -> None:
        place = self.parent_slot
        if place is None:
            return
        columns = len(self.default_slot.children)
        with place.parent:
            self._below = ui.element("tr").classes("ad-below")
        with self._below, ui.element("td").props(f"colspan={columns}"):
            Timeline(self._job_id)
        self._below.move(target_index=place.children.index(self) + 1)


def _what(job: Job) -> str:
    label = type_label(job.program_type)
    kind = kind_name(job.kind)
    return f"{kind} · {label}" if label else kind


def _opener(job: Job) -> Element:
    made = ui.element("button").classes("ad-opener ad-above")
    return named(
        made.props('type="button" aria-expanded="false"'), _("Timeline of {}").format(job.id)
    )


def _program(job: Job) -> str:
    if job.program_id is not None:
        target = f"/program-status/{quote(job.program_id, safe='')}"
        said = f'<a class="ad-mono ad-above" href="{target}">{escape(job.program_id)}</a>'
    else:
        words = _("none was made") if job.status is JobStatus.FAILED else _("not known yet")
        said = f'<span class="ad-muted ad-small">{escape(words)}</span>'
    if job.business_id is not None:
        said += f'<div class="ad-mono ad-small ad-muted">{escape(job.business_id)}</div>'
    return f'<div class="ad-ids">{said}</div>'


def _created(job: Job) -> str:
    said = by(job.actor)
    who = f'<div class="ad-small ad-muted">{escape(said)}</div>' if said else ""
    return f"<div>{moment_drawn(job.created_at, 'ad-num')}{who}</div>"


def _cell(label: str, classes: str = "") -> Element:
    return _labelled(ui.element("td").classes(classes), label)


def _written(inside: str, label: str) -> ui.html:
    """A cell in one piece: each element costs the server, and the browser at each change anew."""
    return _labelled(ui.html(inside, sanitize=False, tag="td"), label)


def _labelled(cell: E, label: str) -> E:
    cell._props["data-label"] = label  # noqa: SLF001 - an attribute, verbatim
    return cell
