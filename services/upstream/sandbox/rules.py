"""Judging a create: the rules of contract 3 and 19, each with the code it produces.

Rules are generators of problems in the order in which the partner would find them; the first
one decides. They look and never touch.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.upstream.sandbox.data import (
    CATEGORIES,
    RESTRICTED_CATEGORIES,
    Business,
    business_of,
)
from services.upstream.sandbox.metrics import Life, life
from services.upstream.sandbox.money_rules import money_of_create
from services.upstream.sandbox.problems import (
    INVALID,
    Place,
    Problem,
    business,
    day,
    group,
    missing,
    on_field,
    text,
)
from services.upstream.sandbox.records import JobRecord, ProgramRecord
from services.upstream.sandbox.scenarios import Standing, scenario_of
from services.upstream.sandbox.times import OPEN_END, pacific_day

PROFILES = frozenset({"BP", "EP"})
PROMO_BUDGET = "PROMOBUDGET"
PROMO_ADD = "PROMOADD"
PROMO_GOOD = "WELCOME50"
_CPC_ONLY = (
    "budget",
    "is_autobid",
    "max_bid",
    "currency",
    "pacing_method",
    "fee_period",
    "ad_categories",
)
_NOT_ACTIVE = {
    Standing.CLOSED: business("BUSINESS_NOT_ACTIVE", "The business is closed."),
    Standing.REMOVED: business("BUSINESS_NOT_ACTIVE", "The business is removed from search."),
    Standing.UNAUTHORIZED: business(
        "BUSINESS_AUTHORIZATION_FAILED", "Not authorized for this business."
    ),
    Standing.BLOCKED: business(
        "BUSINESS_RESTRICTED_FROM_ADVERTISING", "The location may not advertise."
    ),
}


@dataclass(frozen=True)
class Case:
    """A request to judge, with all that there is to know. `now` is when it takes effect."""

    job: JobRecord
    programs: Sequence[ProgramRecord]
    now: datetime

    @property
    def asked_on(self) -> date:
        """The Pacific day of the request: nobody is late because the queue was long."""
        return pacific_day(self.job.created_at)


def create_problems(case: Case) -> Iterator[Problem]:
    form = case.job.form
    found = business_of(case.job.business_id)
    standing = scenario_of(case.job.business_id).standing
    if found is None:
        yield _NOT_ACTIVE[Standing.UNAUTHORIZED]
        return
    if standing in _NOT_ACTIVE:
        yield _NOT_ACTIVE[standing]
    if case.job.repeats_running:
        yield group("PROGRAM_ALREADY_REQUESTED", "The same request is already in progress.")
    if standing is Standing.OTHER_PROVIDER:
        yield group(
            "PROGRAM_ALREADY_RUNNING_BY_ANOTHER_PROVIDER", "Another provider runs this program."
        )
    yield from dates_of_create(case)
    if text(form, "program_name") == "CPC":
        if not found.categories:
            yield group("NO_CATEGORIES", "The business has no approved category.")
        yield from money_of_create(form, found.currency, standing)
        yield from categories(form.get("ad_categories"), found, standing)
    else:
        for name in _CPC_ONLY:
            if name in form:
                yield on_field(name, INVALID, f"{name} is not valid for this program")
    yield from promotion(case)
    yield from profile_overlap(case)


def dates_of_create(case: Case) -> Iterator[Problem]:
    start, end = text(case.job.form, "start"), text(case.job.form, "end")
    starts = day(start) if start is not None else case.asked_on
    if starts is None:
        yield missing("start")
        return
    if starts < case.asked_on:
        yield on_field("start", "CANNOT_ADD_PROGRAM_IN_PAST", "start is in the past")
    if end is None:
        return
    ends = day(end)
    if ends is None:
        yield missing("end")
    elif ends <= starts:
        yield on_field("end", INVALID, "end must be after start")


def categories(aliases: list[str] | None, found: Business, standing: Standing) -> Iterator[Problem]:
    if standing is Standing.RESTRICTED_CATEGORY:
        yield group("UNSUPPORTED_CATEGORIES", "The category may not advertise.")
    if aliases is None:
        return
    unknown = tuple(alias for alias in aliases if alias not in CATEGORIES)
    if unknown:
        yield Problem(
            "CATEGORY_ALIAS_NOT_RECOGNIZED",
            "ValidationError: The category alias is not recognized.",
            Place.FIELD,
            "ad_categories",
            unknown,
        )
    foreign = set(aliases) - set(found.categories) or set(aliases) & RESTRICTED_CATEGORIES
    if foreign or standing is Standing.CATEGORIES_REFUSED:
        message = "The categories are not supported for this business."
        yield on_field("ad_categories", "UNSUPPORTED_CATEGORIES", message)


def promotion(case: Case) -> Iterator[Problem]:
    """New advertisers only (contract 3): nothing of the business may be known yet."""
    code = text(case.job.form, "promotion_code")
    if code is None:
        return
    if code == PROMO_ADD:
        yield group("COULD_NOT_ADD_PROGRAM", "The program could not be added.")
    if code == PROMO_BUDGET:
        yield on_field(
            "budget" if "budget" in case.job.form else "promotion_code",
            "CAMPAIGN_BUDGET_VIOLATES_PROMO_RESTRICTIONS",
            "The budget does not fit the promotion.",
        )
    advertised = any(p.business_id == case.job.business_id for p in case.programs)
    if code != PROMO_GOOD or advertised:
        yield group("PROMOTION_UNAVAILABLE", "The promotion is not available.")


def profile_overlap(case: Case) -> Iterator[Problem]:
    """Only one profile product may be active at a time (contract 3)."""
    form = case.job.form
    if text(form, "program_name") not in PROFILES:
        return
    starts = day(text(form, "start")) or case.asked_on
    ends = day(text(form, "end")) or OPEN_END
    for other in case.programs:
        rival = other.business_id == case.job.business_id and other.program_type in PROFILES
        if rival and life(other, case.now) is not Life.PAST:
            other_ends = other.end or OPEN_END
            if other.start <= ends and starts <= other_ends:
                yield on_field(
                    "start",
                    "CONFLICTS_WITH_ANOTHER_ACTIVE_PROGRAM",
                    "The dates overlap with another profile program.",
                )
