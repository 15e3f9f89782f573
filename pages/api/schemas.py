"""The shapes of requests and answers, for the OpenAPI document.

Requests are checked by `services.programs`, which has a sentence for each field, and answers are
made by `documents`; a test holds both to these.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.job import Freshness, JobKind
from models.job_status import JobStatus
from models.program_type import FeePeriod, Pacing, ProgramType

Dollars = float | str
"""A number or text of dollars with at most two decimals: 250, 64.10 or "64.10"."""

_BUDGET = Field(None, description="Dollars a month, at least 25.00.", examples=[250, "64.10"])
_MAX_BID = Field(
    None, description="Dollars a click, at least 0.50; left out with automatic bidding."
)
_DAY = Field(None, description="YYYY-MM-DD, in Pacific time.", examples=["2027-01-10"])
_CATEGORIES = Field(None, description="Category aliases.", examples=[["hvac", "plumbing"]])
_MOMENT = Field(description="RFC 3339, UTC.", examples=["2025-10-15T12:34:56Z"])


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CreateRequest(Shape):
    business_id: str = Field(
        description="The partner's id of the business, 22 characters.",
        examples=["Bz0000000000000000aaaA"],
    )
    program_name: ProgramType = Field(description="The program's type.")
    budget: Dollars | None = _BUDGET
    is_autobid: bool | None = Field(None, description="Automatic bidding.")
    max_bid: Dollars | None = _MAX_BID
    start: str | None = _DAY
    end: str | None = _DAY
    promotion_code: str | None = None
    currency: str | None = Field(None, description="USD unless said otherwise.", examples=["USD"])
    pacing_method: Pacing | None = None
    fee_period: FeePeriod | None = None
    ad_categories: list[str] | None = _CATEGORIES


class EditRequest(Shape):
    """Only the values that change."""

    budget: Dollars | None = _BUDGET
    future_budget_date: str | None = Field(
        None, description="The day the new budget begins; at once when left out."
    )
    is_autobid: bool | None = Field(None, description="Automatic bidding.")
    max_bid: Dollars | None = _MAX_BID
    start: str | None = _DAY
    end: str | None = _DAY
    pacing_method: Pacing | None = None
    ad_categories: list[str] | None = _CATEGORIES


class DuplicateRequest(Shape):
    """What shall differ from the source; everything else is copied."""

    start_date: str | None = _DAY
    end_date: str | None = _DAY
    budget: Dollars | None = _BUDGET
    max_bid: Dollars | None = _MAX_BID
    is_autobid: bool | None = Field(None, description="Automatic bidding.")
    copy_features: bool = Field(default=True, description="Write the source's features, too.")


class EndRequest(Shape):
    reason: str | None = Field(None, max_length=500, description="Kept with the job.")


class LabelRequest(Shape):
    label: str = Field("", max_length=80, description="Empty: none.")


class ResolveRequest(Shape):
    outcome: Literal["linked", "absent"] = Field(
        description="It exists as `program_id`, or it never reached the partner."
    )
    program_id: str | None = Field(None, description="With the outcome `linked`.")


class FeaturesRequest(BaseModel):
    """Types to their values, as the partner takes them (any subset)."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"minProperties": 1})


class FeaturesRemoval(Shape):
    features: list[str] = Field(min_length=1, examples=[["AD_GOAL"]])


class CredentialsRequest(Shape):
    username: str
    password: str


class ErrorEntry(Shape):
    code: str
    message: str | None
    field: str | None
    value: str | None


class JobErrorDocument(Shape):
    code: str = Field(examples=["BID_TOO_HIGH_FOR_BUDGET"])
    message: str = Field(description="The partner's own words.")
    field: str | None = Field(description="The field of the request at fault.")
    title: str
    advice: str
    all: list[ErrorEntry]


class StatusDocument(Shape):
    job_id: str
    kind: JobKind
    partner: str | None = Field(
        description="For whom it was made, whoever is in use by now: an address, or `sandbox`."
    )
    status: JobStatus
    terminal: bool
    freshness: Freshness = Field(description="How well the status is known.")
    partner_status: str | None = Field(description="The partner's own word, as last seen.")
    partner_job_id: str | None
    business_id: str | None
    program_id: str | None
    created_at: str = _MOMENT
    completed_at: str | None
    last_checked_at: str | None
    error: JobErrorDocument | None
    retry_of: str | None
    retried_by: str | None
    business_results: list[Any] = Field(
        description="The partner's receipt; `program_id` stands on each entry that has one."
    )
    note: str | None = Field(
        description="A sentence on how it ended or why it is in doubt, in the language that was "
        "asked for: a duplicate that is COMPLETED says here which features were not copied.",
        examples=["6 of 7 features copied. Not copied: LINK_TRACKING."],
    )
    source_program_id: str | None = Field(description="What a duplicate was made from.")


class HistoryRow(Shape):
    job_id: str
    program_id: str | None
    partner_program_id: str | None
    business_id: str | None
    product_type: str | None = Field(examples=["CPC", "EDIT"])
    status: JobStatus
    name: str
    created_date: str = _MOMENT
    modified_date: str = _MOMENT
    budget_amount: str | None = Field(description="Dollars.", examples=["250.00"])
    start_date: str | None
    end_date: str | None
    status_data: StatusDocument


class ActiveJobs(Shape):
    count: int
    jobs: list[HistoryRow]


class HistoryFilters(Shape):
    days: int
    status: str
    limit: int


class JobHistory(Shape):
    count: int
    filters: HistoryFilters
    jobs: list[HistoryRow]


class JobList(Shape):
    jobs: list[StatusDocument]
    next_cursor: str | None = Field(description="For `cursor`; null on the last page.")
    count: int = Field(description="How many jobs the filter finds on all pages.")


class JobExport(Shape):
    jobs: list[StatusDocument]
    count: int


class EventDocument(Shape):
    version: int
    at: str = _MOMENT
    event: str = Field(examples=["accepted"])
    actor: str
    phase: str
    status: JobStatus
    partner_status: str | None
    detail: str | None


class Timeline(Shape):
    job_id: str
    count: int
    events: list[EventDocument]


class Business(Shape):
    business_id: str
    business_name: str | None
    program_count: int
    active_count: int


class Businesses(Shape):
    total: int
    businesses: list[Business]


class BusinessChange(Shape):
    name: str | None = Field(None, max_length=100, description="Your own name for it.")
    ad_categories: list[str] | None = _CATEGORIES


class BusinessRequest(BusinessChange):
    business_id: str = Field(
        description="The partner's id of the business, 22 characters.",
        examples=["Bz0000000000000000aaaA"],
    )


class SavedBusiness(Shape):
    business_id: str
    name: str = Field(description="Empty where none was given.")
    ad_categories: list[str] = Field(description="Category aliases, for the form.")
    saved_at: str = _MOMENT


class SavedBusinesses(Shape):
    count: int
    businesses: list[SavedBusiness] = Field(description="By name.")


class AdCategory(Shape):
    alias: str = Field(description="What an order takes.")
    title: str


class FoundBusiness(Shape):
    business_id: str
    name: str
    address: str


class FoundBusinesses(Shape):
    count: int
    businesses: list[FoundBusiness]


class CategoriesDocument(Shape):
    business_id: str
    ad_categories: list[AdCategory] = Field(description="None of one that is not listed.")


class PreflightDocument(Shape):
    business_id: str
    warnings: list[str] = Field(description="Sentences.")


class SettingChange(Shape):
    at: str = _MOMENT
    actor: str
    name: str = Field(examples=["upstream_rate"])
    about: str | None = Field(description="The partner whose credentials were changed.")
    before: str | None
    after: str | None


class SettingChanges(Shape):
    count: int = Field(description="How many there are on all pages.")
    changes: list[SettingChange] = Field(description="The newest first.")


class ProgramInfoDocument(Shape):
    programs: list[dict[str, Any]] = Field(description="The partner's own objects, in cents.")
    errors: list[dict[str, Any]]


class FeaturesDocument(BaseModel):
    """The partner's own shape: what it adds passes through."""

    model_config = ConfigDict(extra="allow")

    program_id: str | None = None
    program_type: str | None = None
    features: dict[str, dict[str, Any]]


class ProgramsDocument(Shape):
    programs: list[dict[str, Any]] = Field(description="The partner's own objects, in cents.")
    total_count: int


class CredentialsVerdict(Shape):
    valid: bool
    message: str
    username: str | None = Field(description="Null where the pair that is kept was tried.")


class RunnerHealth(Shape):
    active: int = Field(description="Jobs in hand.")
    lag_s: float = Field(description="Seconds by which the most overdue job is late.")


class UpstreamHealth(Shape):
    last_success_at: str | None
    last_error: str | None = Field(description="The last trouble, while nothing came after it.")
    sandbox: bool = Field(description="Whether the built-in sandbox plays the partner.")


class Health(Shape):
    status: Literal["ok", "down"]
    database: Literal["ok", "down"]
    runner: RunnerHealth
    upstream: UpstreamHealth


class FieldProblem(Shape):
    field: str = Field(description="A name in the body or the query; empty for all of it.")
    message: str
    line: int | None = Field(None, description="Of the file, where one was sent; 0 for all of it.")


class Problem(Shape):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldProblem]
    code: str
    job_id: str | None = Field(None, description="The job that is the reason, where one is.")
