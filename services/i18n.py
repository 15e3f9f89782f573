"""English and Ukrainian: who is spoken to, and how things are said to him.

`_` where something is shown, `N_` where a text only stands in a table or is kept: both mark it for
`locales/adtrail.pot`. English is the source; `locales/uk/LC_MESSAGES/adtrail.po` is read once, when
somebody wants it. Babel reads it and knows how numbers are written: so no compiled catalogue has to
be built, committed or kept fresh, and `uv run main.py` works from a clone. It costs a start
10 ms.

A page's language hangs on the browser's page (`components.language`), for its timers, pushes and
handlers run in nobody's context; a request to REST carries its own.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import cache, lru_cache
from gettext import GNUTranslations
from pathlib import Path
from typing import cast, get_args

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from models.catalogue_words import Language
from models.wording import N_, English, Speech, _, decimal, ngettext, pgettext, speak_with

__all__ = [
    "LANGUAGES",
    "N_",
    "Language",
    "_",
    "decimal",
    "language",
    "ngettext",
    "pages_speak",
    "pgettext",
    "preferred",
    "speaking",
]

LANGUAGES: dict[Language, str] = {"en": "English", "uk": "Українська"}
"""Each by its own name: whoever looks for it may read no other."""

_LOCALES = Path(__file__).parent / "locales"
_asked: ContextVar[Language] = ContextVar("language", default="en")


def _no_page() -> Language | None:
    return None


_of_the_page: Callable[[], Language | None] = _no_page


def language() -> Language:
    """Of the page that is being built or changed, else of the request, else English."""
    return _of_the_page() or _asked.get()


def pages_speak(of_the_page: Callable[[], Language | None]) -> None:
    """How to find out a page's language; None where no page is concerned."""
    global _of_the_page  # noqa: PLW0603 - set once, by the room that knows pages
    _of_the_page = of_the_page


@contextmanager
def speaking(said: Language) -> Iterator[None]:
    """Everything in here that is about no page is said in this language."""
    token = _asked.set(said)
    try:
        yield
    finally:
        _asked.reset(token)


@lru_cache(maxsize=256)
def preferred(accept_language: str | None) -> Language:
    """What the header asks for first among what we speak (RFC 9110, 12.5.4); English if nothing."""
    wishes = [_wish(part) for part in (accept_language or "").lower().split(",")]
    for tag, _weight in sorted((w for w in wishes if w[1] > 0), key=lambda wish: -wish[1]):
        primary = tag.partition("-")[0]
        if primary in get_args(Language):
            return cast("Language", primary)
    return "en"


def _wish(part: str) -> tuple[str, float]:
    tag, _semicolon, weight = part.partition(";")
    try:
        return tag.strip(), float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return tag.strip(), 0.0


class _Translated:
    def __init__(self, locale: Language) -> None:
        self._locale = locale
        self._texts = _catalogue(locale)
        self.gettext = self._texts.gettext
        self.ngettext = self._texts.ngettext
        self.pgettext = self._texts.pgettext

    def decimal(self, value: Decimal, digits: int) -> str:
        pattern = "#,##0" + (f".{'0' * digits}" if digits else "")
        return format_decimal(value, pattern, locale=self._locale)


def _catalogue(locale: Language) -> GNUTranslations:
    """The .po, compiled in memory; fuzzy entries are left out, as everywhere."""
    with (_LOCALES / locale / "LC_MESSAGES" / "adtrail.po").open("rb") as texts:
        read = read_po(texts, locale=locale, domain="adtrail")
    compiled = io.BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def _speech(said: Language) -> Speech:
    return English() if said == "en" else _Translated(said)


class _ToWhomItConcerns:
    """Chosen anew for every sentence: the next one may be for somebody else."""

    def gettext(self, text: str) -> str:
        return _speech(language()).gettext(text) if text else text  # "" is the catalogue's header

    def ngettext(self, one: str, many: str, number: int) -> str:
        return _speech(language()).ngettext(one, many, number)

    def pgettext(self, context: str, text: str) -> str:
        return _speech(language()).pgettext(context, text)

    def decimal(self, value: Decimal, digits: int) -> str:
        return _speech(language()).decimal(value, digits)


speak_with(_ToWhomItConcerns())
