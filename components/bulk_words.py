"""How batches and their rows are spoken of: words, icons and colours, one table for each."""

from components.amounts import count
from components.people_words import by
from models.bulk import Act, BulkState, Place, RowNow
from models.job import JobKind
from services.bulk.bulks import BulkView
from services.i18n import N_, _, ngettext, pgettext
from services.retelling import retold

Look = tuple[str, str, str]
"""A word, an icon and a background."""

PLACES: dict[Place, Look] = {
    Place.WAITING: (N_("Waiting"), "schedule", "bg-gray-50"),
    Place.RUNNING: (N_("Under way"), "autorenew", "bg-blue-50"),
    Place.ASKING: (N_("Please decide"), "help_outline", "bg-yellow-50"),
    Place.COMPLETED: (N_("Completed"), "check_circle", "bg-green-50"),
    Place.FAILED: (N_("Failed"), "cancel", "bg-red-50"),
    Place.REFUSED: (N_("Not sent"), "block", "bg-red-50"),
}


def kind_words(kind: JobKind) -> str:
    """What a batch does, as the name of its tab."""
    return {
        JobKind.CREATE: pgettext("many at once", "Create"),
        JobKind.EDIT: pgettext("many at once", "Edit"),
        JobKind.TERMINATE: pgettext("many at once", "Terminate"),
    }[kind]


def title(view: BulkView) -> str:
    """Such as "Create: 2,000 rows"."""
    total = view.bulk.total
    rows = ngettext("{} row", "{} rows", total).format(count(total))
    return f"{kind_words(view.bulk.kind)}: {rows}"


def state_look(view: BulkView) -> Look:
    """Never plainly green while a row did not go through."""
    if not view.over:
        if view.bulk.state is BulkState.PAUSED:
            return _("Paused"), "pause_circle", "bg-yellow-50"
        if not view.progress.at(Place.WAITING, Place.RUNNING):
            return _("Please decide"), "help_outline", "bg-yellow-50"
        return _("Running"), "autorenew", "bg-blue-50"
    if not view.progress.unsuccessful:
        return _("Finished"), "check_circle", "bg-green-50"
    if view.progress.completed:
        return _("Finished, partly"), "warning", "bg-yellow-50"
    return _("Nothing went through"), "cancel", "bg-red-50"


def counted(view: BulkView) -> str:
    """Such as "1,204 of 2,000 finished, 3 failed"."""
    progress = view.progress
    said = _("{} of {} finished").format(count(progress.finished), count(progress.total))
    if not progress.unsuccessful:
        return said
    failed = _("{} failed").format(count(progress.unsuccessful))
    return f"{said}, {failed}"


def rest(view: BulkView) -> str:
    """What has not ended yet, and what was left out of the file."""
    progress, out = view.progress, view.bulk.left_out
    asking = ngettext("{} waits for your decision", "{} wait for your decision", progress.asking)
    left = ngettext("{} row was left out", "{} rows were left out", out)
    parts = (
        (progress.running, _("{} under way")),
        (progress.waiting, _("{} waiting")),
        (progress.asking, asking),
        (out, left),
    )
    return " · ".join(words.format(count(number)) for number, words in parts if number)


def act_words(act: Act) -> str:
    """Such as "Paused by Olena"; on one's own machine without a name."""
    words = {
        "paused": _("Paused"),
        "continued": _("Continued"),
        "retried": _("The failed tried again"),
    }
    said = words.get(act.what, act.what)
    return f"{said} {by(act.actor)}".rstrip()


def hindrance(now: RowNow) -> str:
    """Why a row is no job, where something keeps it from that."""
    return retold(str(now.row.note.get("message", ""))) if now.row.note else ""
