"""What is wrong with each row of a sheet, cell by cell: the rules are those of the forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from models.bulk_reading import PROGRAM, RawRow, Sheet
from models.job import JobKind
from models.listed import Standing
from models.order_fields import present, program_id
from models.orders import (
    CreateOrder,
    FieldProblem,
    InvalidOrder,
    Order,
    check_create,
    check_edit,
)
from models.program_type import ProgramType
from models.wording import N_, _

SAME_ROW = N_("The same as line {}. It would be made twice.")
SAME_PROGRAM = N_("This program stands in line {} already.")
IS_OVER = N_("This program was ended by job {} and cannot be changed any more.")
BUSY = N_("Job {} is changing this program; the row waits until it has ended.")
MAKING = N_("Job {} is making a program for this business right now.")
SAME_BUSINESS = N_("Line {} makes a program of this type for this business, too.")
_MISSING = N_("Enter the program ID.")
_ENDED = N_("This program has ended"), N_("It cannot be changed.")  # as on the page of an edit
UNLISTED = N_("The list of programs does not show this program.")
VANISHED = N_("The list of programs shows this program no longer.")
_CHECK_ID = N_("Check the ID, or whether the program belongs to another account.")


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """`problems` keep the row from being sent, `warnings` do not."""

    line: int
    asked: dict[str, Any]
    order: Order | None
    problems: tuple[FieldProblem, ...] = ()
    warnings: tuple[FieldProblem, ...] = ()

    @property
    def valid(self) -> bool:
        return not self.problems

    @property
    def subject(self) -> str:
        """The business or the program that it is about."""
        return str(self.asked.get(PROGRAM) or self.asked.get("business_id") or "").strip()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known here without a word from the partner.

    Our jobs: the one that stands against a program or a business, by its id. And the partner's
    list of programs as it was read last; it means little before `list_read`.
    """

    busy: Mapping[str, str]
    ended: Mapping[str, str]
    creating: Mapping[str, str]
    listed: Mapping[str, Standing] = field(default_factory=dict)
    list_read: bool = False


def check_rows(sheet: Sheet, known: Known, today: date) -> list[CheckedRow]:
    """Every row with all that is wrong with it; `today` is Pacific."""
    seen: dict[object, int] = {}
    types: dict[object, int] = {}
    return [
        _against(_twin(_checked(row, sheet.kind, known, today), seen, types), sheet.kind, known)
        for row in sheet.rows
    ]


def _checked(row: RawRow, kind: JobKind, known: Known, today: date) -> CheckedRow:
    if row.problem is not None:
        return CheckedRow(row.line, row.asked, None, (FieldProblem("", row.problem),))
    problems: list[FieldProblem] = []
    order: Order | None = None
    if kind is not JobKind.CREATE and (wrong := _wrong_program(row.asked, known)):
        problems.append(FieldProblem(PROGRAM, wrong))
    values = {name: value for name, value in row.asked.items() if name != PROGRAM}
    try:
        if kind is JobKind.CREATE:
            order = check_create(row.asked, today)
        elif kind is JobKind.EDIT:
            order = check_edit(values, None, today, kind=_type(row.asked, known))
    except InvalidOrder as invalid:
        problems += invalid.problems
    return CheckedRow(row.line, row.asked, order, tuple(problems))


def _wrong_program(asked: Mapping[str, Any], known: Known) -> str | None:
    if not present(asked.get(PROGRAM)):
        return _(_MISSING)
    try:
        program = program_id(asked[PROGRAM])
    except ValueError as refusal:
        return str(refusal)
    if (job := known.ended.get(program)) is not None:
        return _(IS_OVER).format(job)
    if (listed := known.listed.get(program)) is not None and listed.over:
        title, advice = _ENDED
        return f"{_(title)}. {_(advice)}"
    return None


def _type(asked: Mapping[str, Any], known: Known) -> ProgramType | None:
    listed = known.listed.get(_program(asked))
    return listed.kind if listed is not None else None


def _program(asked: Mapping[str, Any]) -> str:
    return str(asked.get(PROGRAM) or "").strip()


def _twin(row: CheckedRow, seen: dict[object, int], types: dict[object, int]) -> CheckedRow:
    """Point out what stands in the file twice; `seen` and `types` remember the lines before."""
    if not row.valid:
        return row
    order = row.order
    if not isinstance(order, CreateOrder):
        return _noted(row, seen.setdefault(row.subject, row.line), PROGRAM, SAME_PROGRAM)
    row = _noted(row, seen.setdefault(order, row.line), "", SAME_ROW)
    first = types.setdefault((order.business_id, order.program_type), row.line)
    if row.valid and first != row.line:
        return _warned(row, "business_id", SAME_BUSINESS, str(first))
    return row


def _noted(row: CheckedRow, first: int, field: str, sentence: str) -> CheckedRow:
    if first == row.line:
        return row
    return replace(row, problems=(FieldProblem(field, _(sentence).format(first)),))


def _against(row: CheckedRow, kind: JobKind, known: Known) -> CheckedRow:
    """What other jobs and the list of programs have to do with it."""
    if not row.valid:
        return row
    if kind is not JobKind.CREATE and (doubt := _doubt(row.subject, known)):
        row = replace(row, warnings=(*row.warnings, FieldProblem(PROGRAM, doubt)))
    if (job := known.busy.get(row.subject)) is not None:
        return _warned(row, PROGRAM, BUSY, job)
    if (job := known.creating.get(row.subject)) is not None:
        return _warned(row, "business_id", MAKING, job)
    return row


def _doubt(program: str, known: Known) -> str | None:
    """What the list lets one suspect: it may be older than the program, so it forbids nothing."""
    listed = known.listed.get(program)
    if listed is None:
        return f"{_(UNLISTED)} {_(_CHECK_ID)}" if known.list_read else None
    return _(VANISHED) if listed.gone else None


def _warned(row: CheckedRow, field: str, sentence: str, what: str) -> CheckedRow:
    return replace(row, warnings=(*row.warnings, FieldProblem(field, _(sentence).format(what))))
