"""State -> word, icon, colours: the one exhaustive table (experience 1)."""

from typing import NamedTuple

from models.job import JobKind
from models.job_status import JobStatus
from services.i18n import _


class Look(NamedTuple):
    background: str
    icon: str
    turning: bool


class Headlines(NamedTuple):
    running: str
    completed: str
    failed: str

    def of(self, status: JobStatus) -> str:
        if status is JobStatus.COMPLETED:
            return self.completed
        return self.failed if status is JobStatus.FAILED else self.running


LOOKS: dict[JobStatus, Look] = {
    JobStatus.PENDING: Look("bg-yellow-50", "schedule", turning=False),
    JobStatus.IN_PROGRESS: Look("bg-blue-50", "autorenew", turning=True),
    JobStatus.COMPLETED: Look("bg-green-50", "check_circle", turning=False),
    JobStatus.FAILED: Look("bg-red-50", "cancel", turning=False),
}

HEADLINES: dict[str, Headlines] = {
    "create": Headlines(
        _("Creating program..."), _("Program created successfully!"), _("Program was not created")
    ),
    "edit": Headlines(_("Saving changes..."), _("Changes saved!"), _("Changes were not saved")),
    "duplicate": Headlines(
        _("Duplicating..."), _("Program duplicated!"), _("Program was not duplicated")
    ),
    "terminate": Headlines(
        _("Terminating..."), _("Program terminated!"), _("Program was not terminated")
    ),
}

PARTLY_DONE = _("Only partly done")
"""The headline of a failure of which something took effect (contract 7.8 and 7.9)."""

KIND_NAMES: dict[JobKind, str] = {
    JobKind.CREATE: _("Create"),
    JobKind.EDIT: _("Edit"),
    JobKind.TERMINATE: _("Terminate"),
}

EVENT_NAMES: dict[str, str] = {
    "recorded": _("Recorded here"),
    "submitting": _("Sending to the partner"),
    "not_sent": _("Not sent; will be tried again"),
    "accepted": _("Taken by the partner"),
    "refused": _("Refused by the partner"),
    "unconfirmed": _("Sent, but not confirmed"),
    "reported": _("The partner reported"),
    "trouble": _("The partner could not be asked"),
    "recovered": _("The partner answers again"),
    "asked": _("A person has to decide"),
    "found": _("Outcome found"),
    "named": _("Program id found"),
    "absent": _("Settled as not done"),
    "retried": _("Submitted again"),
    "dismissed": _("Card put away"),
}

ALL_BACKGROUNDS = " ".join(look.background for look in LOOKS.values())
