"""Secrets as somebody else may spell them: in JSON, HTML, an address or a header, of any making.

All are patterns, so that mixed spellings are found as well, and where they stand is known.
Repetitions are bounded: what a partner says must not make a search long.
"""

import base64
import re
from functools import cache
from html.entities import html5

_LAST_OF_LATIN_1, _LAST_OF_FOUR_DIGITS = 0xFF, 0xFFFF
_SHORT = 6  # letters of base64 that a word may happen to hold
_SLASHES = r"\\{1,8}"  # of JSON inside of JSON, too
_NO_MORE = r"\\{0,8}"
_AMP = r"&(?:amp;){0,3}"
_PERCENT = r"%(?:25){0,3}"
_BLANK = (
    rf"(?:\s|\+|{_SLASHES}(?:[nrt]|[ux]0{{0,6}}(?:9|a|d|20|a0|2b))|{_PERCENT}(?:09|0a|0d|20|2b)"
    rf"|{_AMP}(?:nbsp|tab|newline|plus|#0{{0,6}}(?:9|10|13|32|43|160)|#x0{{0,6}}(?:9|a|d|20|a0|2b));?+)"
)


def spelled(text: str) -> str:
    """The pattern of a text. A run of blanks is one of any length: pages collapse them.

    A plus sign beside a blank is one as well, for in an address it means one.
    """
    runs = re.findall(r"[\s+]*\s[\s+]*|\\+|[^\s\\]", text)
    return "".join(map(_after, ["", *runs], runs))


def _after(before: str, run: str) -> str:
    """A run of backslashes takes those of the escape behind it along: it looks at them once."""
    return _run(run).replace(_SLASHES, _NO_MORE) if before.startswith("\\") else _run(run)


def carried(username: str, secret: str) -> str:
    """The pattern of a pair as Basic authorization carries it, in both alphabets of base64."""
    told = (
        base64.b64encode(f"{username}:{secret}".encode("utf-8", "surrogatepass"))
        .decode()
        .rstrip("=")
    )
    letters = "".join(map(_letter, told))
    apart = "(?<![A-Za-z0-9])" if len(told) < _SHORT else ""
    return f"{apart}{letters}(?:{spelled('=')}){{0,2}}"


def _letter(one: str) -> str:
    """Of base64."""
    other = {"+": "-", "/": "_"}.get(one)
    return f"(?:{spelled(one)}|{other})" if other else one


@cache
def _run(run: str) -> str:
    if any(map(str.isspace, run)):
        return f"(?i:{_BLANK}){{1,16}}"
    if run[0] == "\\":
        written = rf"\\{{{len(run)},{8 * len(run)}}}+"
        return rf"(?:{written}|{_escaped(run[0])}{{{len(run)}}})"
    written = re.escape(run) if run.isalnum() else rf"\\{{0,8}}{re.escape(run)}"
    return f"(?:{written}|{_escaped(run)})"


def _escaped(one: str) -> str:
    """One character by its number or name, in capital or small letters."""
    code = ord(one)
    names = "".join(f"{name}|" for name in sorted(_names().get(one, ())))
    ways = [
        rf"{_SLASHES}[ux]\{{?0{{0,6}}{code:x}\}}?",
        rf"{_AMP}(?:{names}#0{{0,6}}{code}|#x0{{0,6}}{code:x});?+",
        _bytes(one.encode("utf-8", "surrogatepass")),
    ]
    if code > _LAST_OF_FOUR_DIGITS:
        units = one.encode("utf-16-be").hex()
        ways.append(rf"{_SLASHES}u{units[:4]}{_SLASHES}u{units[4:]}")
    elif not one.isascii() and code <= _LAST_OF_LATIN_1:
        ways.append(_bytes(one.encode("latin-1")))
    return f"(?i:{'|'.join(ways)})"


def _bytes(octets: bytes) -> str:
    return "".join(f"{_PERCENT}{octet:02x}" for octet in octets)


@cache
def _names() -> dict[str, set[str]]:
    """The names that HTML has for a character, each once: a second way doubles every search."""
    found: dict[str, set[str]] = {}
    for name, value in html5.items():
        if name.endswith(";") and len(value) == 1:
            found.setdefault(value, set()).add(re.escape(name[:-1].lower()))
    return found
