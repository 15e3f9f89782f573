"""Schedules: a change of a program that happens at a moment of its own."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from models.dates import parse_moment
from models.orders import InvalidOrder
from models.schedule import Action, State
from models.schedule_checks import check_schedule
from pages.api.answers import IdempotencyKey, JsonAnswer, Parts
from pages.api.bodies import Body, Values, no_values, only
from pages.api.openapi import answers, takes
from pages.api.programs import is_possible_id
from pages.api.refusals import refuses
from pages.api.schedule_documents import schedule_document
from pages.api.schedule_schemas import (
    DecisionRequest,
    MomentRequest,
    ScheduleDocument,
    ScheduleList,
    ScheduleRequest,
)
from services.errors import FieldError, Invalid, NotAllowed, NotFound, ProgramBusy
from services.i18n import N_, _
from services.store.schedules import ScheduleFilter

router = APIRouter(prefix="/schedules", tags=["Schedules"])

_MOST = 200
_NO_ID = N_("This is not the id of a program.")
_NEEDED = N_("This value is needed, as text.")
_CHOOSE = N_("Choose run or cancel.")
_SEEN = "if_due_at"
_NO_MOMENT = N_("Write the moment as due_at has it, such as 2027-01-10T07:00:00Z.")
_NOW = answers(ScheduleDocument, "The schedule as it is now.")


@router.post(
    "",
    status_code=201,
    summary="Schedule a change",
    description="A budget, bid, pause, resume or end at a time in a zone; it becomes an ordinary "
    "job then, exactly once. A time that the clocks leave out is refused; of one that comes twice "
    "the first is meant, and `remark` says so. While another job keeps the program busy, it is "
    "tried again for an hour.",
    responses=answers(ScheduleDocument, "Recorded.", 201, Location="The schedule."),
    openapi_extra=takes(
        ScheduleRequest,
        budget={
            "program_id": "ProgActiveManualBid000",
            "action": "budget",
            "budget": "540.00",
            "at": "2027-01-10T09:00",
            "zone": "Europe/Kyiv",
        },
    ),
)
@refuses(NotFound, NotAllowed, ProgramBusy)
async def add(body: Body, adtrail: Parts, key: IdempotencyKey = None) -> JsonAnswer:
    values = {name: value for name, value in body.items() if name != "program_id"}
    program_id = body.get("program_id")
    if not isinstance(program_id, str) or not is_possible_id(program_id):
        said = isinstance(program_id, str) and program_id
        wrong = FieldError("program_id", _(_NO_ID if said else _NEEDED))
        raise Invalid([wrong, *_others(values, adtrail.clock.now())])
    made = await adtrail.schedules.add(program_id, values, key=key)
    headers = {"Location": f"/api/schedules/{made.id}"}
    return JsonAnswer(schedule_document(adtrail, made), 201, headers)


def _others(values: Values, now: datetime) -> list[FieldError]:
    """What else is wrong, whichever program it is."""
    try:
        check_schedule(values, None, now)
    except InvalidOrder as error:
        return [FieldError(one.field, one.message) for one in error.problems]
    return []


@router.get(
    "",
    summary="What is to happen, and what has happened",
    responses=answers(ScheduleList, "First what waits for a person, then the soonest."),
)
async def listed(
    adtrail: Parts,
    *,
    state: Annotated[list[State] | None, Query(description="Only these.")] = None,
    action: Annotated[Action | None, Query(description="Only this.")] = None,
    program_id: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> JsonAnswer:
    which = ScheduleFilter(states=frozenset(state or ()), action=action, program_id=program_id)
    rows = adtrail.schedules.rows
    page = await rows.page(which, limit, offset)
    documents = [schedule_document(adtrail, schedule) for schedule in page]
    return JsonAnswer({"schedules": documents, "count": await rows.count(which)})


@router.get("/{schedule_id}", summary="A schedule, and the job it became", responses=_NOW)
async def show(schedule_id: str, adtrail: Parts) -> JsonAnswer:
    return JsonAnswer(schedule_document(adtrail, adtrail.schedules.get(schedule_id)))


@router.patch(
    "/{schedule_id}",
    summary="Give a schedule another moment",
    description="For one that still waits. Either it is moved, or it has happened: then 409. With "
    "`if_due_at` it is only moved from that moment, so nobody's move is undone unseen.",
    responses=_NOW,
    openapi_extra=takes(
        MomentRequest,
        a_day_later={"at": "2027-01-11T09:00", "if_due_at": "2027-01-10T09:00:00Z"},
    ),
)
@refuses(NotAllowed)
async def shift(schedule_id: str, body: Body, adtrail: Parts) -> JsonAnswer:
    left_out = {name for name in ("zone", _SEEN) if body.get(name) is None}
    values = {name: value for name, value in body.items() if name not in left_out}
    seen = _moment(values.pop(_SEEN)) if _SEEN in values else None
    moved = await adtrail.schedules.shift(schedule_id, values, seen=seen)
    return JsonAnswer(schedule_document(adtrail, moved))


def _moment(said: object) -> datetime:
    moment = parse_moment(said)
    if moment is None:
        raise Invalid([FieldError(_SEEN, _(_NO_MOMENT))])
    return moment


@router.delete(
    "/{schedule_id}",
    summary="Cancel a schedule",
    description="Again and again is the same. 409 when it has happened already.",
    responses=_NOW,
    dependencies=[Depends(no_values)],
)
@refuses(NotAllowed)
async def cancel(schedule_id: str, adtrail: Parts) -> JsonAnswer:
    gone = await adtrail.schedules.cancel(schedule_id)
    return JsonAnswer(schedule_document(adtrail, gone))


@router.post(
    "/{schedule_id}/decision",
    summary="Decide about a missed one",
    description="For state `missed`: its moment passed while Adtrail did not run.",
    responses=_NOW,
    openapi_extra=takes(DecisionRequest, run={"decision": "run"}),
)
@refuses(NotAllowed)
async def decide(schedule_id: str, body: Body, adtrail: Parts) -> JsonAnswer:
    decision = only(body, "decision").get("decision")
    if decision not in ("run", "cancel"):
        raise Invalid([FieldError("decision", _(_CHOOSE))])
    run = decision == "run"
    decided = await adtrail.schedules.decide(schedule_id, run=run)
    return JsonAnswer(schedule_document(adtrail, decided))
