"""CSV as a spreadsheet may open it."""

import csv
import io
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def lines(rows: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def harmless(value: Any) -> Any:
    """A spreadsheet runs a cell that begins like this (OWASP, "CSV Injection")."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
