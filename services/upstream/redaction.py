"""Taking secrets out of what a partner said, should it ever echo one.

A long secret goes wherever it stands. One that is as short as a word goes only where it stands for
itself: starred out of every word it would leave nothing to read, and tell what it is by the gaps.
The names of JSON's values are kept: they are the partner's vocabulary, and code and message are
found by them.
"""

import base64
import json
import re
from functools import lru_cache
from urllib.parse import quote

from services.upstream.wire import read_json

STARS = "********"
_LONG, _SHORT = 6, 4  # characters
_NAMED = r"(?i:pass(?:word|wd|phrase)?|pwd|pw|secret|key|token|credentials?)"
_QUOTE = r"""\\?["'`]"""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"(?P<name>\s*:)?|(?P<number>-?\d[\d.eE+-]*)')
_ORDINARY = re.compile(r"[A-Za-z_]+")


def without(text: str, secret: str, username: str | None = None) -> str:
    """The text without the secret, plain, escaped or as Basic authorization carries it."""
    pair = f"{username or ''}:{secret}"
    text = text.replace(base64.b64encode(pair.encode()).decode(), STARS)
    told = _pattern(secret, username or "")

    def starred(said: str) -> str:
        return told.sub(lambda found: found["before"] + STARS, said)

    def value(found: re.Match[str]) -> str:
        said = found.group()
        if found["number"] is not None:
            return f'"{STARS}"' if said == secret and len(secret) >= _LONG else said
        return said if found["name"] is not None and _may_be_a_name(secret) else starred(said)

    return _TOKEN.sub(value, text) if _is_json(text) else starred(text)


@lru_cache(maxsize=32)
def _pattern(secret: str, username: str) -> re.Pattern[str]:
    """Where the secret is to be starred out, and `before` it what stays."""
    spellings = {secret, *(json.dumps(secret, ensure_ascii=e)[1:-1] for e in (True, False))}
    spellings.add(quote(secret, safe=""))
    it = f"(?:{'|'.join(map(re.escape, sorted(spellings, key=len, reverse=True)))})"
    if len(secret) >= _LONG:
        return re.compile(f"(?P<before>){it}")
    whole = rf"{it}(?![\w-])"
    if len(secret) >= _SHORT:
        return re.compile(rf"(?P<before>(?<![\w-])){whole}")
    quoted = rf"{_QUOTE}(?={it}{_QUOTE})"
    named = rf"(?:=|{re.escape(username)}:|\b{_NAMED}\W{{1,3}}(?:is\W{{1,2}})?)(?={whole})"
    return re.compile(rf"(?P<before>{quoted}|{named}){it}")


def _may_be_a_name(secret: str) -> bool:
    return len(secret) < _SHORT or _ORDINARY.fullmatch(secret) is not None


def _is_json(text: str) -> bool:
    try:
        read_json(text)
    except ValueError:
        return False
    return True
