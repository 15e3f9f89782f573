"""An engine decides who calls `advance` and when (design 3). It knows nothing of programs.

What is said of jobs goes for schedules, too: they have ids of their own form, and are called at
their moment for the first time.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

# Does the next thing for a job (or a batch, by the id); seconds until it wants to be called again,
# None for never.
Advance = Callable[[str], Awaitable[float | None]]

GRACE = 0.9  # seconds that a submission under way has to end when the process stops
NUDGE = "nudge:"
"""Before a job's id, in what processes tell each other: somebody wants it looked at now."""


class Enlisted(Protocol):
    """What an engine takes up: a job, or a batch of them."""

    id: str

    @property
    def by_hand(self) -> bool:
        """Whether somebody waits for it at a screen: it begins before what scripts ordered."""
        ...


class Engine(Protocol):
    on_call: Callable[[float], object]
    """Told with each call how many seconds late it is."""

    async def start(self, advance: Advance) -> None:
        """Take up every unfinished job, and every one recorded from now on."""
        ...

    def enlist(self, session: Session, job: Enlisted) -> None:
        """Called inside the transaction that records the job."""
        ...

    def arm(self, session: Session, schedule_id: str, at: datetime) -> None:
        """Called inside the transaction that makes a schedule wait: call `advance` for it then."""
        ...

    def rearm(self, session: Session, schedule_id: str, at: datetime) -> None:
        """The same for one that is waited for already: its moment is another one from now on."""
        ...

    def nudge(self, job_id: str) -> None:
        """Call `advance` for this job now, whatever its due time."""
        ...

    async def stop(self) -> None:
        """Let what is under way end for a moment, then let go. Loses nothing."""
        ...

    @property
    def running(self) -> bool:
        """Whether it calls `advance` when a job is due; False before `start` and after a crash."""
        ...

    @property
    def active(self) -> int:
        """How many jobs this engine has in hand."""
        ...

    @property
    def lag(self) -> float:
        """Seconds by which the most overdue job is late."""
        ...
