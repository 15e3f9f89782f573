"""Sentences that are kept with a job: in English, and told again in the reader's language.

What is kept outlives the language of whoever was there. A sentence without a value is found as it
stands; those with one are made from the forms below, and recognized by them.
"""

import re

from models.duplicate_evidence import GIVEN_UP, REFUSED, TRIED, WRITTEN
from models.duplication import (
    COPIED,
    COPY_OF,
    ENDED_MEANWHILE,
    PARTLY_COPIED,
    PARTLY_UNANSWERED,
    TO_COPY,
    UNANSWERED,
)
from models.feature_change import REMOVED, SAVED
from models.schedule import HELD_TOO_LONG, IS_OVER, ORDERED_BY
from services.i18n import N_, _
from services.transport_words import words_for

NOT_REACHED = N_("The partner cannot be reached. {}")
NOT_ANSWERED = N_("The partner did not answer. {}")
CUT_OFF = N_("The answer was cut off. {}")
NOT_IN_TIME = N_("No complete answer within {} s.")
ANSWERED_HTTP = N_("The partner answered HTTP {}.")
UNFORESEEN = N_("The request failed in an unforeseen way ({}).")
NOT_TOLD = N_("The partner does not say how this job stands (HTTP {}), nor does its list.")
NOT_SHOWN = N_("The partner does not show what became of it (HTTP {}).")
NOTHING_SHOWN = N_("The partner does not show what became of it.")

_OF_TRANSPORT = frozenset({NOT_REACHED, NOT_ANSWERED, CUT_OFF})
_FORMS = (
    NOT_REACHED,
    NOT_ANSWERED,
    CUT_OFF,
    NOT_IN_TIME,
    ANSWERED_HTTP,
    UNFORESEEN,
    NOT_TOLD,
    NOT_SHOWN,
    PARTLY_UNANSWERED,  # before the one that it begins like
    PARTLY_COPIED,
    UNANSWERED,
    ENDED_MEANWHILE,
    COPIED,
    COPY_OF,
    TO_COPY,
    WRITTEN,
    REFUSED,
    TRIED,
    GIVEN_UP,
    SAVED,
    REMOVED,
    ORDERED_BY,
    HELD_TOO_LONG,
    IS_OVER,
)
_PATTERNS = [
    (form, re.compile("(.*?)".join(map(re.escape, form.split("{}"))), re.DOTALL)) for form in _FORMS
]


def retold(kept: str) -> str:
    """The sentence for the reader; what we did not write ourselves stays as it is.

    What the library said of a connection is put in words, and stands behind them.
    """
    return _told(kept, raw=True)


def in_words(kept: str) -> str:
    """The same for a page, without what the library said."""
    return _told(kept, raw=False)


def _told(kept: str, *, raw: bool) -> str:
    if (said := _(kept)) != kept:
        return said
    for form, pattern in _PATTERNS:
        if found := pattern.fullmatch(kept):
            told = _transport if form in _OF_TRANSPORT else _told
            return _(form).format(*(told(part, raw=raw) for part in found.groups()))
    return kept


def _transport(kept: str, *, raw: bool) -> str:
    words = words_for(kept)
    if words is None:
        return _told(kept, raw=raw)
    said = _(words)
    return f"{said.removesuffix('.')} ({kept})." if raw else said
