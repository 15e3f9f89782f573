"""One value of a feature at a time (contract 11), as JSON or a form has it.

Every rule takes the field's label and the raw value, returns what the partner takes, and raises
`ValueError` with one sentence for the person who wrote it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from models.dates import parse_date
from models.feature_types import GOALS, LICENSE
from models.order_fields import business_id
from models.wording import _, decimal

Rule = Callable[[str, object], Any]

MOST_PLACES = 25  # of one business
NEAREST, FARTHEST = 1, 60  # miles
SHORTEST_TEXT, LONGEST_TEXT = 15, 1500  # characters of an ad
MOST_CAPITALS = 5  # in a row; the original calls more than that shouting
_LONGEST_LINE = 2000  # characters; longer than any address that works
_TRUTH = {"true": True, "false": False}
_ADDRESS = re.compile(r"://|\bwww\.|[a-z0-9]\.(?:com|net|org|biz|info|io)\b", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9(][0-9 ().-]{5,24}")
_NOT_A_LOGO = re.compile(r"\.(?:svg|webp|bmp|ico|avif|heic|pdf|html?)$", re.IGNORECASE)


def flag(label: str, value: object) -> bool:
    known = _TRUTH.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(known, bool):
        raise ValueError(_("{}: it is either true or false.").format(label))  # noqa: TRY004
    return known


def goal(label: str, value: object) -> str:
    if not isinstance(value, str) or value.strip().upper() not in GOALS:
        raise ValueError(_("{}: choose one of {}.").format(label, ", ".join(GOALS)))
    return value.strip().upper()


def link(label: str, value: object) -> str | None:
    """A full address, or only what is added to the address, such as `source=x`."""
    text = _word(label, value)
    if text is not None and not (_is_address(text) or ("=" in text and "://" not in text)):
        sentence = _("{}: enter a full address, or parameters such as source=ad.")
        raise ValueError(sentence.format(label))
    return text


def logo(label: str, value: object) -> str | None:
    text = _word(label, value)
    if text is None:
        return None
    if not _is_address(text) or _NOT_A_LOGO.search(text.split("?")[0]):
        sentence = _("{}: enter the full public address of a jpeg, png, gif or tiff picture.")
        raise ValueError(sentence.format(label))
    return text


def some_id(label: str, value: object) -> str | None:
    return _word(label, value)


def terms(label: str, value: object) -> list[str]:
    """A list, or text with one term a line; each once."""
    found = (_line(label, item) for item in _items(label, value))
    return list(dict.fromkeys(term for term in found if term))


def radius(label: str, value: object) -> float | None:
    """Miles; nothing switches it off."""
    if value is None or value == "":
        return None
    sentence = _("{}: enter a number from {} to {}, or leave it empty.")
    problem = sentence.format(label, decimal(NEAREST), decimal(FARTHEST))
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise ValueError(problem)  # noqa: TRY004 - one kind of refusal
    try:
        miles = Decimal(value.strip().replace(",", ".") if isinstance(value, str) else value)
    except (InvalidOperation, ValueError):
        raise ValueError(problem) from None
    if not miles.is_finite() or not NEAREST <= miles <= FARTHEST:
        raise ValueError(problem)
    return float(miles)


def ad_text(label: str, value: object) -> str | None:
    if value is None or value == "":
        return None
    text = value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""
    if not SHORTEST_TEXT <= len(text) <= LONGEST_TEXT:
        sentence = _("{}: it has {} to {} characters.")
        least, most = decimal(SHORTEST_TEXT), decimal(LONGEST_TEXT)
        raise ValueError(sentence.format(label, least, most))
    if not text.replace("\n", "").isprintable():
        raise ValueError(_("{}: it has characters that cannot be shown.").format(label))
    if _ADDRESS.search(text):
        raise ValueError(_("{}: it may not hold the address of a page.").format(label))
    if re.sub(r"\s", "", text).isdigit():
        raise ValueError(_("{}: it may not be digits only.").format(label))
    if _shouts(text):
        sentence = _("{}: it shouts; use fewer capitals, and at most {} in a row.")
        raise ValueError(sentence.format(label, decimal(MOST_CAPITALS)))
    return text


def places(label: str, value: object) -> list[dict[str, Any]]:
    """Of each business the places; text has them one a line or parted by semicolons."""
    rows: list[dict[str, Any]] = []
    for name, row in _rows(label, value, "business_id", "locations"):
        found = terms(name, row.get("locations") or [])
        if len(found) > MOST_PLACES:
            sentence = _("{}: at most {} places.").format(name, decimal(MOST_PLACES))
            raise ValueError(sentence)
        rows.append({"business_id": _business(name, row), "locations": found})
    return _each_once(label, rows, "business_id")


def phones(label: str, value: object) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for name, row in _rows(label, value, "business_id", "metered_phone_number"):
        number = _line(name, row.get("metered_phone_number"))
        if number is not None and _PHONE.fullmatch(number) is None:
            raise ValueError(_("{}: {} is not a phone number.").format(name, number))
        rows.append({"business_id": _business(name, row), "metered_phone_number": number})
    return _each_once(label, rows, "business_id")


def licenses(label: str, value: object) -> list[dict[str, Any]]:
    """Added or edited by number; the partner takes no empty list."""
    rows: list[dict[str, Any]] = []
    for name, row in _rows(label, value, *LICENSE):
        found = {key: text for key in LICENSE if (text := _line(name, row.get(key)))}
        if "license_number" not in found:
            raise ValueError(_("{}: the number is needed.").format(name))
        if (expires := found.get("license_expiry_date")) is not None:
            found["license_expiry_date"] = _day(name, expires)
        rows.append(found)
    if not rows:
        raise ValueError(_("{}: name at least one; Remove takes all away.").format(label))
    return _each_once(label, rows, "license_number")


def projects(label: str, value: object) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for name, row in _rows(label, value, "project_id", "published"):
        project = _word(name, row.get("project_id"))
        if project is None:
            raise ValueError(_("{}: the project ID is needed.").format(name))
        rows.append({"project_id": project, "published": flag(name, row.get("published", False))})
    return _each_once(label, rows, "project_id")


def _shouts(text: str) -> bool:
    run = longest = 0
    for letter in text:
        run = run + 1 if letter.isupper() else 0
        longest = max(longest, run)
    return longest > MOST_CAPITALS or sum(map(str.isupper, text)) > len(text) / 2


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:  # half an IPv6 address
        return False
    return parts.scheme in {"http", "https"} and "." in host.strip(".")


def _line(label: str, value: object) -> str | None:
    """One line of text; None where there is none."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError(_("{}: enter text.").format(label))  # noqa: TRY004 - one kind of refusal
    text = value.strip()
    if len(text) > _LONGEST_LINE or not text.isprintable():
        sentence = _("{}: enter one line of at most {} characters.")
        raise ValueError(sentence.format(label, decimal(_LONGEST_LINE)))
    return text or None


def _word(label: str, value: object) -> str | None:
    text = _line(label, value)
    if text is not None and " " in text:
        raise ValueError(_("{}: there is a space in it.").format(label))
    return text


def _items(label: str, value: object) -> list[object]:
    if isinstance(value, str):
        return list(re.split(r"[\n;]", value))
    if not isinstance(value, list):
        raise ValueError(_("{}: give a list.").format(label))  # noqa: TRY004 - one kind of refusal
    return value


def _rows(label: str, value: object, *keys: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Each row with what to call it; a row with nothing in it is left out."""
    if not isinstance(value, list):
        raise ValueError(_("{}: give a list.").format(label))  # noqa: TRY004 - one kind of refusal
    for number, row in enumerate(value, 1):
        name = _("{}, row {}").format(label, decimal(number))
        if not isinstance(row, Mapping):
            sentence = _("{}: give {}.").format(name, ", ".join(keys))
            raise ValueError(sentence)  # noqa: TRY004 - one kind of refusal
        if strange := [key for key in row if key not in keys]:
            sentence = _("{}: {} cannot be written; leave it out.")
            raise ValueError(sentence.format(name, ", ".join(strange)))
        if any(item not in (None, "", [], False) for item in row.values()):
            yield name, row


def _business(label: str, row: Mapping[str, object]) -> str:
    try:
        return business_id(row.get("business_id"))
    except ValueError as error:
        raise ValueError(f"{label}: {error}") from None


def _day(label: str, text: str) -> str:
    try:
        return parse_date(text).isoformat()
    except ValueError as error:
        raise ValueError(f"{label}: {error}") from None


def _each_once(label: str, rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    names = [row[key] for row in rows]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(_("{}: {} occurs twice.").format(label, twice))
    return rows
