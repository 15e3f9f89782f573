"""An order as it is stored on a job, as the models know it, and as the partner wants it."""

from models.job import MAKES_PROGRAM, Job, JobKind
from models.orders import CreateOrder, EditOrder, wire_values
from services.upstream.wire import to_params


def order_of(job: Job) -> CreateOrder | EditOrder | None:
    """The validated order; an end has none, and a duplicate none until its source is read.

    A change of features is no such order: `models.feature_change` has it.
    """
    if not job.order:
        return None
    if job.kind in MAKES_PROGRAM:
        return CreateOrder.model_validate(job.order)
    if job.kind is JobKind.EDIT:
        return EditOrder.model_validate(job.order)
    return None


def wire_order(job: Job) -> dict[str, str | list[str]]:
    """The query parameters of the submission (contract 3 and 4)."""
    order = order_of(job)
    return {} if order is None else to_params(wire_values(order))
