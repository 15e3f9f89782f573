"""Which programs of the list, and in which order. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from models.program import Life


class ProgramOrder(StrEnum):
    """The values are those of the address and of REST; a minus means falling."""

    LATEST = "-start"
    EARLIEST = "start"
    BUDGET = "-budget"
    SPENT = "-spent"
    LABEL = "label"


@dataclass(frozen=True, kw_only=True)
class ProgramFilter:
    """Which programs; nothing means any. What has vanished counts as ended."""

    life: Life | None = None
    type_word: str | None = None
    business_id: str | None = None
    text: str | None = None
