"""The shapes of what REST says about schedules, for the OpenAPI document."""

from typing import Literal

from pydantic import Field

from models.job import LONGEST_REASON
from models.schedule import Action, IfMissed, State, Way
from pages.api.schemas import Dollars, Shape

_MOMENT = Field(description="RFC 3339, UTC.", examples=["2027-01-10T07:00:00Z"])


class ScheduleRequest(Shape):
    program_id: str
    action: Action
    budget: Dollars | None = Field(None, description="Dollars a month, for `budget` alone.")
    max_bid: Dollars | None = Field(None, description="Dollars a click, for `bid` alone.")
    reason: str | None = Field(
        None, max_length=LONGEST_REASON, description="Kept with the job, for `terminate` alone."
    )
    at: str = Field(
        description="The time of a clock in `zone`, or a moment with an offset. A budget may have "
        "a day alone: it goes to the partner at once and counts from that day (Pacific time).",
        examples=["2027-01-10T09:00"],
    )
    zone: str | None = Field(None, description="UTC when left out.", examples=["Europe/Kyiv"])
    if_missed: IfMissed | None = Field(
        None, description="`run` or `ask`; ADTRAIL_MISSED_SCHEDULES when left out."
    )


class MomentRequest(Shape):
    at: str = Field(
        description="The time of a clock in `zone`, or a moment with an offset.",
        examples=["2027-01-11T09:00"],
    )
    zone: str | None = Field(None, description="That of the schedule when left out.")
    if_due_at: str | None = Field(
        None,
        description="`due_at` as you saw it: where it is another one by now, the answer is 409 "
        "`moved_meanwhile` and nothing is changed. Without it the last one to move it wins.",
        examples=["2027-01-10T07:00:00Z"],
    )


class DecisionRequest(Shape):
    decision: Literal["run", "cancel"] = Field(description="What becomes of a missed one.")


class ScheduleDocument(Shape):
    schedule_id: str
    action: Action
    state: State
    way: Way = Field(description="Who waits for the moment: Adtrail, or the partner has it.")
    partner: str | None = Field(
        description="At whom it happens, whoever is in use by then: an address, or `sandbox`."
    )
    program_id: str
    business_id: str | None
    budget: str | None = Field(description="Dollars.", examples=["540.00"])
    max_bid: str | None = Field(description="Dollars.", examples=["4.50"])
    reason: str | None = Field(description="Why a program is to end; the partner is not told.")
    due_at: str = _MOMENT
    zone: str = Field(description="The zone in which it was said.")
    due_local: str = Field(examples=["10.01.2027 09:00, Europe/Kyiv (UTC+2)"])
    remark: str | None = Field(description="Which time is meant, where a clock shows it twice.")
    if_missed: IfMissed
    actor: str
    job_id: str | None = Field(description="The job that it became.")
    job_status: str | None
    held_by: str | None = Field(description="The program's other job that it waits for.")
    note: str | None = Field(description="Why nothing was sent, when it was refused.")
    settled_by: str | None
    settled_at: str | None
    created_at: str = _MOMENT


class ScheduleList(Shape):
    schedules: list[ScheduleDocument] = Field(description="What is to happen, soonest first.")
    count: int = Field(description="How many there are on all pages.")
