"""The opaque place in a list of jobs or batches from which the next page goes on."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from models.bulk import Bulk
from models.job import Job
from models.transition import storable
from services.errors import FieldError, Invalid
from services.i18n import N_, _

_WRONG = N_("This cursor is not one of ours; begin without one.")
_ELSEWHERE = N_("The cursor belongs to another list or order.")


@dataclass(frozen=True)
class Cursor:
    """Behind what has the id `some_id` and was created at `created_at`, in the order `sort`."""

    created_at: datetime
    some_id: str
    sort: str

    @classmethod
    def behind(cls, last: Job | Bulk, sort: str) -> Self:
        return cls(last.created_at, last.id, sort)

    @property
    def place(self) -> tuple[datetime, str]:
        return self.created_at, self.some_id

    @classmethod
    def parse(cls, text: str, sort: str) -> Self:
        """Raises Invalid for what `str` did not make, and for another order."""
        try:
            at, some_id, made_for = json.loads(
                base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            )
            cursor = cls(_utc(at), str(storable(some_id)), str(made_for))
        except (ValueError, TypeError, OverflowError, RecursionError):
            raise Invalid([FieldError("cursor", _(_WRONG))]) from None
        if cursor.sort != sort:
            raise Invalid([FieldError("cursor", _(_ELSEWHERE))])
        return cursor

    def __str__(self) -> str:
        content = json.dumps([self.created_at.isoformat(), self.some_id, self.sort])
        return base64.urlsafe_b64encode(content.encode()).rstrip(b"=").decode()


def _utc(text: str) -> datetime:
    """Raises ValueError for a moment without a zone, OverflowError beside the calendar's ends."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)
