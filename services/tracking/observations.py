"""What this process knows of its looking: when it last looked, when it will look again.

Kept in memory: writing every poll down is what would cost (engine.md). A restart forgets it
and looks again.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

SEVERAL = 4
"""Contract 6: retry a few times before concluding. This many answers in a row are more."""
LASTING = 600.0
"""Seconds after which a refusal to answer is no passing one any more."""


class Silence(Enum):
    """How the partner answers without telling what became of a job."""

    UNKNOWN = auto()  # it does not know the job number, or says 500, which may mean that
    REFUSED = auto()  # it does not answer this question


@dataclass
class Observation:
    last_checked_at: datetime | None = None
    next_check_at: datetime | None = None
    failures: int = 0
    silence: Silence | None = None
    untold: int = 0  # answers of that sort in a row
    untold_since: datetime | None = None

    def told_nothing(self, silence: Silence, at: datetime) -> None:
        """The partner did answer, but told nothing; another sort of silence begins anew."""
        if silence is not self.silence:
            self.silence, self.untold, self.untold_since = silence, 0, at
        self.untold += 1

    def told(self) -> None:
        """It told something, or did not answer at all: a silence begins anew."""
        self.silence, self.untold, self.untold_since = None, 0, None

    def interrupted(self, at: datetime) -> None:
        """An outage meanwhile: it is no part of the silence, however long it takes."""
        if self.untold:
            self.untold_since = at

    @property
    def several(self) -> bool:
        return self.untold >= SEVERAL

    def lasts(self, at: datetime) -> bool:
        """Whether there were several of one sort in a row, over a time that is no passing one."""
        since = self.untold_since
        return self.several and since is not None and (at - since).total_seconds() >= LASTING


class Observations:
    def __init__(self) -> None:
        self._by_job: dict[str, Observation] = {}

    def of(self, job_id: str) -> Observation:
        return self._by_job.setdefault(job_id, Observation())

    def peek(self, job_id: str) -> Observation | None:
        return self._by_job.get(job_id)

    def forget(self, job_id: str) -> None:
        self._by_job.pop(job_id, None)
