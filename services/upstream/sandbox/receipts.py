"""Receipts in the shapes of contract 7, for what the rules decided.

Written from the contract's text alone: what reads them must not share code with what writes.
"""

import random
from typing import Any

from services.upstream.sandbox.problems import MISSING, Place, Problem
from services.upstream.sandbox.records import JobRecord
from services.upstream.sandbox.times import stamp

Json = dict[str, Any]

GROUPS = {"create": "program_added", "edit": "program_modified", "end": "program_ended"}
_PARENT: Json = {"code": "PARENT_WAS_REJECTED", "message": "ValidationError: Parent was rejected."}
_ECHOED = {"business_id": "yelp_business_id"}
_LISTS = frozenset({"ad_categories"})
_UPPER = frozenset({"pacing_method"})


def envelope(job: JobRecord, status: str, results: list[Json], *, finished: bool = True) -> Json:
    completed = stamp(job.done_at) if finished and job.done_at else None
    return {
        "status": status,
        "created_at": stamp(job.created_at),
        "completed_at": completed,
        "business_results": results,
    }


def business_result(job: JobRecord, status: str, **more: Any) -> Json:
    """One entry: about the business for a create, about the program for edit and end."""
    create = job.kind == "create"
    return {
        "status": status,
        "identifier_type": "BUSINESS" if create else "PROGRAM",
        "identifier": job.business_id if create else job.program_id,
        **more,
    }


def processing(job: JobRecord) -> Json:
    """Contract 7.4; a provisional program id may appear, and the list of an end is empty."""
    if job.kind == "end":
        return envelope(job, "PROCESSING", [], finished=False)
    fields = _leaves(job, "PROCESSING")
    if job.kind == "create" and _chance(job).random() < 0.5:  # noqa: PLR2004 - every other one
        fields["program_id"] = leaf("PROCESSING", job.program_id)
    updates = {GROUPS[job.kind]: fields}
    result = business_result(job, "PROCESSING", update_results=updates)
    return envelope(job, "PROCESSING", [result], finished=False)


def completed_group(job: JobRecord) -> Json:
    """What went through, value by value; some numbers and flags come back as such."""
    if job.kind == "end":
        return leaf("COMPLETED", job.program_id)
    fields = _leaves(job, "COMPLETED", typed=_chance(job))
    return {"program_id": leaf("COMPLETED", job.program_id)} | fields


def completed(job: JobRecord, group: Json) -> Json:
    """Contract 7.1, 7.2 and 7.3."""
    updates = {GROUPS[job.kind]: group}
    return envelope(job, "COMPLETED", [business_result(job, "COMPLETED", update_results=updates)])


def rejected(job: JobRecord, problem: Problem) -> Json:
    """Contract 7.6 to 7.8, by the place of the problem."""
    if problem.place is Place.BUSINESS:
        return rejected_whole(job, problem)
    updates = {GROUPS[job.kind]: rejected_group(job, problem)}
    result = business_result(job, "REJECTED", update_results=updates)
    return envelope(job, "REJECTED", [result])


def rejected_whole(job: JobRecord, problem: Problem, top: str = "REJECTED") -> Json:
    return envelope(job, top, [business_result(job, "REJECTED", error=error(problem))])


def rejected_group(job: JobRecord, problem: Problem) -> Json:
    """The fields move one level down, under `requested_value`."""
    if job.kind == "end":
        return leaf("REJECTED", job.program_id, error=error(problem))
    fields = {name: _refused(name, value) for name, value in _echo(job)}
    said = error(problem)
    if problem.place is Place.FIELD:
        fields[problem.field] = _culprit(job, problem)
        said = {"code": MISSING, "message": f"ValidationError: {problem.field} is not valid"}
    return {"status": "REJECTED", "error": said, "requested_value": fields}


def _culprit(job: JobRecord, problem: Problem) -> Json:
    values = job.form.get(problem.field, [])
    if problem.field not in _LISTS:
        return leaf("REJECTED", values[-1] if values else "", error=error(problem))
    if not problem.items:
        return _refused(problem.field, values) | {"error": error(problem)}
    items = [
        leaf("REJECTED", v, error=error(problem) if v in problem.items else _PARENT)
        for v in dict.fromkeys([*values, *problem.items])
    ]
    wrong = {"code": "INVALID_LIST_INDEXES", "message": "ValidationError: Invalid list indexes."}
    return leaf("REJECTED", items, error=wrong)


def _refused(name: str, value: Any) -> Json:
    if name in _LISTS:
        items = [leaf("REJECTED", item, error=_PARENT) for item in value]
        return leaf("REJECTED", items, error=_PARENT)
    return leaf("REJECTED", value, error=_PARENT)


def leaf(status: str, value: Any, **more: Any) -> Json:
    return {"status": status, "requested_value": value, **more}


def error(problem: Problem) -> Json:
    return {"code": problem.code, "message": problem.message}


def _leaves(job: JobRecord, status: str, typed: random.Random | None = None) -> Json:
    """A leaf a field; a list is a bare list of leaves here (contract 7.4)."""
    return {
        name: [leaf(status, item) for item in value]
        if name in _LISTS
        else leaf(status, _typed(value, typed))
        for name, value in _echo(job)
    }


def _echo(job: JobRecord) -> list[tuple[str, Any]]:
    """The request's own values, named and spelled as receipts do."""
    return [
        (
            _ECHOED.get(name, name),
            values if name in _LISTS else values[-1].upper() if name in _UPPER else values[-1],
        )
        for name, values in job.form.items()
        if values
    ]


def _typed(value: str, chance: random.Random | None) -> Any:
    if chance is None or chance.random() < 0.5:  # noqa: PLR2004 - every other one
        return value
    if value in {"true", "false"}:
        return value == "true"
    return int(value) if value.isascii() and value.isdigit() else value


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same JSON with the keys of every object in another order."""
    if isinstance(value, dict):
        names = list(value)
        chance.shuffle(names)
        return {name: shuffled(value[name], chance) for name in names}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


def _chance(job: JobRecord) -> random.Random:
    return random.Random(job.job_id)  # noqa: S311 - no secret
