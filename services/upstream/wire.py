"""The partner's spelling: query parameters on the way out, error bodies on the way in."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

_LONGEST_MESSAGE = 500
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_LONGEST_PAGE = 20_000


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


def read_error(text: str) -> tuple[str | None, str]:
    """Code and message of an error body in any shape of contract 14.1. Never raises.

    The message is plain text, at most 500 characters, and empty when the body says nothing.
    """
    try:
        body = read_json(text)
    except ValueError:
        return None, _plain(text)
    error = body.get("error", body) if isinstance(body, dict) else body
    listed = body.get("errors") if isinstance(body, dict) else body
    if isinstance(listed, list) and listed:
        error = listed[0]
    if not isinstance(error, dict):
        return None, _short(error) if isinstance(error, str) else ""
    code = _first(error, "code", "id")
    return code, _first(error, "description", "message") or ""


def _first(error: dict[str, Any], *names: str) -> str | None:
    """The first of the named values that says something."""
    values = (error.get(name) for name in names)
    return next(
        (_short(str(v)) for v in values if isinstance(v, str | int) and str(v).strip()), None
    )


def _plain(text: str) -> str:
    """Plain text as it is; of a web page its title, or else its words."""
    page = text[:_LONGEST_PAGE]
    if not page.lstrip().startswith("<"):
        return _short(page)
    title = _TITLE.search(page)
    return _short(_TAG.sub(" ", title.group(1) if title else page))


def _short(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_MESSAGE]
