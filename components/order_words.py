"""What a job was asked to do, as a person would say it."""

from components.amounts import money
from components.feature_words import feature_words
from components.field_names import field_name
from components.job_words import kind_name
from models.dates import format_day, is_open_end, parse_date
from models.duplication import Plan
from models.feature_change import FeatureChange
from models.feature_types import FEATURES
from models.job import Job, JobKind
from models.orders import CreateOrder, review, to_form
from models.program import FeePeriod, Pacing, ProgramType
from services.i18n import N_, _
from services.orders import order_of

_WORDS: dict[object, str] = {
    True: N_("Yes"),
    False: N_("No"),
    Pacing.PACED.value: N_("Paced: spread over the month"),
    Pacing.UNPACED.value: N_("Unpaced: as fast as clicks come"),
    FeePeriod.CALENDAR_MONTH.value: N_("Calendar month"),
    FeePeriod.ROLLING_MONTH.value: N_("Rolling month"),
}
_DAYS = frozenset({"start", "end", "future_budget_date"})
_AMOUNTS = frozenset({"budget", "max_bid"})


def type_label(word: str | None) -> str | None:
    """The product's name; the partner's word where it is not one of the ten."""
    return ProgramType(word).label if word in set(ProgramType) else word


def job_title(job: Job) -> str:
    """Such as "Create: Cost-per-click ads"."""
    what = type_label(job.program_type) or _("program")
    return f"{kind_name(job.kind)}: {what}"


def asked(job: Job) -> str:
    """The order as a sentence."""
    order = order_of(job)
    plan = Plan.of(job.plan)
    if order is None and plan is not None:
        return _("A program like {}, as soon as it has been read.").format(plan.source)
    if job.kind is JobKind.PAUSE:
        return _("Pause the program.")
    if job.kind is JobKind.RESUME:
        return _("Let the program run again.")
    if job.kind is JobKind.FEATURES:
        change = FeatureChange.of(job.order)
        names = ", ".join(_(FEATURES.get(name, name)) for name in change.names)
        words = (
            _("Remove from the program: {}.") if change.remove else _("Set for the program: {}.")
        )
        return words.format(names)
    if order is None:
        return _("End the program at once.")
    said = f"{review(order)}."
    return said if plan is None else _("A program like {}: {}").format(plan.source, said)


def asked_values(job: Job) -> list[tuple[str, str]]:
    """What was ordered, by the form's labels, without whose it is; amounts in dollars."""
    if job.kind is JobKind.TERMINATE:
        return [(_("Reason"), str(why))] if (why := job.order.get("reason")) else []
    if job.kind is JobKind.FEATURES:
        return feature_words(FeatureChange.of(job.order))
    order = order_of(job)
    if order is None:
        return []
    currency = order.currency if isinstance(order, CreateOrder) else None
    raw = order.model_dump()
    return [
        (field_name(name, name), _value(name, value, raw.get(name), currency))
        for name, value in to_form(order).items()
        if name != "business_id"
    ]


def _value(name: str, value: object, cents: object, currency: str | None) -> str:
    if name in _AMOUNTS and isinstance(cents, int):
        return money(cents, currency)
    if name in _DAYS and isinstance(value, str):
        day = parse_date(value)
        return _("No end date") if is_open_end(day) else format_day(day)
    if name == "program_name" and isinstance(value, str):
        return type_label(value) or value
    if isinstance(value, list):
        return ", ".join(value)
    return _(_WORDS[value]) if value in _WORDS else str(value)
