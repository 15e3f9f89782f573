"""From what was written to what is to happen when: all problems at once, one sentence a field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar

from models.dates import PACIFIC, format_day, pacific_today, parse_date
from models.local_time import When, parse_when
from models.order_checks import BID_WITH_AUTOBID
from models.order_edits import check_edit
from models.order_fields import present
from models.order_models import FieldProblem, InvalidOrder
from models.program import Program
from models.reasons import read_reason
from models.schedule import Action, IfMissed, Way
from models.wording import N_, _

T = TypeVar("T")
W = TypeVar("W", bound=StrEnum)

FIELDS = ("program_id", "action", "budget", "max_bid", "reason", "at", "zone", "if_missed")
CHOOSE_ACTION = N_("Choose budget, bid, pause, resume or terminate.")
IN_THE_PAST = N_("Choose a time that is still to come.")
_AMOUNTS = {Action.BUDGET: "budget", Action.BID: "max_bid"}
_OF = {"budget": Action.BUDGET, "max_bid": Action.BID, "reason": Action.TERMINATE}
_MISSING = {"budget": N_("Enter the new budget."), "max_bid": N_("Enter the new max bid.")}
_NEEDS_A_TIME = N_("Add the time of day, such as 2027-01-10T09:00.")
_ONLY_CPC = N_("Only CPC programs have a budget, a bid and a pause.")
_UTC = "UTC"
_LONGEST = timedelta(days=3660)


@dataclass(frozen=True)
class Plan:
    """`order` is that of an edit (models.orders) as it is stored, or the reason of an end.

    With the partner's way `when` is the beginning of the day, in Pacific time.
    """

    action: Action
    order: dict[str, object]
    when: When
    way: Way
    if_missed: IfMissed | None


def check_schedule(raw: Mapping[str, object], program: Program | None, now: datetime) -> Plan:
    """`raw` has REST names and dollars; `program` is None where the partner could not be asked.

    A day without a time is the partner's way, which it has for a budget alone. Raises
    `InvalidOrder` with all problems.
    """
    checks = _Checks(raw, program, now)
    action = checks.read("action", lambda said: _word(said, Action, CHOOSE_ACTION))
    if action is None:
        checks.refuse("action", CHOOSE_ACTION)
    day = checks.day(action)
    when = checks.moment() if day is None else _midnight(day)
    order = {} if action is None else checks.order(action, day)
    if_missed = checks.read(
        "if_missed", lambda said: _word(said, IfMissed, _("Choose run or ask."))
    )
    checks.settle()
    assert action is not None  # noqa: S101 - else it was refused
    assert when is not None  # noqa: S101 - the same
    return Plan(action, order, when, Way.ADTRAIL if day is None else Way.PARTNER, if_missed)


def check_moment(raw: Mapping[str, object], program: Program | None, now: datetime) -> When:
    """Another moment for what is scheduled already, by `at` and `zone`. Raises `InvalidOrder`."""
    checks = _Checks(raw, program, now)
    for key in raw:
        if key not in {"at", "zone"}:
            checks.refuse(key, _("Unknown field. Leave it out."))
    when = checks.moment()
    checks.settle()
    assert when is not None  # noqa: S101 - else it was refused
    return when


class _Checks:
    def __init__(self, raw: Mapping[str, object], program: Program | None, now: datetime) -> None:
        self._raw = raw
        self._program = program
        self._now = now
        self._problems: dict[str, str] = {}
        for key in raw:
            if key not in FIELDS:
                self.refuse(key, _("Unknown field. Leave it out."))

    def refuse(self, field: str, sentence: str) -> None:
        self._problems.setdefault(field, _(sentence))

    def read(self, field: str, how: Callable[[object], T]) -> T | None:
        said = self._raw.get(field)
        if not present(said):
            return None
        try:
            return how(said)
        except ValueError as refusal:
            self.refuse(field, str(refusal))
            return None

    def day(self, action: Action | None) -> date | None:
        """The day where no time was written; only a budget can wait for one at the partner."""
        said = self._raw.get("at")
        if not isinstance(said, str) or len(said.strip()) > len("2027-01-10"):
            return None
        if action is not Action.BUDGET:
            if present(said):
                self.refuse("at", _NEEDS_A_TIME)
            return None
        day = self.read("at", lambda text: parse_date(str(text)))
        if day is not None and day > (self._now + _LONGEST).date():
            self.refuse("at", _("Choose a time within ten years."))
        return day

    def moment(self) -> When | None:
        if "at" in self._problems:
            return None
        if not present(self._raw.get("at")):
            self.refuse("at", _("Say when."))
            return None
        zone = self._raw.get("zone")
        try:
            when = parse_when(_text(self._raw["at"]), _text(zone) if present(zone) else _UTC)
        except ValueError as refusal:
            wrong_zone = present(zone) and not _is_zone(zone)
            self.refuse("zone" if wrong_zone else "at", str(refusal))
            return None
        end = self._program.end if self._program else None
        if when.at <= self._now:
            self.refuse("at", IN_THE_PAST)
        elif when.at > self._now + _LONGEST:
            self.refuse("at", _("Choose a time within ten years."))
        elif end is not None and when.at.astimezone(PACIFIC).date() > end:
            sentence = _("The program ends on {}, before that.")
            self.refuse("at", sentence.format(format_day(end)))
        return when

    def order(self, action: Action, day: date | None) -> dict[str, object]:
        """The edit that is to be sent; today's values do not count: they may change meanwhile."""
        program, wanted = self._program, _AMOUNTS.get(action)
        cpc_only = action is not Action.TERMINATE
        if cpc_only and program is not None and program.type is not None and not program.is_cpc:
            self.refuse("action", _ONLY_CPC)
        for other, owner in _OF.items():
            if owner is not action and present(self._raw.get(other)):
                self.refuse(other, _("Leave it out: it does not belong to this change."))
        if action is Action.TERMINATE:
            return self.read("reason", read_reason) or {}
        if wanted is None:
            return {}
        if not present(self._raw.get(wanted)):
            self.refuse(wanted, _MISSING[wanted])
            return {}
        if wanted == "max_bid" and program is not None and program.is_autobid:
            self.refuse(wanted, BID_WITH_AUTOBID)
        values: dict[str, object] = {wanted: self._raw[wanted]}
        values |= {"future_budget_date": day.isoformat()} if day is not None else {}
        try:
            order = check_edit(values, None, pacific_today(self._now))
        except InvalidOrder as invalid:
            for problem in invalid.problems:
                field = "at" if problem.field == "future_budget_date" else problem.field or wanted
                self.refuse(field, problem.message)
            return {}
        return order.model_dump(mode="json", exclude_defaults=True)

    def settle(self) -> None:
        if self._problems:
            known = [name for name in FIELDS if name in self._problems]
            others = [name for name in self._problems if name not in FIELDS]
            raise InvalidOrder(FieldProblem(name, self._problems[name]) for name in known + others)


def _midnight(day: date) -> When:
    """When the partner's day begins (contract 1)."""
    return When(datetime.combine(day, time(), PACIFIC), str(PACIFIC))


def _word(said: object, words: type[W], sentence: str) -> W:
    word = _text(said).strip().lower()
    if word not in set(words):
        raise ValueError(_(sentence))
    return words(word)


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise ValueError(_("Write it as text."))  # noqa: TRY004 - a value, not a programming error
    return said


def _is_zone(said: object) -> bool:
    try:
        parse_when("2027-01-10T09:00", _text(said))
    except ValueError:
        return False
    return True
