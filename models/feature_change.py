"""A change of features as a job keeps it, and whether the partner shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from models.evidence import Changes, Evidence
from models.feature_types import LICENSES, LOCATIONS
from models.features import is_active, writable
from models.job import Job, Phase
from models.job_status import JobStatus
from models.wording import N_

SAVED = N_("{} saved.")
REMOVED = N_("{} removed.")


@dataclass(frozen=True)
class FeatureChange:
    """Types to set with their values as POST takes them, or types to remove."""

    write: dict[str, dict[str, Any]] = field(default_factory=dict)
    remove: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """As it is kept as the job's order."""
        return cls(kept.get("write", {}), kept.get("remove", []))

    def kept(self) -> dict[str, Any]:
        return {"remove": self.remove} if self.remove else {"write": self.write}

    @property
    def names(self) -> list[str]:
        return self.remove or list(self.write)

    def is_shown(self, shown: Mapping[str, Any]) -> bool:
        """Whether what GET answers has this change in it."""
        if self.remove:
            return not any(is_active(writable(name, shown.get(name))) for name in self.remove)
        return all(
            _same(name, values, writable(name, shown.get(name)))
            for name, values in self.write.items()
        )


def _same(name: str, wanted: Mapping[str, Any], shown: Mapping[str, Any]) -> bool:
    if name == LICENSES:  # POST adds to those that are there
        return all(_among(one, shown.get("licenses")) for one in wanted["licenses"])
    if name == LOCATIONS:
        return _places(wanted.get("businesses")) == _places(shown.get("businesses"))
    return all(_equal(value, shown.get(key)) for key, value in wanted.items())


def _equal(wanted: Any, shown: Any) -> bool:
    if not isinstance(wanted, list):
        return bool((wanted or None) == (shown or None))  # off is null, empty or false
    there = shown if isinstance(shown, list) else []
    return len(there) == len(wanted) and all(_among(one, there) for one in wanted)


def _among(wanted: Any, rows: Any) -> bool:
    """Whether one of the rows has these values; the partner may show more of it."""
    if not isinstance(wanted, Mapping):
        return wanted in (rows or [])
    found = [row for row in rows or [] if isinstance(row, Mapping)]
    return any(all(row.get(key) == value for key, value in wanted.items()) for row in found)


def _places(rows: Any) -> dict[Any, list[str]]:
    """The partner may write a place out: "Fresno" is shown as "Fresno, CA"."""
    found = [row for row in rows or [] if isinstance(row, Mapping)]
    return {
        row.get("business_id"): sorted(
            str(place).split(",")[0].strip().casefold() for place in named
        )
        for row in found
        if (named := row.get("locations"))
    }


@dataclass(frozen=True, kw_only=True)
class Applied(Evidence):
    """The partner answered a change of features with what they are now; there is no receipt."""

    name = "applied"
    allowed = frozenset({Phase.SUBMITTING})
    answer: str
    said: str

    def changes(self, job: Job, at: datetime) -> Changes:  # noqa: ARG002 - every kind answers alike
        return {
            "phase": Phase.SETTLED,
            "status": JobStatus.COMPLETED,
            "accepted_at": at,
            "completed_at": at,
            "receipt": self.answer,
            "trouble": None,
            "asks": False,
        }

    @property
    def detail(self) -> str | None:
        return self.said
