"""The partner's spelling: query parameters on the way out, error bodies on the way in."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

_LONGEST_MESSAGE = 500
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_LONGEST_PAGE = 20_000
_LONGEST_WORDS = 4_000  # of a page, in which its title or first words are looked for
Clear = Callable[[str, str], str]
"""What was said without secrets, of the name that it is the value of and the value."""


def to_params(values: Mapping[str, object]) -> dict[str, str | list[str]]:
    """Query parameters of a create or an edit (contract 3 and 4); `None` is left out.

    Money is whole cents as `int`; a float raises TypeError, as does anything else unforeseen.
    """
    return {
        name: [_word(item) for item in value] if isinstance(value, list | tuple) else _word(value)
        for name, value in values.items()
        if value is not None
    }


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no spelling in the partner's language")


def read_json(text: str) -> Any:
    """Parse strictly: NaN and its kin are no JSON. Raises ValueError, whatever is wrong."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def as_it_is(_name: str, said: str) -> str:
    return said


def read_error(text: str, clear: Clear = as_it_is) -> tuple[str | None, str]:
    """Code and message of an error body in any shape of contract 14.1. Never raises.

    The message is plain text, at most 500 characters, and empty when the body says nothing.
    `clear` takes secrets out of it before blanks are collapsed and it is cut.
    """
    try:
        body = read_json(text)
    except ValueError:
        return None, _plain(clear("", text[:_LONGEST_PAGE]))
    error = body.get("error", body) if isinstance(body, dict) else body
    listed = body.get("errors") if isinstance(body, dict) else body
    if isinstance(listed, list) and listed:
        error = listed[0]
    if not isinstance(error, dict):
        return None, _short(clear("", error)) if isinstance(error, str) else ""
    code = _first(error, clear, "code", "id")
    return code, _first(error, clear, "description", "message") or ""


def _first(error: dict[str, Any], clear: Clear, *names: str) -> str | None:
    """The first of the named values that says something."""
    for name in names:
        value = error.get(name)
        if isinstance(value, str | int) and str(value).strip():
            return _short(clear(name, str(value)))
    return None


def _plain(text: str) -> str:
    """Plain text as it is; of a web page its title, or else its words."""
    if not text.lstrip().startswith("<"):
        return _short(text)
    text = text[:_LONGEST_WORDS]
    title = _TITLE.search(text)
    return _short(_TAG.sub(" ", title.group(1) if title else text))


def _short(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_MESSAGE]
