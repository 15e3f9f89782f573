"""Schedules in words: what is to happen, and where it stands."""

from collections.abc import Mapping

from components.amounts import money
from components.job_words import LOOKS
from models.job_status import JobStatus
from models.local_time import format_when
from models.schedule import Action, Schedule, State, Way
from services.i18n import N_, _

ACTIONS: dict[str, str] = {
    Action.BUDGET: N_("Change the budget"),
    Action.BID: N_("Change the max bid"),
    Action.PAUSE: N_("Pause the program"),
    Action.RESUME: N_("Let the program run again"),
    Action.TERMINATE: N_("End the program"),
}
STATES: dict[State, tuple[str, str, str]] = {
    State.WAITING: (N_("Waits for its moment"), "event", "bg-blue-50"),
    State.MISSED: (N_("Missed: decide"), "pause_circle", "bg-yellow-50"),
    State.FIRED: (N_("Has happened"), "play_circle", "bg-green-50"),
    State.CANCELLED: (N_("Taken back"), "stop_circle", "bg-gray-50"),
    State.REFUSED: (N_("Did not happen"), "stop_circle", "bg-gray-50"),
}
"""Word, icon and colour of every state."""

_AMOUNTS = {
    Action.BUDGET: ("budget", N_("Change the budget to {}")),
    Action.BID: ("max_bid", N_("Change the max bid to {}")),
}
_BECAME: dict[JobStatus, tuple[str, str, str]] = {
    JobStatus.PENDING: (N_("Is happening"), "play_circle", "bg-blue-50"),
    JobStatus.IN_PROGRESS: (N_("Is happening"), "play_circle", "bg-blue-50"),
    JobStatus.COMPLETED: STATES[State.FIRED],
    JobStatus.FAILED: (N_("Did not go through"), LOOKS[JobStatus.FAILED].icon, "bg-red-50"),
}
"""Of one that is a job by now: only that knows how it went."""
_THERE = N_("The partner has it")


def what(action: Action, order: Mapping[str, object]) -> str:
    """What is to happen, as a sentence without its end; money in `order` is cents."""
    if action not in _AMOUNTS:
        return _(ACTIONS[action])
    name, words = _AMOUNTS[action]
    cents = order.get(name)
    return _(words).format(money(cents if isinstance(cents, int) else None))


def what_and_when(schedule: Schedule) -> str:
    """Such as "End the program: 10.01.2027 09:00, Europe/Kyiv (UTC+2)"."""
    when = format_when(schedule.due_at, schedule.zone)
    return f"{what(schedule.action, schedule.order)}: {when}"


def state_look(schedule: Schedule, job: JobStatus | None = None) -> tuple[str, str, str]:
    """Word, icon and colour; `job` is the status of the job that it became."""
    words, icon, background = STATES[schedule.state]
    if schedule.state is State.FIRED and job is not None:
        words, icon, background = _BECAME[job]
        if schedule.way is Way.PARTNER and job is JobStatus.COMPLETED:
            words = _THERE
    return _(words), icon, background
