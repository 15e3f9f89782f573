"""What a rule has to complain about, and the readers that the rules share."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from services.upstream.sandbox.records import Form

MISSING = "INVALID_OR_MISSING_REQUIRED_KEY"
INVALID = "INVALID_OR_MISSING_KEY"


class Place(Enum):
    """Where in the receipt the error stands."""

    BUSINESS = auto()  # contract 7.6
    GROUP = auto()  # contract 7.7
    FIELD = auto()  # contract 7.8


@dataclass(frozen=True)
class Problem:
    """`field` for errors of one field; `items` are the bad entries of a list."""

    code: str
    message: str
    place: Place = Place.GROUP
    field: str = ""
    items: tuple[str, ...] = ()


def business(code: str, message: str) -> Problem:
    return Problem(code, f"ValidationError: {message}", Place.BUSINESS)


def group(code: str, message: str) -> Problem:
    return Problem(code, f"ValidationError: {message}")


def missing(name: str) -> Problem:
    return group(MISSING, f"{name} is missing or not valid")


def on_field(name: str, code: str, message: str) -> Problem:
    return Problem(code, f"ValidationError: {message}", Place.FIELD, name)


def text(form: Form, name: str) -> str | None:
    """The value of a key; None when the key was not sent."""
    values = form.get(name)
    return values[-1] if values else None


def whole(value: str | None) -> int | None:
    """Plain decimal digits as a number; None for anything else."""
    plain = value is not None and value.isascii() and value.isdigit() and len(value) <= len("9" * 9)
    return int(value) if plain and value is not None else None


def day(value: str | None) -> date | None:
    """A date written YYYY-MM-DD; None for anything else."""
    try:
        return date.fromisoformat(value) if value and len(value) == len("2026-01-01") else None
    except ValueError:
        return None
