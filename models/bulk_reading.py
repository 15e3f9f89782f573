"""From a file to rows: CSV as spreadsheets write it, and NDJSON. Nothing is checked but the form.

CSV may have a byte order mark and any of the usual delimiters; its first line names the columns by
their REST names. A leading apostrophe that protects a formula sign, as in our own exports, is
taken away again. Empty cells are left out.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, NoReturn

from models.bulk import MOST_ROWS
from models.fields import FORM_FIELDS
from models.job import JobKind
from models.order_fields import present
from models.wording import N_, _, decimal

PROGRAM = "program_id"
COLUMNS: dict[JobKind, tuple[str, ...]] = {
    JobKind.CREATE: tuple(name for name in FORM_FIELDS if name != "future_budget_date"),
    JobKind.EDIT: (
        *(PROGRAM, "budget", "future_budget_date", "is_autobid", "max_bid", "pacing_method"),
        *("ad_categories", "start", "end"),
    ),
    JobKind.TERMINATE: (PROGRAM,),
}
"""What a file may have, in the order of the template."""

NEEDED: dict[JobKind, tuple[str, ...]] = {
    JobKind.CREATE: ("business_id", "program_name"),
    JobKind.EDIT: (PROGRAM,),
    JobKind.TERMINATE: (PROGRAM,),
}
_EXAMPLES: dict[JobKind, dict[str, str]] = {
    JobKind.CREATE: {
        "business_id": "Bz0000000000000000aaaA",
        "program_name": "CPC",
        "budget": "250.00",
        "is_autobid": "false",
        "max_bid": "4.50",
        "ad_categories": "hvac,plumbing",
    },
    JobKind.EDIT: {PROGRAM: "Pg0000000000000000bbbB", "budget": "300.00"},
    JobKind.TERMINATE: {PROGRAM: "Pg0000000000000000bbbB"},
}
_PICKED = {JobKind.EDIT: (PROGRAM, "budget", "max_bid", "end")}
_DELIMITERS = ",;\t|"
_FORMULA = ("=", "+", "-", "@")
_LONGEST_QUOTE = 40  # characters of something wrong that are worth repeating

NOTHING = N_("There is no row in it. Paste the header line and at least one row.")
NO_TEXT = N_("The text is not UTF-8. Save the file as CSV with UTF-8.")
_BROKEN = N_("Line {} cannot be read as CSV: a quotation mark or a sign is out of place.")
_TOO_MANY = N_("There are more than {} rows. Send them in several files.")
_UNKNOWN = N_('The column "{}" is not known.')
_GUESS = N_('The column "{}" is not known. Is it "{}"?')
_TWICE = N_('The column "{}" is there twice.')
_MISSING = N_('The column "{}" is missing.')
_LONG = N_("This row has more cells than the header has columns.")
_NOT_JSON = N_("Line {} is not a JSON object.")


@dataclass(frozen=True, slots=True)
class RawRow:
    """What stands in one line; `problem` when it cannot be laid against the columns."""

    line: int
    asked: dict[str, Any]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as it was read. `problems` concern it as a whole: with any, no row counts."""

    kind: JobKind
    rows: tuple[RawRow, ...] = ()
    problems: tuple[str, ...] = ()


def template(kind: JobKind) -> str:
    """A CSV file to begin with: every column, and a row to replace."""
    example = _EXAMPLES[kind]
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS[kind], [example.get(name, "") for name in COLUMNS[kind]]])
    return out.getvalue()


def decoded(body: bytes) -> str | None:
    """The text of a file; None when it is in no encoding that can be told."""
    utf16 = body.startswith((b"\xff\xfe", b"\xfe\xff"))  # a spreadsheet's "Unicode text"
    try:
        return body.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        return None


def read_csv(text: str, kind: JobKind) -> Sheet:
    """Columns that nobody knows, or that are missing, are a problem of the whole file."""
    text = text.removeprefix("\ufeff").lstrip("\r\n")
    head = text.split("\n", maxsplit=1)[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [name.strip().lower() for name in next(reader, [])]
        problems = _of_columns(columns, kind)
        rows = tuple(_limited(_csv_rows(reader, columns)))
    except csv.Error:
        return Sheet(kind, problems=(_(_BROKEN).format(reader.line_num),))
    return _sheet(kind, rows, problems if any(columns) else [])


def read_ndjson(text: str, kind: JobKind) -> Sheet:
    """One JSON object a line. Names that nobody knows are a problem of the file, as in CSV."""
    rows: list[RawRow] = []
    names: dict[str, None] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(
                line, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_once
            )
        except (ValueError, ArithmeticError, RecursionError):
            found = None
        if not isinstance(found, dict):
            return Sheet(kind, problems=(_(_NOT_JSON).format(number),))
        names |= dict.fromkeys(found)
        rows.append(RawRow(number, {k: _plain(v) for k, v in found.items() if present(v)}))
        if len(rows) > MOST_ROWS:
            break
    unknown = [_of_unknown(name, kind) for name in names if name not in COLUMNS[kind]]
    return _sheet(kind, tuple(rows), unknown)


def read_any(text: str, kind: JobKind) -> Sheet:
    """NDJSON when it looks like that, else CSV."""
    looks = text.removeprefix("\ufeff").lstrip().startswith("{")
    return read_ndjson(text, kind) if looks else read_csv(text, kind)


def of_picked(program_ids: Iterable[str], kind: JobKind) -> str:
    """CSV to go on from, for programs that were picked from a list."""
    columns = _PICKED.get(kind, (PROGRAM,))
    out = io.StringIO()
    blank = [""] * (len(columns) - 1)
    csv.writer(out).writerows(
        [columns, *([picked, *blank] for picked in dict.fromkeys(program_ids))]
    )
    return out.getvalue()


def _sheet(kind: JobKind, rows: tuple[RawRow, ...], problems: Sequence[str]) -> Sheet:
    if not rows and not problems:
        problems = [_(NOTHING)]
    if len(rows) > MOST_ROWS:
        problems = [*problems, _(_TOO_MANY).format(decimal(MOST_ROWS))]
    return Sheet(kind, () if problems else rows, tuple(problems))


def _csv_rows(reader: Any, columns: list[str]) -> Iterator[RawRow]:
    line = reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            asked = {
                name: _unprotected(cell)
                for name, cell in zip(columns, cells, strict=False)
                if name and cell.strip()
            }
            long = any(cell.strip() for cell in cells[len(columns) :])
            yield RawRow(line, asked, _(_LONG) if long else None)
        line = reader.line_num + 1


def _limited(rows: Iterator[RawRow]) -> Iterator[RawRow]:
    """One more than may be, so that it is noticed, and no more than that."""
    for number, row in enumerate(rows):
        if number > MOST_ROWS:
            return
        yield row


def _of_columns(columns: list[str], kind: JobKind) -> list[str]:
    named = [name for name in columns if name]
    twice = [_(_TWICE).format(name) for name in dict.fromkeys(named) if named.count(name) > 1]
    unknown = [_of_unknown(name, kind) for name in dict.fromkeys(named)]
    missing = [_(_MISSING).format(name) for name in NEEDED[kind] if name not in named]
    return [*filter(None, unknown), *missing, *twice]


def _of_unknown(name: str, kind: JobKind) -> str:
    if name in COLUMNS[kind]:
        return ""
    said = name[:_LONGEST_QUOTE]
    near = get_close_matches(name, COLUMNS[kind], n=1)
    return _(_GUESS).format(said, near[0]) if near else _(_UNKNOWN).format(said)


def _unprotected(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _plain(value: Any) -> Any:
    """As the database keeps it: an exact amount is text."""
    return str(value) if isinstance(value, Decimal) else value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two amounts under one name leave open which of them was meant."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice")
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)
