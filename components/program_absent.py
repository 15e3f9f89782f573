"""A program that the partner does not show: why that may be, and what to do about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum, auto

from nicegui import ui

from components.basics import empty, fact, link_button, panel, text
from components.order_words import asked, type_label
from models.job import Job, JobKind
from models.job_status import JobStatus
from services.i18n import _

_LISTED_WITHIN = timedelta(minutes=15)  # a listing that lags is not a program that vanished


class Absence(Enum):
    NOT_YET = auto()  # a receipt of ours named it a moment ago
    GONE = auto()  # it did exist
    UNKNOWN = auto()  # nobody here has ever seen it


def absence(jobs: Sequence[Job], now: datetime) -> Absence:
    """Why the partner's list does not have the program that these jobs are about."""
    done = [job for job in jobs if job.status is JobStatus.COMPLETED]
    if any(job.kind is JobKind.TERMINATE for job in done):
        return Absence.GONE
    made = [job.completed_at for job in done if job.kind is JobKind.CREATE and job.completed_at]
    if any(now - at < _LISTED_WITHIN for at in made):
        return Absence.NOT_YET
    return Absence.GONE if done else Absence.UNKNOWN


def absent(why: Absence) -> None:
    """The sentence, and the way on."""
    if why is Absence.NOT_YET:
        title = _("The partner's list does not show it yet")
        advice = _("The program was made. This page looks again by itself for some minutes.")
        empty("hourglass_top", title, advice)
        return
    if why is Absence.GONE:
        title = _("This program no longer exists")
        advice = _("The partner has no such program any more. What was done to it stands below.")
    else:
        title = _("The partner does not know this program")
        advice = _("Check the ID, or whether the program belongs to another account.")
    with empty("search_off", title, advice):
        link_button(_("To the programs"), "/programs", "primary")


def known_from(jobs: Sequence[Job]) -> None:
    """What our own jobs say of the program, while the partner says nothing; `jobs` newest first."""
    told = [job for job in jobs if job.status is JobStatus.COMPLETED and job.order]
    if not jobs:
        return
    with panel():
        text("h2", _("What Adtrail's own jobs know"))
        with ui.element("div").classes("ad-grid"):
            fact(_("Program type"), type_label(_first(job.program_type for job in jobs)))
            fact(_("Business ID"), _first(job.business_id for job in jobs), "ad-mono")
        for job in told[:3]:
            text("div", asked(job))


def _first(values: object) -> str | None:
    return next((value for value in values if value), None)  # type: ignore[attr-defined]
