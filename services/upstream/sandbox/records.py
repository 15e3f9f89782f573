"""What the sandbox remembers. Pydantic, so that all of it goes through JSON and back."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

Kind = Literal["create", "edit", "end"]
Form = dict[str, list[str]]


class BudgetChange(BaseModel):
    """A budget in cents that takes over on `day`."""

    day: date
    budget: int


class ProgramRecord(BaseModel):
    """A program; money in cents. `spent` is what was spent in this period up to `spent_at`."""

    program_id: str
    business_id: str
    program_type: str
    start: date
    end: date | None = None
    created_at: datetime
    ended_at: datetime | None = None
    budget: int | None = None
    is_autobid: bool | None = None
    max_bid: int | None = None
    currency: str = "USD"
    fee_period: str = "CALENDAR_MONTH"
    pacing_method: str | None = None
    ad_categories: list[str] = Field(default_factory=list)
    promotion_code: str | None = None
    budget_changes: list[BudgetChange] = Field(default_factory=list)
    paused: bool = False
    spent: int = 0
    spent_at: datetime
    features: dict[str, dict[str, Any]] = Field(default_factory=dict)
    budget_missing_in_account_list: bool = False


class JobRecord(BaseModel):
    """A job. `done_at` None: never. `looks` counts polls answered without trouble."""

    job_id: str
    kind: Kind
    program_id: str
    business_id: str
    form: Form
    created_at: datetime
    done_at: datetime | None
    repeats_running: bool = False
    polls: int = 0
    looks: int = 0
    receipt: dict[str, Any] | None = None

    @property
    def fingerprint(self) -> str:
        """Equal for requests that ask for the same thing."""
        program = "" if self.kind == "create" else self.program_id
        return repr((self.kind, program, sorted(self.form.items())))


class Memory(BaseModel):
    """Everything. `salt` keeps the ids of two sandboxes apart, `made` counts ids given out."""

    salt: str
    made: int = 0
    programs: dict[str, ProgramRecord] = Field(default_factory=dict)
    jobs: dict[str, JobRecord] = Field(default_factory=dict)
