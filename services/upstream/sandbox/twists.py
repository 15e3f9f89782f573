"""The unusual receipts that scenarios ask for (contract 7 and 19)."""

from services.upstream.sandbox.problems import Place, Problem, business, group, on_field
from services.upstream.sandbox.receipts import (
    GROUPS,
    Json,
    business_result,
    completed,
    completed_group,
    envelope,
    error,
    leaf,
    rejected,
    rejected_group,
    rejected_whole,
)
from services.upstream.sandbox.records import JobRecord
from services.upstream.sandbox.scenarios import Twist

OTHER_BUSINESS = "OtherBusinessOfAccount"
_PARTLY = {
    "max_bid": ("BID_TOO_HIGH_FOR_BUDGET", "The bid is higher than the budget."),
    "budget": ("INVALID_PRICE", "The budget could not be set."),
    "end": ("INVALID_OR_MISSING_KEY", "The end could not be set."),
    "start": ("CONFLICTS_WITH_ANOTHER_ACTIVE_PROGRAM", "The start could not be set."),
    "program_name": ("COULD_NOT_ADD_PROGRAM", "The program could not be named."),
}


def refusal(job: JobRecord, twist: Twist) -> Json:
    """A rejection that no rule asked for."""
    closed = business("BUSINESS_NOT_ACTIVE", "The business is closed.")
    if twist is Twist.WHOLE_TOP_COMPLETED:
        return rejected_whole(job, closed, top="COMPLETED")
    if twist is Twist.WHOLE_TOP_REJECTED:
        return rejected_whole(job, closed)
    if twist is Twist.WRAPPER_CHAIN:
        return rejected(job, _unknown_alias(job))
    cannot = _cannot(job)
    if twist is Twist.INSIDE_LONG:
        return rejected(job, cannot)
    short = {"status": "REJECTED", "error": error(cannot)}
    outer = "REJECTED" if twist is Twist.INSIDE_SHORT else "COMPLETED"
    if twist is Twist.INSIDE_GROUP_ONLY:
        short = rejected_group(job, cannot)
    result = business_result(job, outer, update_results={GROUPS[job.kind]: short})
    return envelope(job, outer, [result])


def _cannot(job: JobRecord) -> Problem:
    code = "COULD_NOT_ADD_PROGRAM" if job.kind == "create" else "COULD_NOT_MODIFY_PROGRAM"
    return group(code, "The request could not be carried out.")


def _unknown_alias(job: JobRecord) -> Problem:
    given = job.form.get("ad_categories") or ["Hvac Services"]
    message = "ValidationError: The category alias is not recognized."
    return Problem(
        "CATEGORY_ALIAS_NOT_RECOGNIZED", message, Place.FIELD, "ad_categories", (given[0],)
    )


def success(job: JobRecord, twist: Twist | None) -> Json:
    """The receipt of a request that went through, at least mostly."""
    inside = completed_group(job)
    if job.kind != "end":
        if twist is Twist.NO_PROGRAM_ID:
            del inside["program_id"]
        if twist is Twist.BARE_PROGRAM_ID:
            inside["program_id"] = job.program_id
        if (name := rejected_field(job)) and twist is Twist.PARTLY:
            refused = on_field(name, *_PARTLY[name])
            inside[name] = leaf("REJECTED", job.form[name][-1], error=error(refused))
    receipt = completed(job, inside)
    if twist is Twist.MIXED:
        receipt["business_results"].append(_other_business())
    return receipt


def rejected_field(job: JobRecord) -> str | None:
    """The one value that a partly applied request loses."""
    return next((name for name in _PARTLY if name in job.form), None)


def _other_business() -> Json:
    """Somebody else's share of the same job: the top goes by the first entry (contract 7.9)."""
    return {
        "status": "REJECTED",
        "identifier_type": "BUSINESS",
        "identifier": OTHER_BUSINESS,
        "error": {
            "code": "BUSINESS_NOT_ACTIVE",
            "message": "ValidationError: The business is closed.",
        },
    }
