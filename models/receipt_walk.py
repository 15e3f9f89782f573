"""Going through a receipt of any shape without recursion (contract 7.11.3).

A JSON body can be nested deeper than Python's stack is; an explicit stack does not care.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from models.catalogue import (
    MISSING_KEY_CODES,
    REJECTED_WITHOUT_REASON,
    clean_message,
    field_of,
)
from models.fields import form_field

BAD_WORDS: frozenset[str] = frozenset({"REJECTED", "FAILED", "ERROR"})
"""Anywhere in a finished receipt, one of these means FAILED (contract 7.11.4)."""

COMPLETED_WORD = "COMPLETED"

_PARENT = "PARENT_WAS_REJECTED"
_WRAPPERS: frozenset[str] = MISSING_KEY_CODES | {"INVALID_LIST_INDEXES"}
_STRUCTURE: frozenset[str] = frozenset(
    {"business_results", "update_results", "requested_value", "error"}
)
"""Keys that hold other things and are nobody's name."""


class Node(NamedTuple):
    """A value in the receipt: how deep it is, and the nearest enclosing name."""

    value: Any
    depth: int
    name: str | None


class ErrorNote(NamedTuple):
    """One `error` of a receipt, and where it was; `code` is None when the partner gave none."""

    depth: int
    code: str | None
    message: str | None  # as the partner wrote it
    name: str | None  # the nearest enclosing key that is a name
    value: str | None  # what was refused, as text


def walk(root: object, depth: int = 0, name: str | None = None) -> Iterator[Node]:
    """Every object and list at and below `root`, in document order."""
    stack = [Node(root, depth, name)]
    while stack:
        node = stack.pop()
        children: list[Node] = []
        if isinstance(node.value, Mapping):
            for key, child in node.value.items():
                inner = node.name if key in _STRUCTURE else str(key)
                children.append(Node(child, node.depth + 1, inner))
        elif isinstance(node.value, list):
            children = [Node(child, node.depth + 1, node.name) for child in node.value]
        else:
            continue
        yield node
        stack.extend(reversed(children))


def status_word(node: object) -> str | None:
    """The `status` of an object in upper case; None when it has none that is text."""
    status = node.get("status") if isinstance(node, Mapping) else None
    return status.strip().upper() if isinstance(status, str) else None


def any_bad(root: object) -> bool:
    """Whether anything at or below `root` was rejected."""
    return any(status_word(node.value) in BAD_WORDS for node in walk(root))


def error_notes(root: object) -> list[ErrorNote]:
    """Every error at or below `root`, in document order."""
    notes: list[ErrorNote] = []
    for node in walk(root):
        if isinstance(node.value, Mapping):
            notes.extend(_notes_of(node, node.value))
    return notes


def error_to_name(notes: Sequence[ErrorNote]) -> ErrorNote | None:
    """The error that is the cause (contract 7.11.5): the deepest real one, the first of equals.

    Errors without a code count as wrappers' poorer kin: named only when nothing better is there.
    """
    best: ErrorNote | None = None
    for note in notes:
        if best is None or (_rank(note), note.depth) > (_rank(best), best.depth):
            best = note
    return best


def field_at_fault(note: ErrorNote) -> str | None:
    """The form field of an error (7.11.6): the nearest name, else the column of section 14."""
    named = form_field(note.name) if note.name else None
    return named or field_of(note.code or REJECTED_WITHOUT_REASON, note.message)


def display_message(note: ErrorNote) -> str | None:
    return clean_message(note.message)


def text_of(value: object) -> str | None:
    """Text with something in it, without the spaces around; else None."""
    return (value.strip() or None) if isinstance(value, str) else None


def _notes_of(node: Node, holder: Mapping[str, Any]) -> Iterator[ErrorNote]:
    error = holder.get("error")
    for item in error if isinstance(error, list) else [error]:
        if isinstance(item, Mapping):
            code = text_of(item.get("code")) or text_of(item.get("id"))
            message = text_of(item.get("message")) or text_of(item.get("description"))
        else:
            code, message = None, text_of(item)
        if code or message:
            value = _scalar_text(holder.get("requested_value"))
            yield ErrorNote(node.depth, code, message, node.name, value)


def _scalar_text(value: object) -> str | None:
    """A refused value as it would be typed; None for objects, lists and nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, int | float):
        return None
    try:
        return str(value)
    except ValueError:  # an int of thousands of digits has no text in Python
        return None


def _rank(note: ErrorNote) -> int:
    code = (note.code or "").upper()
    if code == _PARENT:
        return 0
    if not code:
        return 1
    return 2 if code in _WRAPPERS else 3
