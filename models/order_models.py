"""What was ordered, validated and typed; stored as JSON with the job and read back as it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict

from models.ids import BusinessId
from models.money import Cents
from models.program_type import FeePeriod, Pacing, ProgramType


class CreateOrder(BaseModel):
    """A new program. Money is cents, days are Pacific, None is "not given".

    For CPC `budget` and `is_autobid` are set; for the other nine types every CPC field is empty.
    Made by `models.orders.check_create`, which knows the rules.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    business_id: BusinessId
    program_type: ProgramType
    budget: Cents | None = None
    is_autobid: bool | None = None
    max_bid: Cents | None = None
    pacing: Pacing | None = None
    fee_period: FeePeriod | None = None
    currency: str | None = None
    ad_categories: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    promotion_code: str | None = None


class EditOrder(BaseModel):
    """The changed values of a program, and only those; None and an empty list are "unchanged".

    Made by `models.orders.check_edit`, which knows the rules.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    budget: Cents | None = None
    future_budget_date: date | None = None
    is_autobid: bool | None = None
    max_bid: Cents | None = None
    pacing: Pacing | None = None
    ad_categories: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None


Order = CreateOrder | EditOrder


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One sentence about one field by its REST name; `field` is "" for the request as a whole."""

    field: str
    message: str


class InvalidOrder(ValueError):
    """A request that is refused here, before anything is recorded. Carries every problem."""

    def __init__(self, problems: Iterable[FieldProblem]) -> None:
        self.problems: tuple[FieldProblem, ...] = tuple(problems)
        super().__init__(" ".join(problem.message for problem in self.problems))
