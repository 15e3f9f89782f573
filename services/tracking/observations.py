"""What this process knows of its looking: when it last looked, when it will look again.

Kept in memory: writing every poll down is what would cost (engine.md). A restart forgets it
and looks again.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class Observation:
    last_checked_at: datetime | None = None
    next_check_at: datetime | None = None
    failures: int = 0
    unknown: int = 0  # times in a row that the partner did not tell how the job stands
    unknown_since: datetime | None = None

    def told_nothing(self, at: datetime) -> None:
        """The partner did answer, but not how the job stands."""
        self.unknown += 1
        self.unknown_since = self.unknown_since or at

    def told(self) -> None:
        self.unknown, self.unknown_since = 0, None

    def silent_for(self, at: datetime) -> float:
        """Seconds since the first of such answers in a row."""
        return (at - self.unknown_since).total_seconds() if self.unknown_since else 0.0


class Observations:
    def __init__(self) -> None:
        self._by_job: dict[str, Observation] = {}

    def of(self, job_id: str) -> Observation:
        return self._by_job.setdefault(job_id, Observation())

    def peek(self, job_id: str) -> Observation | None:
        return self._by_job.get(job_id)

    def forget(self, job_id: str) -> None:
        self._by_job.pop(job_id, None)
