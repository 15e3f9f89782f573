"""The partner's answer to a job, read to the letter of contract 7.11. Pure, and never raises.

A receipt can say COMPLETED at the top and REJECTED inside: that is a failure. What is missing or of
an unexpected shape is passed over; what is not surely COMPLETED never becomes COMPLETED.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import receipt_walk as walk
from models.catalogue import REJECTED_WITHOUT_REASON
from models.dates import parse_moment
from models.fields import form_field
from models.ids import ProgramId
from models.job_status import TERMINAL, JobStatus

_TOP_WORDS: dict[str, JobStatus] = {
    "QUEUED": JobStatus.PENDING,
    "PENDING": JobStatus.PENDING,
    "PROCESSING": JobStatus.IN_PROGRESS,
    "IN_PROGRESS": JobStatus.IN_PROGRESS,
    walk.COMPLETED_WORD: JobStatus.COMPLETED,
    **dict.fromkeys(walk.BAD_WORDS, JobStatus.FAILED),
}
"""Contract 6, to the letter; any other word is work in progress."""


@dataclass(frozen=True, slots=True)
class ReceiptError:
    """One refusal. `message` is for display, `raw_message` as the partner wrote it.

    `field` is the form field to mark, or `program_id`; `value` is what was refused, as text.
    """

    code: str
    message: str | None
    field: str | None
    value: str | None
    raw_message: str | None


@dataclass(frozen=True, slots=True)
class ReceiptResult:
    """What became of one business (or program) of the receipt; `code` is why it was refused."""

    identifier: str | None
    identifier_type: str | None
    ok: bool
    program_id: ProgramId | None
    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A receipt as Adtrail understands it. Times are aware UTC.

    `partner_status` is the top word as it was sent, None when there was none; `known_word` is
    False when section 6 does not have it. Until the receipt is final it says nothing about errors,
    results and fields: an inner word of an unfinished receipt means nothing yet (contract 7.4).
    `program_id_reported` is False when `program_id` is only what was stored at submit.
    `applied_fields` are the fields that went through, by their form names where they have one.
    """

    status: JobStatus
    partner_status: str | None
    known_word: bool
    error: ReceiptError | None = None
    errors: tuple[ReceiptError, ...] = ()
    program_id: ProgramId | None = None
    program_id_reported: bool = False
    results: tuple[ReceiptResult, ...] = ()
    applied_fields: tuple[str, ...] = ()
    created_at: datetime | None = None
    completed_at: datetime | None = None

    @property
    def done(self) -> int:
        return sum(result.ok for result in self.results)

    @property
    def total(self) -> int:
        return len(self.results)

    @property
    def went_through(self) -> str | None:
        """The words "1 of 2 went through", None unless several businesses were asked (7.9)."""
        return f"{self.done} of {self.total} went through" if self.total > 1 else None

    @property
    def partly_applied(self) -> bool:
        """Refused, yet something of it took effect (contract 7.8 and 7.9)."""
        return self.status is JobStatus.FAILED and bool(self.done or self.applied_fields)


def is_known_word(word: str | None) -> bool:
    """Whether section 6 has this top word; a word nobody knows is shown as it is."""
    return word is None or word.strip().upper() in _TOP_WORDS


def read_receipt(body: object, stored_program_id: str | None = None) -> Receipt:
    """The body of a 200 answer to a status check, already decoded from JSON.

    `stored_program_id` is the program the job was submitted for (edit and end), None for a create.
    Other HTTP statuses are section 6's business and never come here.
    """
    document = body if isinstance(body, Mapping) else {}
    status, partner_status, known = _top_status(document)
    created_at = parse_moment(document.get("created_at"))
    completed_at = parse_moment(document.get("completed_at"))
    stored = _program_id(stored_program_id)
    if status not in TERMINAL:
        return Receipt(
            status=status,
            partner_status=partner_status,
            known_word=known,
            program_id=stored,
            created_at=created_at,
            completed_at=completed_at,
        )
    status = JobStatus.FAILED if walk.any_bad(document) else JobStatus.COMPLETED
    notes = walk.error_notes(document)
    top_completed = walk.status_word(document) == walk.COMPLETED_WORD
    entries = _entries(document)
    results = tuple(_result(entry, top_completed) for entry in entries)
    reported = next((result.program_id for result in results if result.program_id), None)
    return Receipt(
        status=status,
        partner_status=partner_status,
        known_word=known,
        error=_named_error(notes) if status is JobStatus.FAILED else None,
        errors=tuple(_receipt_error(note) for note in notes),
        program_id=reported or stored,
        program_id_reported=reported is not None,
        results=results,
        applied_fields=_applied_fields(entries, top_completed),
        created_at=created_at,
        completed_at=completed_at,
    )


def business_results_with_program_ids(body: object, fallback: str | None = None) -> list[Any]:
    """The partner's `business_results`, with `program_id` on each entry that has one.

    `fallback` is the program the job was submitted for (edit and end); it goes to a lone entry that
    names no program itself. The entries are copies, what is nested in them is the original.
    """
    document = body if isinstance(body, Mapping) else {}
    final = _top_status(document)[0] in TERMINAL
    top_completed = walk.status_word(document) == walk.COMPLETED_WORD
    listed = document.get("business_results")
    entries = listed if isinstance(listed, list) else _entries(document)
    stored = _program_id(fallback) if len(entries) == 1 else None
    enriched: list[Any] = []
    for entry in entries:
        if not isinstance(entry, Mapping):
            enriched.append(entry)
            continue
        own = _entry_program_id(entry, top_completed) if final else None
        found = own or stored
        enriched.append(dict(entry) | ({"program_id": found} if found else {}))
    return enriched


def _top_status(document: Mapping[str, Any]) -> tuple[JobStatus, str | None, bool]:
    word = walk.status_word(document)
    if not word:  # an object without a status is no receipt, and no news either
        return JobStatus.IN_PROGRESS, None, False
    known = _TOP_WORDS.get(word)
    return known or JobStatus.IN_PROGRESS, document["status"], known is not None


def _entries(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = document.get("business_results")
    items = listed if isinstance(listed, list) else [listed]
    return [item for item in items if isinstance(item, Mapping)]


def _result(entry: Mapping[str, Any], top_completed: bool) -> ReceiptResult:
    bad = walk.any_bad(entry)
    named = walk.error_to_name(walk.error_notes(entry)) if bad else None
    return ReceiptResult(
        identifier=walk.text_of(entry.get("identifier")),
        identifier_type=walk.text_of(entry.get("identifier_type")),
        ok=not bad and (top_completed or _completed(entry, inherited=False)),
        program_id=_entry_program_id(entry, top_completed),
        code=(named.code if named and named.code else REJECTED_WITHOUT_REASON) if bad else None,
    )


def _completed(node: object, *, inherited: bool) -> bool:
    """Whether a node is COMPLETED; without a word of its own it shares what it stands in."""
    word = walk.status_word(node)
    return inherited if word is None else word == walk.COMPLETED_WORD


def _entry_program_id(entry: Mapping[str, Any], top_completed: bool) -> ProgramId | None:
    """The program of one entry, only from COMPLETED branches, in the order of 7.11.7."""
    if not _completed(entry, inherited=top_completed):
        return None
    kind = walk.text_of(entry.get("identifier_type"))
    if kind is not None and kind.upper() == "PROGRAM":
        identifier = _program_id(entry.get("identifier"))
        if identifier is not None:
            return identifier
    groups = [(name, group) for name, group in _groups(entry) if _completed(group, inherited=True)]
    for _, group in groups:
        for fields in _field_maps(group):
            found = _leaf_program_id(fields.get("program_id"))
            if found is not None:
                return found
    ended = (_program_id(group.get("requested_value")) for name, group in groups if name == _ENDED)
    return next((found for found in ended if found is not None), None)


_ENDED = "program_ended"
_NO_FIELDS = frozenset({"program_id", "requested_value", "error"})
"""Keys of a group that nobody asked a change for."""


def _groups(entry: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    groups = entry.get("update_results")
    if isinstance(groups, Mapping):
        for name, group in groups.items():
            if isinstance(group, Mapping):
                yield str(name), group


def _field_maps(group: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Where a group keeps its fields: in itself, and one level down when it has a leaf's shape."""
    yield group
    nested = group.get("requested_value")
    if isinstance(nested, Mapping):
        yield nested


def _leaf_program_id(leaf: object) -> ProgramId | None:
    if isinstance(leaf, Mapping):
        if not _completed(leaf, inherited=True):
            return None
        return _program_id(leaf.get("requested_value"))
    return _program_id(leaf)


def _program_id(value: object) -> ProgramId | None:
    text = walk.text_of(value)
    return None if text is None else ProgramId(text)


def _applied_fields(entries: list[Mapping[str, Any]], top_completed: bool) -> tuple[str, ...]:
    applied: dict[str, None] = {}  # a set that remembers its order
    for entry in entries:
        if not _completed(entry, inherited=top_completed):
            continue
        for _, group in _groups(entry):
            if not _completed(group, inherited=True):
                continue
            for fields in _field_maps(group):
                for name, leaf in fields.items():
                    if name not in _NO_FIELDS and _leaf_went_through(leaf):
                        applied[form_field(str(name)) or str(name)] = None
    return tuple(applied)


def _leaf_went_through(leaf: object) -> bool:
    """A field, or a bare list of leaves (contract 7.4), that says COMPLETED itself."""
    leaves = leaf if isinstance(leaf, list) else [leaf]
    said = [walk.status_word(item) == walk.COMPLETED_WORD for item in leaves]
    return bool(said) and all(said) and not walk.any_bad(leaf)


def _named_error(notes: list[walk.ErrorNote]) -> ReceiptError:
    note = walk.error_to_name(notes)
    if note is None:
        return ReceiptError(REJECTED_WITHOUT_REASON, None, None, None, None)
    return _receipt_error(note)


def _receipt_error(note: walk.ErrorNote) -> ReceiptError:
    return ReceiptError(
        code=note.code or REJECTED_WITHOUT_REASON,
        message=walk.display_message(note),
        field=walk.field_at_fault(note),
        value=note.value,
        raw_message=note.message,
    )
