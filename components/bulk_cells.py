"""Rows of a file as a plain table: written as HTML in one go, for they do not change."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from components.field_names import field_name
from models.bulk_checks import CheckedRow
from models.bulk_reading import COLUMNS
from models.job import JobKind
from models.orders import FieldProblem
from services.i18n import _

_LONGEST = 60  # characters of a cell that are shown


def used_columns(rows: Iterable[CheckedRow], kind: JobKind) -> list[str]:
    """The columns in which any row has a value or a problem, in the form's order."""
    used: set[str] = set()
    for row in rows:
        used.update(row.asked, (note.field for note in (*row.problems, *row.warnings)))
    return [name for name in COLUMNS[kind] if name in used]


def cells_table(rows: Sequence[CheckedRow], columns: Sequence[str], caption: str) -> str:
    """HTML of a table with each sentence in the cell that it is about."""
    heads = "".join(f'<th scope="col">{escape(_title(name))}</th>' for name in columns)
    body = "".join(_row(row, columns) for row in rows)
    return (
        f'<table class="ad-table stack ad-cells"><caption class="ad-sr">{escape(caption)}</caption>'
        f'<thead><tr><th scope="col">{escape(_("Line"))}</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _row(row: CheckedRow, columns: Sequence[str]) -> str:
    whole = [note for note in row.problems if note.field not in columns]
    head = f'<span class="ad-num">{row.line}</span>{_notes(whole, "bad")}'
    first = _cell(_("Line"), head, wrong=bool(whole))
    rest = "".join(_of_column(row, name) for name in columns)
    return f"<tr>{first}{rest}</tr>"


def _of_column(row: CheckedRow, name: str) -> str:
    wrong = [note for note in row.problems if note.field == name]
    warned = [note for note in row.warnings if note.field == name]
    value = f'<span class="ad-value">{escape(_shown(row.asked.get(name)))}</span>'
    notes = _notes(wrong, "bad") + _notes(warned, "warn")
    return _cell(_title(name), value + notes, wrong=bool(wrong))


def _cell(label: str, inside: str, *, wrong: bool) -> str:
    look = ' class="bad bg-red-50"' if wrong else ""
    return f'<td data-label="{escape(label)}"{look}><div>{inside}</div></td>'


def _notes(notes: Sequence[FieldProblem], look: str) -> str:
    return "".join(f'<div class="ad-cell-note {look}">{escape(n.message)}</div>' for n in notes)


def _title(name: str) -> str:
    return field_name(name) or _("Program ID")


def _shown(value: Any) -> str:
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    said = "" if value is None else str(value)
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
