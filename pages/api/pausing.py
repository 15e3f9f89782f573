"""Pausing and resuming a program (contract 8): a job, although the partner has none for it."""

from fastapi import APIRouter, Depends

from pages.api.answers import IdempotencyKey, JsonAnswer, Parts
from pages.api.bodies import no_values
from pages.api.programs import ACCEPTED, ProgramId, accepted
from pages.api.refusals import refuses
from services.errors import NotAllowed, ProgramBusy

router = APIRouter(prefix="/program", tags=["Programs"])


@router.post(
    "/{program_id}/pause/v1",
    status_code=202,
    summary="Pause a program",
    description="Confirmed by reading the program back. An account that was not granted this gets "
    "a job that fails with the code PAUSE_NOT_GRANTED.",
    responses=ACCEPTED,
    dependencies=[Depends(no_values)],
)
@refuses(NotAllowed, ProgramBusy)
async def pause(adtrail: Parts, program_id: ProgramId, key: IdempotencyKey = None) -> JsonAnswer:
    job = await adtrail.programs.switch(program_id, pause=True, key=key)
    return accepted(adtrail, job)


@router.post(
    "/{program_id}/resume/v1",
    status_code=202,
    summary="Let a paused program run again",
    responses=ACCEPTED,
    dependencies=[Depends(no_values)],
)
@refuses(NotAllowed, ProgramBusy)
async def resume(adtrail: Parts, program_id: ProgramId, key: IdempotencyKey = None) -> JsonAnswer:
    job = await adtrail.programs.switch(program_id, pause=False, key=key)
    return accepted(adtrail, job)
