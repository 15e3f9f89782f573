"""The rows of a batch, one page of them, changing where they stand."""

from collections.abc import Sequence
from html import escape

from nicegui import ui

from components.basics import text
from components.bulk_words import PLACES, hindrance
from components.parts import parts
from models.bulk import RowNow
from models.bulk_reading import PROGRAM
from models.job import MAKES_PROGRAM
from services.i18n import _


class BulkTable:
    """A row is one element whose inside is written anew when it differs."""

    def __init__(self) -> None:
        self._rows: dict[int, ui.html] = {}
        self._said: dict[int, str] = {}
        self.place = ui.element("div").classes("ad-scroll")
        with self.place, ui.element("table").classes("ad-table stack ad-list ad-batch-rows"):
            with ui.element("thead"), ui.element("tr"):
                for name in (_("Line"), _("About"), _("Status"), _("Job"), _("What happened")):
                    text("th", name).props('scope="col"')
            self._body = ui.element("tbody")

    def show(self, rows: Sequence[RowNow]) -> None:
        """These rows and no others."""
        if list(self._rows) != [now.row.number for now in rows]:
            self._body.clear()
            self._rows, self._said = {}, {}
        for now in rows:
            self._put(now)

    def _put(self, now: RowNow) -> None:
        number, said = now.row.number, _inside(now)
        if self._said.get(number) == said:
            return
        self._said[number] = said
        if number in self._rows:
            self._rows[number].set_content(said)
        else:
            with self._body:
                self._rows[number] = ui.html(said, sanitize=False, tag="tr")
        self._rows[number].props(f'data-line="{now.row.line}" data-place="{now.place.value}"')


def _inside(now: RowNow) -> str:
    words, icon, background = PLACES[now.place]
    shown = escape(_(words))
    badge = (
        f'<span class="ad-badge {background}"><i class="q-icon notranslate material-icons" '
        f'aria-hidden="true">{icon}</i><span>{shown}</span></span>'
    )
    attempt = now.row.attempt
    said = _("try {}").format(attempt)
    again = f'<div class="ad-small ad-muted">{escape(said)}</div>'
    return "".join(
        (
            _cell(_("Line"), f'<span class="ad-num">{now.row.line}</span>'),
            _cell(_("About"), _about(now)),
            _cell(_("Status"), badge + (again if attempt > 1 else "")),
            _cell(_("Job"), _link(f"/jobs/{now.row.job_id}", now.row.job_id)),
            _cell(_("What happened"), escape(_happened(now)), "ad-long"),
        )
    )


def _about(now: RowNow) -> str:
    """The business or the program of the row, and the program that was made."""
    asked = now.row.asked
    if PROGRAM in asked:
        program = str(asked[PROGRAM]).strip()
        return _link(f"/program-status/{program}", program)
    said = f'<div class="ad-mono">{escape(str(asked.get("business_id", "")))}</div>'
    job = now.job
    if job is not None and job.kind in MAKES_PROGRAM and job.program_id:
        said += _link(f"/program-status/{job.program_id}", job.program_id)
    return said


def _happened(now: RowNow) -> str:
    if now.job is not None and (error := parts().jobs.view(now.job).error) is not None:
        return f"{error.title}. {error.advice}."
    return hindrance(now)


def _link(path: str, words: str | None) -> str:
    if not words:
        return ""
    return f'<a class="ad-mono ad-small" href="{escape(path)}">{escape(words)}</a>'


def _cell(label: str, inside: str, look: str = "") -> str:
    return f'<td class="{look}" data-label="{escape(label)}"><div>{inside}</div></td>'
