"""Schedules in words: what is to happen, and where it stands."""

from collections.abc import Mapping

from components.amounts import money
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


def state_look(schedule: Schedule) -> tuple[str, str, str]:
    words, icon, background = STATES[schedule.state]
    return _(_THERE if schedule.way is Way.PARTNER else words), icon, background
