"""A program as the partner lists it, read leniently (contract 9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, Self

from models import program_reading as read
from models.ids import BusinessId, ProgramId
from models.money import Cents
from models.program_type import FeePeriod, Pacing, ProgramType

__all__ = ["BudgetChange", "FeePeriod", "Life", "Pacing", "Program", "ProgramType"]


class Life(StrEnum):
    """Where a program stands in its life, as a person would say it."""

    FUTURE = "FUTURE"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    ENDED = "ENDED"


# Feared by client code, never documented (contract 9).
OVER_WORDS = frozenset({"TERMINATED", "EXPIRED"})


@dataclass(frozen=True, slots=True)
class BudgetChange:
    """A change of the monthly budget that the partner will make on `start`; cents."""

    start: date
    old: Cents
    new: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program as the partner lists it; what the partner left out is None, never a guess.

    Money is cents, except `monthly_rate` and `upgrade_cost`, which are dollars (contract 1). `end`
    is None for an open end. `type` is None when the partner's `type_word` is not one of the ten.
    `program_id` is "" when the partner sent none: an id cannot be made up.
    """

    program_id: ProgramId
    type: ProgramType | None
    type_word: str
    status_word: str
    paused: bool | None
    start: date | None
    end: date | None
    business_id: BusinessId | None
    partner_business_id: str | None
    ad_campaign_id: str | None
    ad_categories: tuple[str, ...]
    budget: Cents | None
    currency: str | None
    is_autobid: bool | None
    max_bid: Cents | None
    fee_period: FeePeriod | None
    impressions: int | None
    clicks: int | None
    ad_cost: Cents | None
    budget_changes: tuple[BudgetChange, ...]
    monthly_rate: Decimal | None
    upgrade_cost: Decimal | None
    active_features: tuple[str, ...]
    available_features: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False, compare=False)

    @classmethod
    def from_partner(cls, raw: Mapping[str, Any], parent: Mapping[str, Any] | None = None) -> Self:
        """One entry of any of the three listings; never raises, ignores what it does not know.

        `parent` is the business object that `/v1/programs/list` puts around its programs: there the
        business id stands only on it (contract 9).
        """
        metrics = read.mapping(raw.get("program_metrics"))
        upgrade = read.mapping(raw.get("page_upgrade_info"))
        word = read.word(raw.get("program_type"))
        budget = read.cents(metrics.get("budget"))
        changes = read.budget_changes(raw.get("future_budget_changes"), budget)
        return cls(
            program_id=ProgramId(read.text(raw.get("program_id")) or ""),
            type=ProgramType(word) if word in set(ProgramType) else None,
            type_word=word,
            status_word=read.word(raw.get("program_status")),
            paused=read.paused(raw.get("program_pause_status")),
            start=read.day(raw.get("start_date")),
            end=read.end_day(raw.get("end_date")),
            business_id=read.business_id(raw, parent),
            partner_business_id=read.from_places("partner_business_id", raw, parent),
            ad_campaign_id=read.text(raw.get("ad_campaign_id")),
            ad_categories=read.words(raw.get("ad_categories")),
            budget=budget,
            currency=read.text(metrics.get("currency")),
            is_autobid=read.flag(metrics.get("is_autobid")),
            max_bid=read.cents(metrics.get("max_bid")),
            fee_period=read.fee_period(metrics.get("fee_period")),
            impressions=read.count(metrics.get("billed_impressions")),
            clicks=read.count(metrics.get("billed_clicks")),
            ad_cost=read.cents(metrics.get("ad_cost")),
            budget_changes=tuple(BudgetChange(*change) for change in changes),
            monthly_rate=read.dollars(upgrade.get("monthly_rate")),
            upgrade_cost=read.dollars(upgrade.get("cost")),
            active_features=read.words(raw.get("active_features")),
            available_features=read.words(raw.get("available_features")),
            raw=raw,
        )

    @property
    def is_cpc(self) -> bool:
        return self.type is ProgramType.CPC

    def life(self, today: date) -> Life:
        """Where the program stands on the partner's `today` (Pacific).

        The dates decide first: INACTIVE means "not begun" as well as "over" (contract 9), and the
        other words are not documented. A word nobody knows counts as running.
        """
        if self.end is not None and self.end < today:
            return Life.ENDED
        if self.status_word in OVER_WORDS:
            return Life.ENDED
        if self.start is not None and self.start > today:
            return Life.FUTURE
        if self.status_word == "INACTIVE":
            return Life.ENDED
        if self.paused or self.status_word == "PAUSED":
            return Life.PAUSED
        return Life.RUNNING

    @property
    def click_rate(self) -> Decimal | None:
        """Clicks for each impression (0.02 is two in a hundred); None without impressions."""
        if self.clicks is None or not self.impressions:
            return None
        return Decimal(self.clicks) / Decimal(self.impressions)

    @property
    def cost_per_click(self) -> Cents | None:
        """The average cost of a click in cents, halves rounded up; None without clicks."""
        if self.ad_cost is None or not self.clicks:
            return None
        average = Decimal(self.ad_cost) / Decimal(self.clicks)
        return Cents(int(average.quantize(Decimal(1), rounding=ROUND_HALF_UP)))

    @property
    def spent_share(self) -> Decimal | None:
        """What was spent of the monthly budget (1 is all of it, more is possible), or None."""
        if self.ad_cost is None or not self.budget:
            return None
        return Decimal(self.ad_cost) / Decimal(self.budget)
