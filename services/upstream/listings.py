"""The shapes of the partner's listings (contract 9, 10 and 11), read leniently.

Each reader takes parsed JSON and raises WrongShape when it is not that listing at all; unknown
keys pass through, and entries that are no objects are left out.
"""

import re
from dataclasses import dataclass
from typing import Any

from services.upstream.port import ProgramInfo, ProgramPage
from services.upstream.wire import Clear, as_it_is

_CODE = re.compile(r"[A-Z_]+")
_GONE = "INVALID_PROGRAM_ID"  # contract 9: a bad or vanished id


class WrongShape(Exception):
    """The JSON is not the listing that was asked for."""


@dataclass(frozen=True)
class BusinessPrograms:
    """One page of one business: `/v1/programs/list` counts pages inside each business."""

    business_id: str
    programs: list[dict[str, Any]]


def program_info(body: Any) -> ProgramInfo:
    return ProgramInfo(_rows(body, "programs"), _errors(body))


def account_page(body: Any) -> ProgramPage:
    """The array is called `payment_programs` here and nowhere else."""
    programs = _rows(body, "payment_programs")
    return ProgramPage(
        programs=programs,
        total=_count(body.get("total"), len(programs)),
        offset=_count(body.get("offset"), 0),
        limit=_count(body.get("limit"), len(programs)),
        program_status=str(body.get("program_status") or ""),
    )


def business_programs(body: Any) -> tuple[list[BusinessPrograms], list[dict[str, Any]]]:
    """Businesses with their programs, and `errors`."""
    rows = [_business(row) for row in _rows(body, "businesses")]
    return rows, _errors(body)


def _business(row: dict[str, Any]) -> BusinessPrograms:
    """What only the parent object says is written into each program (contract 9)."""
    business_id = row.get("yelp_business_id")
    if not isinstance(business_id, str):
        raise WrongShape
    told = {
        name: row[name]
        for name in ("yelp_business_id", "partner_business_id", "destination_yelp_business_id")
        if row.get(name) is not None
    }
    programs = [
        told | {k: v for k, v in program.items() if v is not None or k not in told}
        for program in _rows(row, "programs", required=False)
    ]
    return BusinessPrograms(business_id, programs)


def businesses(body: Any) -> list[dict[str, Any]]:
    """The envelope of `/v1/business_info` is not documented: a bare list is taken as well."""
    if isinstance(body, list):
        return [row for row in body if isinstance(row, dict)]
    return _rows(body, "businesses")


def features(body: Any) -> dict[str, Any]:
    found = body.get("features") if isinstance(body, dict) else None
    if not isinstance(found, dict):
        raise WrongShape
    return found


def first_error(errors: list[dict[str, Any]], clear: Clear = as_it_is) -> tuple[str | None, str]:
    """Code and message of the first entry of `errors`, without secrets."""
    entry = errors[0]
    code = entry.get("id") or entry.get("code")
    message = entry.get("description") or entry.get("message") or ""
    return clear("code", str(code)) if code else None, clear("message", str(message))


def says_gone(errors: list[dict[str, Any]]) -> bool:
    """Whether these errors say that what was not shown is gone, and nothing else."""
    return bool(errors) and all(first_error([one])[0] == _GONE for one in errors)


def cleared(errors: list[dict[str, Any]], clear: Clear) -> list[dict[str, Any]]:
    """The errors without secrets. A code in capitals stays: by it an end is told (contract 9)."""
    return [
        {
            name: clear(name, said) if isinstance(said, str) and not _CODE.fullmatch(said) else said
            for name, said in one.items()
        }
        for one in errors
    ]


def _errors(body: Any) -> list[dict[str, Any]]:
    """Also those that are no objects: what is left out here would count as "no error"."""
    _rows(body, "errors", required=False)
    found = body.get("errors") or []
    return [one if isinstance(one, dict) else {"description": str(one)} for one in found]


def _rows(body: Any, name: str, *, required: bool = True) -> list[dict[str, Any]]:
    found = body.get(name) if isinstance(body, dict) else None
    if found is None and isinstance(body, dict) and not required:
        return []
    if not isinstance(found, list):
        raise WrongShape
    return [row for row in found if isinstance(row, dict)]


def _count(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise
