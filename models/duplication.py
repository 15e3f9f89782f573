"""A new program after the pattern of another (contract 15). Pure.

There is no such call at the partner: the source is read, a create is sent, and the features are
written one type at a time. What is left to do stands in the job's `plan`, so that it survives a
restart at any moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Self

from models.money import to_decimal_string
from models.order_checks import check_create
from models.order_models import FieldProblem, InvalidOrder
from models.program import Program
from models.wording import N_, _

# The duplicate dialog's and REST's names, and the create form's names for the same.
CHANGES = {
    "start_date": "start",
    "end_date": "end",
    "budget": "budget",
    "max_bid": "max_bid",
    "is_autobid": "is_autobid",
}
_COPY = "copy_features"

# Kept with the job, and told again in the reader's language (services.retelling).
NOT_READ = N_("Its features could not be read and were not copied.")
COPIED = N_("{} of {} features copied.")
PARTLY_COPIED = N_("{} of {} features copied. Not copied: {}.")
UNANSWERED = N_("{} of {} features copied. No usable answer from the partner about: {}.")
PARTLY_UNANSWERED = N_(
    "{} of {} features copied. Not copied: {}. No usable answer from the partner about: {}."
)
ENDED_MEANWHILE = N_("{} of {} features copied, then the program was ended. Not copied: {}.")
COPY_OF = N_("A copy of program {}.")
TO_COPY = N_("Features to copy: {}.")
_FORMS = {  # by whether some were refused, and some not answered about
    (False, False): COPIED,
    (True, False): PARTLY_COPIED,
    (False, True): UNANSWERED,
    (True, True): PARTLY_UNANSWERED,
}
PAUSES = (10.0, 30.0, 60.0, 180.0, 300.0)
"""Seconds between the tries of one feature that gets no usable answer: six in ten minutes."""
_SHARE = 0.86  # of those pauses: what extra tries, of a person or a restart, do not shorten
_HOPELESS = 2  # features given up in a row, after which all of them seem to be broken
_SHORT_PAUSES = PAUSES[:1]
# Stands in for a source that is not known yet, so that what was given can be judged by itself.
_SAMPLE: dict[str, object] = {"business_id": "A" * 22, "program_name": "CPC"}


@dataclass(frozen=True)
class Plan:
    """`changes` are what the person gave, under the form's names; `left` are features to write.

    `done`, `refused` and `unanswered` tell what became of the others: types, and (type, why not).
    `tries` and `tried_since` are of the first that is left: failed tries, and when the first was.
    `in_vain` counts those that were given up in a row, just before it.
    """

    source: str
    changes: dict[str, Any] = field(default_factory=dict)
    copy_features: bool = True
    left: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    unanswered: list[tuple[str, str]] = field(default_factory=list)
    tries: int = 0
    tried_since: str | None = None
    in_vain: int = 0
    unread: bool = False  # the source's features could not be read
    ended: bool = False  # the copy was ended before it had all of them

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> Self | None:
        """As it was kept on the job; None for a job that has none."""
        if not kept:
            return None
        plan = cls(**kept)
        return replace(
            plan,
            left=[(name, values) for name, values in plan.left],
            refused=[(name, said) for name, said in plan.refused],
            unanswered=[(name, said) for name, said in plan.unanswered],
        )

    def kept(self) -> dict[str, Any]:
        """As JSON has it: pairs are lists there."""
        values = asdict(self)
        return values | {
            name: [list(pair) for pair in values[name]]
            for name in ("left", "refused", "unanswered")
        }

    def afresh(self) -> Self:
        """The same with nothing done yet."""
        return type(self)(self.source, self.changes, self.copy_features)

    @property
    def summary(self) -> str | None:
        """What became of the features, in a sentence; None when there was none to copy."""
        if self.unread:
            return NOT_READ
        missing = [*self.refused, *self.unanswered, *self.left]
        if not self.done and not missing:
            return None
        count = len(self.done), len(self.done) + len(missing)
        if self.ended:
            return ENDED_MEANWHILE.format(*count, _names(missing))
        refused, unanswered = _names([*self.refused, *self.left]), _names(self.unanswered)
        form = _FORMS[bool(refused), bool(unanswered)]
        return form.format(*count, *filter(None, (refused, unanswered)))

    def with_features(self, features: list[tuple[str, dict[str, Any]]] | None) -> Self:
        """The features to write; None when the source's could not be read."""
        return replace(self, left=features or [], unread=features is None)

    def wrote(self, refusal: str | None) -> Self:
        """The first feature that was left is written, or refused in the partner's words."""
        name, after = self._behind_first(in_vain=0)
        if refusal is None:
            return replace(after, done=[*self.done, name])
        return replace(after, refused=[*self.refused, (name, refusal)])

    def gave_up(self, why: str) -> Self:
        """The first feature that was left got no usable answer; `why` is what the last one was."""
        name, after = self._behind_first(in_vain=self.in_vain + 1)
        return replace(after, unanswered=[*self.unanswered, (name, why)])

    def tried(self, at: datetime) -> Self:
        """The first feature that is left got no usable answer once more."""
        return replace(self, tries=self.tries + 1, tried_since=self.tried_since or at.isoformat())

    def is_last_try(self, at: datetime) -> bool:
        """Whether a try of the first feature at this moment is the last if it fails."""
        since = self.tried_since
        enough = self.tries >= len(self._pauses) and since is not None
        patience = timedelta(seconds=_SHARE * sum(self._pauses))
        return enough and at - datetime.fromisoformat(str(since)) >= patience

    @property
    def pause(self) -> float:
        """Seconds until the first feature is tried once more."""
        return self._pauses[min(self.tries, len(self._pauses)) - 1]

    @property
    def _pauses(self) -> tuple[float, ...]:
        """Where the features are broken as a whole, thirteen of them would take two hours."""
        return _SHORT_PAUSES if self.in_vain >= _HOPELESS else PAUSES

    def _behind_first(self, *, in_vain: int) -> tuple[str, Self]:
        (name, _value), *left = self.left
        return name, replace(self, left=left, tries=0, tried_since=None, in_vain=in_vain)


def copied_values(source: Program, changes: Mapping[str, Any], today: date) -> dict[str, object]:
    """The source's values with the person's own, as the create form has them.

    Left out: fee period, promotion code and pacing (the partner does not report it), an open end,
    and days that are past.
    """
    values: dict[str, object] = {
        "business_id": source.business_id or "",
        "program_name": source.type.value if source.type else source.type_word,
    }
    if source.start is not None and source.start >= today:
        values["start"] = source.start.isoformat()
    if source.end is not None and source.end > today:
        values["end"] = source.end.isoformat()
    if source.is_cpc:
        values |= _money_values(source)
    values |= _given(changes)
    if values.get("is_autobid") is True and "max_bid" not in changes:
        values.pop("max_bid", None)
    return values


def _money_values(source: Program) -> dict[str, object]:
    values: dict[str, object] = {"is_autobid": bool(source.is_autobid)}
    if source.currency not in {None, "USD"}:
        values["currency"] = source.currency
    if source.budget:
        values["budget"] = to_decimal_string(source.budget)
    if source.max_bid and not source.is_autobid:
        values["max_bid"] = to_decimal_string(source.max_bid)
    if source.ad_categories:
        values["ad_categories"] = list(source.ad_categories)
    return values


def check_duplicate(
    source_id: str, changes: Mapping[str, Any], source: Program | None, today: date
) -> Plan:
    """The plan of a request; raises `InvalidOrder` with one sentence a field, by its own names."""
    known = {name: value for name, value in changes.items() if name in CHANGES}
    problems = [
        FieldProblem(name, _("Unknown field. Leave it out."))
        for name in changes
        if name not in CHANGES and name != _COPY
    ]
    copies = changes.get(_COPY, True)
    if not isinstance(copies, bool):
        problems.append(FieldProblem(_COPY, _("Say true or false.")))
    renamed = {CHANGES[name]: value for name, value in known.items()}
    values = copied_values(source, renamed, today) if source else _SAMPLE | _given(renamed)
    try:
        check_create(values, today)
    except InvalidOrder as invalid:
        names = {ours: theirs for theirs, ours in CHANGES.items()}
        found = [FieldProblem(names.get(p.field, p.field), p.message) for p in invalid.problems]
        # Without the source only what was given can be judged.
        problems += [p for p in found if source is not None or p.field in known]
    if problems:
        raise InvalidOrder(problems)
    return Plan(source_id, _json(_given(renamed)), copy_features=copies is True)


def _names(pairs: Sequence[tuple[str, object]]) -> str:
    return ", ".join(name for name, _more in pairs)


def _given(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if value not in (None, "")}


def _json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Amounts exactly as they were written, which JSON's own numbers are not."""
    return {n: str(v) if isinstance(v, Decimal | float) else v for n, v in values.items()}
