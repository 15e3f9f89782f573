"""Taking secrets out of what a partner said in an error, should it ever echo one.

A long secret goes wherever it stands. One that is as short as a word goes only where it stands for
itself: starred out of every word it would leave nothing to read, and tell what it is by the gaps.
In JSON, what is said is looked at as it is read, and nothing but what held a secret is spelled
anew. Whatever else is looked at in the spellings of `spelling`.

Names that partners use for what they say stay, and so does a code of which a short secret is a
part. Not found are secrets that were cut to pieces, compressed, hashed, written in another case
or alphabet, and those of up to three characters that nothing tells from a word of a sentence.
"""

import json
import re
from collections.abc import Callable
from functools import lru_cache

from services.upstream.spelling import carried, spelled
from services.upstream.wire import read_json

STARS = "********"
_LONG, _SHORT = 6, 4  # characters
_CODES = frozenset({"code", "id"})  # names of what carries an error's code (contract 14.1)
_VOCABULARY = _CODES | {
    *("error", "errors", "message", "description", "detail", "details", "field", "value", "name"),
    *("status", "type", "title", "reason", "password", "username", "secret", "token", "key"),
}
_CODE = re.compile(r"[\w.-]+")
_ESCAPED = r"\\[nrtbf]|\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2}"
_APART = "|".join(f"(?<={one})" for one in _ESCAPED.split("|"))
_GAP = rf"(?:{_ESCAPED}|&#?\w{{2,8}};|\W)"
_NAMED = r"(?i:pass(?:word|wd|phrase|code)?|pwd|pw|pin|secret|key|token|credentials?)"
_ASKED = re.compile(rf"(?<![a-zA-Z]){_NAMED}(?![a-zA-Z])")
_TOKEN = re.compile(r'(?P<said>"(?:[^"\\]|\\.)*")(?P<name>\s*:)?|(?P<number>-?\d[\d.eE+-]*)')
_Sub = Callable[[re.Match[str]], str]


def without(text: str, secret: str, username: str | None = None) -> str:
    """A body or any other text without the secret, plain, escaped or as Basic carries it."""
    if not secret.strip():
        return text
    if not _is_json(text):
        return value_without(text, secret, username)
    name = ""

    def token(found: re.Match[str]) -> str:
        nonlocal name
        if found["name"] is not None:
            name = json.loads(found["said"])
            return _anew(found["said"], _name(name, secret, username)) + found["name"]
        of, name = name, ""
        if found["number"] is not None:
            return f'"{STARS}"' if _is_it(found["number"], secret, of) else found["number"]
        said = json.loads(found["said"])
        return _anew(found["said"], value_without(said, secret, username, of))

    return _TOKEN.sub(token, text)


def value_without(said: str, secret: str, username: str | None = None, name: str = "") -> str:
    """What was said, already decoded, without the secret; `name` is what it was the value of."""
    if not secret.strip():
        return said
    if said.strip() == secret.strip():
        return STARS
    pair, plain = _patterns(secret, username or "")
    said = pair.sub(STARS, said) if pair else said
    if len(secret) < _LONG and name in _CODES and _CODE.fullmatch(said):
        return said
    return plain.sub(_stars, said)


def _stars(found: re.Match[str]) -> str:
    return found["before"] + STARS


def _name(name: str, secret: str, username: str | None) -> str:
    return name if name in _VOCABULARY else value_without(name, secret, username)


def _is_it(number: str, secret: str, name: str) -> bool:
    if len(secret) >= _LONG:
        return secret in number
    return number == secret and (len(secret) >= _SHORT or _ASKED.search(name) is not None)


def _anew(token: str, said: str) -> str:
    """The token of JSON, spelled anew only if it does not say this already."""
    if json.loads(token) == said:
        return token
    return json.dumps(said, ensure_ascii="\\u" in token)


@lru_cache(maxsize=32)
def _patterns(secret: str, username: str) -> tuple[re.Pattern[str] | None, re.Pattern[str]]:
    """Of the pair, and of where the secret is to be starred out; `before` it is what stays."""
    pair = re.compile(carried(username, secret)) if username else None
    return pair, re.compile(_plain(spelled(secret), len(secret), username))


def _plain(it: str, length: int, username: str) -> str:
    if length >= _LONG:
        return f"(?P<before>){it}"
    whole = rf"{it}(?![\w-])"
    if length >= _SHORT:
        return rf"(?P<before>(?<![\w-])|{_APART}){whole}"
    quote = "|".join(map(spelled, "\"'`"))
    quoted = rf"(?:{quote})(?={it}(?:{quote}))"
    of_pair = f"|{spelled(username + ':')}" if username else ""
    asked = rf"\b{_NAMED}{_GAP}{{1,4}}(?:is{_GAP}{{1,3}})?"
    return rf"(?P<before>{quoted}|(?:{spelled('=')}{of_pair}|{asked})(?={whole})){it}"


def _is_json(text: str) -> bool:
    try:
        read_json(text)
    except ValueError:
        return False
    return True
