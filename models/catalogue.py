"""Every error of the partner as sentences: what happened, what to do, which field (contract 14).

Decide by the code, show the partner's message beside it: one code can carry different messages.
"""

import re
from dataclasses import dataclass
from typing import Literal

from models.catalogue_jobs import BUSINESS_AND_PROGRAM_ERRORS
from models.catalogue_transport import TRANSPORT_ERRORS
from models.catalogue_values import VALUE_ERRORS
from models.catalogue_words import Entry, Language, Words
from models.fields import FORM_FIELDS, form_field

__all__ = [
    "CANNOT_DUPLICATE",
    "FEATURES_NOT_TAKEN",
    "FEATURES_REFUSED",
    "JOB_ERRORS",
    "MISSING_KEY_CODES",
    "NOT_CONFIRMED",
    "PAUSE_NOT_GRANTED",
    "REJECTED_WITHOUT_REASON",
    "SOURCE_NOT_FOUND",
    "Explanation",
    "Language",
    "clean_message",
    "explain",
    "explain_transport",
    "explain_unreachable",
    "field_of",
]

TransportContext = Literal["job", "program", "pause", "submit", "status"]

REJECTED_WITHOUT_REASON = "REJECTED_WITHOUT_REASON"
"""Our own code for a refusal that names no error (contract 7.11.5)."""

PAUSE_NOT_GRANTED = "PAUSE_NOT_GRANTED"
"""Our own code for the 404 that means that the account has no pause and resume (contract 8)."""

FEATURES_REFUSED = "FEATURES_REFUSED"
"""Our own code for a features call refused without one, as for the wrong pair (contract 1)."""

FEATURES_NOT_TAKEN = "FEATURES_NOT_TAKEN"
"""Our own words for a features call refused with a reason, which is the partner's to tell."""

SOURCE_NOT_FOUND = "SOURCE_NOT_FOUND"
"""Our own code for a duplicate of a program that the partner does not list."""

CANNOT_DUPLICATE = "CANNOT_DUPLICATE"
"""Our own code for a duplicate whose values, read from the source, make no valid order."""

NOT_CONFIRMED = "NOT_CONFIRMED"
"""Our own code for a submission in doubt that a person settled as not done."""

MISSING_KEY_CODES: frozenset[str] = frozenset(
    {"INVALID_OR_MISSING_KEY", "INVALID_OR_MISSING_REQUIRED_KEY"}
)
"""The documented spelling and the one that was seen (contract 16); the message names the field."""

JOB_ERRORS: dict[str, Entry] = {
    **BUSINESS_AND_PROGRAM_ERRORS,
    **VALUE_ERRORS,
    "INVALID_OR_MISSING_REQUIRED_KEY": BUSINESS_AND_PROGRAM_ERRORS["INVALID_OR_MISSING_KEY"],
    FEATURES_REFUSED: Entry(
        (),
        Words(
            "The partner refused the features call without a reason",
            "It does so when features need another username and password than ads: set "
            "ADTRAIL_FEATURES_USERNAME and ADTRAIL_FEATURES_PASSWORD, or ask the vendor",
        ),
        Words(
            "Партнер відхилив запит щодо функцій без пояснення",
            "Так буває, коли для функцій потрібні інші логін і пароль, ніж для реклами: задайте "
            "ADTRAIL_FEATURES_USERNAME та ADTRAIL_FEATURES_PASSWORD або зверніться до "
            "постачальника",
        ),
    ),
    FEATURES_NOT_TAKEN: Entry(
        (),
        Words(
            "The partner does not take these values",
            "Nothing was changed. Correct what it names and save again",
        ),
        Words(
            "Партнер не приймає цих значень",
            "Нічого не змінено. Виправте те, що він називає, і збережіть ще раз",
        ),
    ),
    SOURCE_NOT_FOUND: Entry(
        ("program_id",),
        Words(
            "The program to copy does not exist under this account",
            "Nothing was ordered. Choose another program in the list",
        ),
        Words(
            "Програми, яку треба скопіювати, немає в цьому обліковому записі",
            "Нічого не замовлено. Виберіть іншу програму у списку",
        ),
    ),
    CANNOT_DUPLICATE: Entry(
        (),
        Words(
            "The copy would not be a valid order",
            "Nothing was ordered. Duplicate again with other values",
        ),
        Words(
            "Копія не була б правильним замовленням",
            "Нічого не замовлено. Зробіть копію з іншими значеннями",
        ),
    ),
    NOT_CONFIRMED: Entry(
        (),
        Words("The partner never confirmed it", "It was settled here as not done"),
        Words("Постачальник так і не підтвердив", "Тут завершено як невиконане"),
    ),
    REJECTED_WITHOUT_REASON: Entry(
        (),
        Words(
            "The partner refused without giving a reason",
            "Check the values, and keep the job number for partner support",
        ),
        Words(
            "Партнер відмовив без пояснення причини",
            "Перевірте значення та збережіть номер завдання для підтримки партнерів",
        ),
    ),
}

_UNKNOWN_TITLE = {"en": "Refused with code {code}", "uk": "Відхилено з кодом {code}"}
_UNKNOWN_ADVICE = {
    "en": "Keep the job number and contact partner support",
    "uk": "Збережіть номер завдання та зверніться до підтримки партнерів",
}

_PREFIX = "ValidationError:"
_QUOTED = re.compile(r"[\"'`\u2018\u2019\u201c\u201d]([A-Za-z_]+)[\"'`\u2018\u2019\u201c\u201d]")
_WORD = re.compile(r"[A-Za-z_]+")
_EVERYDAY_WORDS = frozenset({"start", "end", "budget", "currency"})
"""Field names that also occur in plain prose ("at the end of")."""

_PART_OF_5XX: dict[TransportContext, str] = {"status": "WATCHING", "program": "READING"}
"""The row for 5xx speaks of submissions as well; where none was made it must not."""

_RATE_LIMITED = 429
_SERVER_ERRORS = range(500, 600)
_NO_ERRORS = range(200, 400)  # told of only when the answer could not be used


@dataclass(frozen=True, slots=True)
class Explanation:
    """An error in words. `title` and `advice` have no full stop at the end; `text` joins them.

    `field` is a form field's REST name, or `program_id`, or None. `message` is the partner's own
    sentence, cleaned for display. `known` is False for a code that section 14 does not have.
    """

    code: str
    title: str
    advice: str
    field: str | None
    known: bool
    message: str | None = None

    @property
    def text(self) -> str:
        return f"{self.title}. {self.advice}"


def explain(code: str | None, message: str | None, language: Language = "en") -> Explanation:
    """A receipt's error in words; never raises, and an unknown code is said to be one."""
    shown = clean_message(message)
    name = (code or "").strip() or REJECTED_WITHOUT_REASON
    entry = JOB_ERRORS.get(name.upper())
    if entry is None:
        return _unknown(name, shown, language)
    title, advice = entry.words(language)
    return Explanation(
        code=name,
        title=title,
        advice=advice,
        field=field_of(name, message),
        known=True,
        message=shown,
    )


def explain_transport(
    http: int | None, context: TransportContext, language: Language = "en"
) -> Explanation:
    """An HTTP status in words; `http` is None when no answer came (time-out, no connection).

    `context` is what was asked for: a job's status (`job` or `status`), a program, a pause or
    resume, or a submission.
    """
    code = "NO_ANSWER" if http is None else f"HTTP_{http}"
    row = _transport_row(http, context)
    if row in {"NO_ANSWER", "5XX"} and context in _PART_OF_5XX:
        row = _PART_OF_5XX[context]
    if row is None:
        return _unknown(f"HTTP {http}", None, language)
    title, advice = TRANSPORT_ERRORS[row].words(language)
    if row == "NO_ANSWER":
        # The row says "same as 5xx", which is a reference for us and no sentence for a person.
        same = TRANSPORT_ERRORS["5XX"].words(language)
        title, advice = same.title, f"{same.advice}. {advice}"
    return Explanation(code=code, title=title, advice=advice, field=None, known=True)


def explain_unreachable(language: Language = "en") -> Explanation:
    """No connection could be made, so that nothing can have been sent."""
    title, advice = TRANSPORT_ERRORS["UNREACHABLE"].words(language)
    return Explanation(code="UNREACHABLE", title=title, advice=advice, field=None, known=True)


def field_of(code: str, message: str | None) -> str | None:
    """The form field (or `program_id`) that section 14 gives for a code; None when it has none.

    The missing-key codes name it in their message; for a code with two fields the message decides.
    """
    name = code.strip().upper()
    if name in MISSING_KEY_CODES:
        return _named_in(message, frozenset(FORM_FIELDS))
    entry = JOB_ERRORS.get(name)
    if entry is None or not entry.fields:
        return None
    return _named_in(message, frozenset(entry.fields)) or entry.fields[0]


def clean_message(message: str | None) -> str | None:
    """The partner's message for display: without `ValidationError: `, None when nothing is left."""
    if message is None:
        return None
    return message.strip().removeprefix(_PREFIX).strip() or None


def _named_in(message: str | None, fields: frozenset[str]) -> str | None:
    """The first of `fields` that a message names; a quoted name is surer than a word of prose."""
    if not message:
        return None
    quoted = _QUOTED.findall(message)
    plain = _WORD.findall(message)
    sure = [word for word in plain if word.lower() not in _EVERYDAY_WORDS]
    for candidate in (*quoted, *sure, *plain):
        field = form_field(candidate.lower())
        if field in fields:
            return field
    return None


def _unknown(code: str, message: str | None, language: Language) -> Explanation:
    title = _UNKNOWN_TITLE[language].format(code=code)
    if message:
        title = f"{title}: {message.rstrip('.')}"
    return Explanation(
        code=code,
        title=title,
        advice=_UNKNOWN_ADVICE[language],
        field=None,
        known=False,
        message=message,
    )


def _transport_row(http: int | None, context: TransportContext) -> str | None:  # noqa: PLR0911
    about_a_job = context in ("job", "status")
    match http:
        case None | 408:
            return "NO_ANSWER"
        case 400 if about_a_job:  # a malformed job number: an unknown job (contract 6)
            return "404_JOB"
        case 400 | 401 | 403:
            return str(http)
        case 404 if about_a_job:
            return "404_JOB"
        case 404 if context == "pause":
            return "404_PAUSE"
        case 404:
            return "404_PROGRAM"
        case _ if http == _RATE_LIMITED:
            return "429"
        case _ if http in _SERVER_ERRORS or http in _NO_ERRORS:
            return "5XX"
    return None
