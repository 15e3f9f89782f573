"""Rows of a file as a plain table: written as HTML in one go, for they do not change."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from components.amounts import money
from components.field_names import field_name
from models.bulk_checks import CheckedRow
from models.bulk_reading import COLUMNS
from models.job import JobKind
from models.order_fields import present
from models.orders import FieldProblem
from models.program import Program
from services.i18n import _

_LONGEST = 60  # characters of a cell that are shown


def _amount(cents: int | None, program: Program) -> str | None:
    return None if cents is None else money(cents, program.currency)


def _switch(on: bool | None) -> str | None:
    return None if on is None else str(on).lower()


def _end(program: Program) -> str | None:
    return program.end.isoformat() if program.end else _("no end date")


_PRESENT: dict[str, Callable[[Program], str | None]] = {
    "budget": lambda program: _amount(program.budget, program),
    "max_bid": lambda program: _amount(program.max_bid, program),
    "is_autobid": lambda program: _switch(program.is_autobid),
    "pacing_method": lambda _program: None,  # the partner does not tell it (contract 9)
    "ad_categories": lambda program: ", ".join(program.ad_categories) or None,
    "start": lambda program: program.start.isoformat() if program.start else None,
    "end": _end,
}
"""A present value in the words of the file; None where it is not known."""


def used_columns(rows: Iterable[CheckedRow], kind: JobKind) -> list[str]:
    """The columns in which any row has a value or a problem, in the form's order."""
    used: set[str] = set()
    for row in rows:
        used.update(row.asked, (note.field for note in (*row.problems, *row.warnings)))
    return [name for name in COLUMNS[kind] if name in used]


def cells_table(
    rows: Sequence[CheckedRow],
    columns: Sequence[str],
    caption: str,
    programs: Mapping[str, Program] | None = None,
) -> str:
    """HTML of a table with each sentence in the cell that it is about.

    With `programs`, those that are known, each value that a row asks for has the present one
    below it.
    """
    heads = "".join(f'<th scope="col">{escape(_title(name))}</th>' for name in columns)
    body = "".join(_row(row, columns, programs) for row in rows)
    return (
        f'<table class="ad-table stack ad-cells"><caption class="ad-sr">{escape(caption)}</caption>'
        f'<thead><tr><th scope="col">{escape(_("Line"))}</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _row(row: CheckedRow, columns: Sequence[str], programs: Mapping[str, Program] | None) -> str:
    whole = [note for note in row.problems if note.field not in columns]
    head = f'<span class="ad-num">{row.line}</span>{_notes(whole, "bad")}'
    first = _cell(_("Line"), head, wrong=bool(whole))
    rest = "".join(_of_column(row, name, _now(row, name, programs)) for name in columns)
    return f"<tr>{first}{rest}</tr>"


def _now(row: CheckedRow, name: str, programs: Mapping[str, Program] | None) -> str:
    """The program's present value, where the row asks for another one."""
    if programs is None or name not in _PRESENT or not present(row.asked.get(name)):
        return ""
    program = programs.get(row.subject)
    said = _PRESENT[name](program) if program is not None else None
    words = _("now {}").format(said) if said else _("now unknown")
    return f'<div class="ad-now">{escape(words)}</div>'


def _of_column(row: CheckedRow, name: str, now: str) -> str:
    wrong = [note for note in row.problems if note.field == name]
    warned = [note for note in row.warnings if note.field == name]
    value = f'<span class="ad-value">{escape(_shown(row.asked.get(name)))}</span>'
    notes = _notes(wrong, "bad") + _notes(warned, "warn")
    return _cell(_title(name), value + now + notes, wrong=bool(wrong))


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
