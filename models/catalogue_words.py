"""How one error is worded: what happened, and what to do about it."""

from typing import Literal, NamedTuple

Language = Literal["en", "uk"]


class Words(NamedTuple):
    """`title` says what happened, `advice` what to do; neither ends with a full stop."""

    title: str
    advice: str


class Entry(NamedTuple):
    """One row of the contract's section 14; `fields` are form fields or `program_id`."""

    fields: tuple[str, ...]
    en: Words
    uk: Words

    def words(self, language: Language) -> Words:
        return self.en if language == "en" else self.uk
