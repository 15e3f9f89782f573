"""State -> word, icon, colours: the one exhaustive table (experience 1)."""

from typing import NamedTuple

from models.job import JobKind
from models.job_status import JobStatus
from services.i18n import N_, _, pgettext


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
            return _(self.completed)
        return _(self.failed if status is JobStatus.FAILED else self.running)


LOOKS: dict[JobStatus, Look] = {
    JobStatus.PENDING: Look("bg-yellow-50", "schedule", turning=False),
    JobStatus.IN_PROGRESS: Look("bg-blue-50", "autorenew", turning=True),
    JobStatus.COMPLETED: Look("bg-green-50", "check_circle", turning=False),
    JobStatus.FAILED: Look("bg-red-50", "cancel", turning=False),
}

HEADLINES: dict[str, Headlines] = {
    "create": Headlines(
        N_("Creating program..."),
        N_("Program created successfully!"),
        N_("Program was not created"),
    ),
    "edit": Headlines(N_("Saving changes..."), N_("Changes saved!"), N_("Changes were not saved")),
    "duplicate": Headlines(
        N_("Duplicating..."), N_("Program duplicated!"), N_("Program was not duplicated")
    ),
    "pause": Headlines(
        N_("Pausing program..."), N_("Program paused!"), N_("Program was not paused")
    ),
    "resume": Headlines(
        N_("Resuming program..."), N_("Program resumed!"), N_("Program was not resumed")
    ),
    "features": Headlines(
        N_("Saving features..."), N_("Features saved!"), N_("Features were not saved")
    ),
    "terminate": Headlines(
        N_("Terminating..."), N_("Program terminated!"), N_("Program was not terminated")
    ),
}

PARTLY_DONE = N_("Only partly done")
"""The headline of a failure of which something took effect (contract 7.8 and 7.9)."""

EVENT_NAMES: dict[str, str] = {
    "recorded": N_("Recorded here"),
    "submitting": N_("Sending to the partner"),
    "not_sent": N_("Not sent; will be tried again"),
    "planned": N_("Read what to duplicate"),
    "impossible": N_("Nothing was ordered"),
    "feature": N_("A feature was written"),
    "feature_tried": N_("A feature could not be written yet"),
    "feature_left": N_("A feature was not copied"),
    "copied": N_("Features are done"),
    "accepted": N_("Taken by the partner"),
    "applied": N_("The partner answered"),
    "switched": N_("Taken by the partner; it shows soon"),
    "refused": N_("Refused by the partner"),
    "unconfirmed": N_("Sent, but not confirmed"),
    "reported": N_("The partner reported"),
    "trouble": N_("The partner could not be asked"),
    "recovered": N_("The partner answers again"),
    "asked": N_("A person has to decide"),
    "found": N_("Outcome found"),
    "named": N_("Program id found"),
    "absent": N_("Settled as not done"),
    "retried": N_("Submitted again"),
    "dismissed": N_("Card put away"),
    "restored": N_("Card brought back"),
}

ALL_BACKGROUNDS = " ".join(look.background for look in LOOKS.values())


def kind_name(kind: JobKind) -> str:
    """What a job does, as a name; a button with the same English word is another one elsewhere."""
    return {
        JobKind.CREATE: pgettext("kind of job", "Create"),
        JobKind.EDIT: pgettext("kind of job", "Edit"),
        JobKind.DUPLICATE: pgettext("kind of job", "Duplicate"),
        JobKind.TERMINATE: pgettext("kind of job", "Terminate"),
        JobKind.PAUSE: pgettext("kind of job", "Pause"),
        JobKind.RESUME: pgettext("kind of job", "Resume"),
        JobKind.FEATURES: pgettext("kind of job", "Features"),
    }[kind]


def event_name(kind: str) -> str:
    """A step of a job's life; the bare word of one that this version does not know."""
    return _(EVENT_NAMES[kind]) if kind in EVENT_NAMES else kind


def end_words(kind: str, status: JobStatus, *, partly: bool) -> str:
    """How a job ended, as its card says it."""
    return _(PARTLY_DONE) if partly else HEADLINES[kind].of(status)
