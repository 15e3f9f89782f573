"""The look-up of businesses: found by name and place, or by id with their categories (contract 10).

Any key will do, but there has to be one.
"""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.upstream.sandbox.data import BUSINESSES, TITLES, Business, business_of
from services.upstream.sandbox.scenarios import Standing, scenario_of
from services.upstream.sandbox.state import SandboxState

_LIMITS = {"name": 64, "city": 64, "state": 3, "country": 2}  # characters; each is required
_WORD = re.compile(r"\w+")
_MOST = 3


def refusal(request: Request) -> Response | None:
    """What is answered to a request without a key."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and key.strip():
        return None
    return _failure(401, "UNAUTHORIZED_API_KEY", "The API key has to be given.")


async def matches(state: SandboxState, request: Request) -> Response:
    del state
    said = request.query_params
    for name, most in _LIMITS.items():
        if not 1 <= len(said.get(name, "")) <= most:
            return _failure(400, "VALIDATION_ERROR", f"{name} has to have 1 to {most} characters.")
    if "address1" not in said:
        return _failure(400, "VALIDATION_ERROR", "address1 has to be given; it may be empty.")
    place = tuple(said[name].casefold().strip() for name in ("city", "state", "country"))
    wanted = _words(said["name"])
    found = [one for one in BUSINESSES if _place(one) == place and wanted <= _words(one.name)]
    return JSONResponse({"businesses": [_entry(one) for one in found[:_MOST]]})


async def business(state: SandboxState, request: Request) -> Response:
    del state
    found = business_of(request.path_params["business_id"])
    if found is None:
        return _failure(404, "BUSINESS_NOT_FOUND", "The requested business could not be found.")
    closed = scenario_of(found.business_id).standing is Standing.CLOSED
    listed = [{"alias": alias, "title": TITLES[alias]} for alias in found.categories]
    return JSONResponse(_entry(found) | {"is_closed": closed, "categories": listed})


def _place(one: Business) -> tuple[str, ...]:
    return one.city.casefold(), one.state.casefold(), one.country.casefold()


def _words(name: str) -> set[str]:
    return set(_WORD.findall(name.casefold().replace("'", "")))


def _entry(one: Business) -> dict[str, Any]:
    location = {"address1": "", "city": one.city, "state": one.state, "country": one.country}
    return {
        "id": one.business_id,
        "alias": "-".join(sorted(_words(one.name))),
        "name": one.name,
        "phone": "",
        "location": location,
    }


def _failure(http: int, code: str, description: str) -> Response:
    return JSONResponse({"error": {"code": code, "description": description}}, status_code=http)
