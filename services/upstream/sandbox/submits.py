"""What takes orders: create, edit, end, and pause and resume (contract 3, 4, 5 and 8)."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.upstream.sandbox.metrics import Life, life, write_down
from services.upstream.sandbox.records import Form, Kind
from services.upstream.sandbox.replies import Dropped, failure
from services.upstream.sandbox.scenarios import Standing, Submitting, scenario_of
from services.upstream.sandbox.state import SandboxState

_TYPES = frozenset(["BP", "EP", "CPC", "RCA", "CTA", "SLIDESHOW", "BH", "VL", "LOGO", "PORTFOLIO"])


async def create(state: SandboxState, request: Request) -> Response:
    """Refuse at once only what contract 19 names; everything else is judged later."""
    form = _form(request)
    if await request.body():
        return failure(400, "INVALID_REQUEST", "Parameters belong into the query string.")
    for name in ("business_id", "program_name"):
        if not (form.get(name) or [""])[-1].strip():
            return failure(400, "INVALID_OR_MISSING_KEY", f"{name} is required.")
    if form["program_name"][-1] not in _TYPES:
        return failure(400, "INVALID_OR_MISSING_KEY", "program_name is not a known type.")
    return await _accept(state, "create", form, "", form["business_id"][-1])


async def edit(state: SandboxState, request: Request) -> Response:
    if await request.body():
        return failure(400, "INVALID_REQUEST", "Parameters belong into the query string.")
    program_id = request.path_params["program_id"]
    return await _accept(state, "edit", _form(request), program_id, _owner(state, program_id))


async def end(state: SandboxState, request: Request) -> Response:
    program_id = request.path_params["program_id"]
    return await _accept(state, "end", {}, program_id, _owner(state, program_id))


async def _accept(
    state: SandboxState, kind: Kind, form: Form, program_id: str, business_id: str
) -> Response:
    submitting = scenario_of(business_id).submitting
    if submitting is Submitting.DROP_BEFORE:
        return Dropped()
    job = state.submit(kind, form, program_id=program_id, business_id=business_id)
    if submitting is Submitting.DROP_AFTER:
        return Dropped()
    if submitting is Submitting.SLOW:
        await asyncio.sleep(state.slow_seconds)
    return JSONResponse({"job_id": job.job_id})


async def pause(state: SandboxState, request: Request) -> Response:
    return _switch(state, request, paused=True)


async def resume(state: SandboxState, request: Request) -> Response:
    return _switch(state, request, paused=False)


def _switch(state: SandboxState, request: Request, *, paused: bool) -> Response:
    """No job and no body: 202, and the program shows it at once."""
    state.settle()
    program = state.programs.get(request.path_params["program_id"])
    if program is None or program.program_type != "CPC":
        return failure(400, "INVALID_PROGRAM_ID", "There is no such CPC program.")
    if scenario_of(program.business_id).standing is Standing.PAUSE_NOT_GRANTED:
        return Response("The route does not exist", status_code=404, media_type="text/plain")
    if life(program, state.clock.now()) is not Life.RUNNING or program.paused is paused:
        return failure(400, "INVALID_REQUEST", f"Cannot {'pause' if paused else 'resume'} it now.")
    write_down(program, state.clock.now())
    program.paused = paused
    return Response(status_code=202)


def _owner(state: SandboxState, program_id: str) -> str:
    state.settle()
    program = state.programs.get(program_id)
    return "" if program is None else program.business_id


def _form(request: Request) -> Form:
    form: Form = {}
    for name, value in request.query_params.multi_items():
        form.setdefault(name, []).append(value)
    return form
