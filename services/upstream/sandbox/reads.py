"""What is only looked at: status, the three listings, businesses and features."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.upstream.sandbox import features, views
from services.upstream.sandbox.data import Business, business_of
from services.upstream.sandbox.records import ProgramRecord
from services.upstream.sandbox.replies import failure, poll_answer, unknown_job
from services.upstream.sandbox.scenarios import Standing, scenario_of
from services.upstream.sandbox.state import SandboxState

_ID = re.compile(r"[\w-]{22}", re.ASCII)
_MOST_IDS, _MOST_PROGRAMS = 200, 40
_MOST_DIGITS = 6
_LISTED = frozenset({"CURRENT", "PAST", "PAUSED", "FUTURE", "ALL"})
_BAD_PAGE = "start, offset and limit must be numbers in their range."


async def status(state: SandboxState, request: Request) -> Response:
    job_id = request.path_params["job_id"]
    if not _ID.fullmatch(job_id):
        return failure(400, "INVALID_JOB_ID", "The job id is malformed.")
    job = state.jobs.get(job_id)
    return unknown_job() if job is None else poll_answer(*state.poll(job), state.clock.now())


async def account_programs(state: SandboxState, request: Request) -> Response:
    state.settle()
    wanted = request.query_params.get("program_status", "CURRENT")
    offset, limit = _number(request, "offset", 0), _number(request, "limit", 20)
    if wanted not in _LISTED:
        return failure(400, "INVALID_REQUEST", "program_status is not known.")
    if offset is None or limit is None or not 1 <= limit <= _MOST_PROGRAMS:
        return failure(400, "INVALID_REQUEST", _BAD_PAGE)
    now = state.clock.now()
    found = [p for p in state.programs.values() if views.matches(p, wanted, now)]
    page = [views.in_account_list(p, now) for p in found[offset : offset + limit]]
    body = {"program_status": wanted, "total": len(found), "offset": offset, "limit": limit}
    return JSONResponse(body | {"payment_programs": page})


async def business_programs(state: SandboxState, request: Request) -> Response:
    """`start` and `limit` count inside each business (contract 9)."""
    state.settle()
    start, limit = _number(request, "start", 0), _number(request, "limit", 20)
    if start is None or limit is None or limit > _MOST_PROGRAMS:
        return failure(400, "INVALID_REQUEST", _BAD_PAGE)
    known, errors = _businesses(request)
    if known is None:
        return _too_many_ids()
    now = state.clock.now()
    rows = []
    for found in known:
        own = [p for p in state.programs.values() if p.business_id == found.business_id]
        shown = [views.program_object(p, now) for p in own[start : start + limit]]
        advertises = any(views.matches(p, "CURRENT", now) for p in own)
        rows.append(views.of_business(found, shown, advertises=advertises))
    return JSONResponse({"businesses": rows, "errors": errors})


async def program_info(state: SandboxState, request: Request) -> Response:
    """Ids that are bad or gone are entries of `errors` in an HTTP 200 (contract 9)."""
    state.settle()
    ids = request.path_params["program_ids"].split(",")
    start = _number(request, "start", 0)
    if len(ids) > _MOST_IDS:
        return _too_many_ids()
    if start is None:
        return failure(400, "INVALID_REQUEST", _BAD_PAGE)
    now = state.clock.now()
    shown = [views.in_info(state.programs[one], now) for one in ids if one in state.programs]
    errors = [
        {"id": "INVALID_PROGRAM_ID", "description": f"{one} is not a valid program id."}
        for one in ids
        if one not in state.programs
    ]
    return JSONResponse({"programs": shown[start:], "errors": errors})


async def business_info(state: SandboxState, request: Request) -> Response:
    del state
    known, errors = _businesses(request)
    if known is None:
        return _too_many_ids()
    return JSONResponse({"businesses": [views.business_object(b) for b in known], "errors": errors})


async def migration_info(state: SandboxState, request: Request) -> Response:
    """Nobody merges in the sandbox."""
    del state
    known, errors = _businesses(request)
    if known is None:
        return _too_many_ids()
    merged: dict[str, Any] = {
        "migration_type": "NONE",
        "destination_business_id": None,
        "merged_business_ids": [],
    }
    rows = [{"yelp_business_id": b.business_id} | merged for b in known]
    return JSONResponse({"businesses": rows, "errors": errors})


async def read_features(state: SandboxState, request: Request) -> Response:
    program = _program(state, request)
    return _no_program() if program is None else JSONResponse(features.show(program))


async def write_features(state: SandboxState, request: Request) -> Response:
    return await _change_features(state, request, remove=False)


async def remove_features(state: SandboxState, request: Request) -> Response:
    return await _change_features(state, request, remove=True)


async def _change_features(state: SandboxState, request: Request, *, remove: bool) -> Response:
    program = _program(state, request)
    if program is None:
        return _no_program()
    try:
        body: Any = await request.json()
        (features.remove if remove else features.write)(program, body)
    except ValueError as error:
        return failure(400, "VALIDATION_ERROR", str(error))
    return JSONResponse(features.show(program))


def _program(state: SandboxState, request: Request) -> ProgramRecord | None:
    state.settle()
    return state.programs.get(request.path_params["program_id"])


def _no_program() -> Response:
    return failure(404, "PROGRAM_NOT_FOUND", "There is no such program.")


def _businesses(request: Request) -> tuple[list[Business] | None, list[dict[str, str]]]:
    """The businesses of the path that this account may see, and errors; None: too many ids."""
    ids = request.path_params["business_ids"].split(",")
    if len(ids) > _MOST_IDS:
        return None, []
    known = [found for one in ids if (found := business_of(one)) and _visible(one)]
    errors = [
        {"id": "INVALID_BUSINESS_ID", "description": f"{one} is not a valid business id."}
        for one in ids
        if business_of(one) is None or not _visible(one)
    ]
    return known, errors


def _visible(business_id: str) -> bool:
    return scenario_of(business_id).standing is not Standing.UNAUTHORIZED


def _too_many_ids() -> Response:
    return failure(400, "INVALID_REQUEST", f"At most {_MOST_IDS} ids are allowed.")


def _number(request: Request, name: str, otherwise: int) -> int | None:
    """A number that is not negative; None when it is none."""
    value = request.query_params.get(name)
    if value is None:
        return otherwise
    return (
        int(value) if value.isascii() and value.isdigit() and len(value) <= len("999999") else None
    )
