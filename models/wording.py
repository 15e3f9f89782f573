"""Sentences for a person, said in his language; which that is, `services.i18n` knows.

It installs itself with `speak_with`; without it, as in a test of the models alone, it is English.
What is stored is always English: mark it with `N_`, and say it with `_` where it is shown.
"""

from decimal import Decimal
from typing import Protocol


class Speech(Protocol):
    def gettext(self, text: str) -> str: ...

    def ngettext(self, one: str, many: str, number: int) -> str: ...

    def pgettext(self, context: str, text: str) -> str: ...

    def decimal(self, value: Decimal, digits: int) -> str: ...


class English:
    """The words as they stand in the code."""

    def gettext(self, text: str) -> str:
        return text

    def ngettext(self, one: str, many: str, number: int) -> str:
        return one if number == 1 else many

    def pgettext(self, _context: str, text: str) -> str:
        return text

    def decimal(self, value: Decimal, digits: int) -> str:
        return f"{value:,.{digits}f}"


_speech: Speech = English()


def speak_with(speech: Speech) -> None:
    """From now on say everything this way."""
    global _speech  # noqa: PLW0603 - set once, when services.i18n is imported
    _speech = speech


def N_(text: str) -> str:  # noqa: N802 - gettext's own name: `text` is translated when it is shown
    """Mark a text for translation where nobody's language is known: in a table, or to be kept."""
    return text


def _(text: str) -> str:
    """`text` in the language of the person who is spoken to."""
    return _speech.gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """The form that goes with `number`: English has two, Ukrainian three."""
    return _speech.ngettext(one, many, number)


def pgettext(context: str, text: str) -> str:
    """`text` where one English word is several in another language; `context` says which."""
    return _speech.pgettext(context, text)


def decimal(value: Decimal | float, digits: int = 0) -> str:
    """A number as a person reads it: "1,250.5" or "1 250,5"."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return _speech.decimal(exact, digits)
