"""What we remember of each partner: its programs, its businesses, and when it was last read."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel

from models.columns import Json, UtcDateTime
from models.program import Program
from models.program_type import ProgramType
from models.transition import storable

LONGEST_LABEL = 80
_MOST_CENTS = 10**15  # more is no amount of money, and no database's integer


class ListedProgram(SQLModel, table=True):
    """A program as its partner listed it last; `raw` is its own object, in cents.

    `seen_at` is None until the partner has shown it to us. `vanished_at` is when the partner had
    it no longer. `label` is a person's own name for it; no refresh touches it.
    """

    __tablename__ = "listed_program"
    __table_args__ = (Index("ix_listed_program_business", "partner", "business_id"),)

    partner: str = Field(default="", primary_key=True)
    program_id: str = Field(primary_key=True)
    business_id: str | None = None
    type_word: str = ""
    status_word: str = ""
    paused: bool = False
    start: date | None = None
    end: date | None = None
    budget: int | None = Field(default=None, sa_type=BigInteger)
    ad_cost: int | None = Field(default=None, sa_type=BigInteger)
    label: str = ""
    searched: str = Field(default="", sa_type=Text)  # ids and label in small letters
    raw: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    vanished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    read_for: str | None = None  # the job after whose end it was read again

    @property
    def program(self) -> Program:
        return Program.from_partner(self.raw or {"program_id": self.program_id})


class Standing(NamedTuple):
    """What the list says of a program at a glance; `kind` is None where the word is not known."""

    kind: ProgramType | None
    over: bool  # it has ended, and the partner still shows it
    gone: bool  # the partner shows it no longer


class ListingState(SQLModel, table=True):
    """How the reading of a partner's whole list stands, for all processes and viewers.

    `read_at` is the moment at which the last complete reading began: nothing shown is older.
    """

    __tablename__ = "listing_state"

    partner: str = Field(default="", primary_key=True)
    version: int = 0
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    busy_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    read_so_far: int | None = None
    total: int | None = None
    failed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failed_http: int | None = None  # the partner's answer; None with `failed_at`: there was none


class Business(SQLModel, table=True):
    """A business that a program or a person named; `saved` puts it on the person's own list.

    An id means something to one partner only, so each partner has businesses of its own.
    `name` and `categories` are the person's where they were typed, else the partner's.
    """

    __tablename__ = "business"

    partner: str = Field(default="", primary_key=True)
    business_id: str = Field(primary_key=True)
    name: str = ""
    categories: list[str] = Field(default_factory=list, sa_column=Column(Json))
    saved: bool = False
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    saved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def columns_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that a partner's program object fills."""
    program = Program.from_partner(raw)
    return {
        "program_id": storable(program.program_id),
        "business_id": storable(program.business_id),
        "type_word": storable(program.type_word),
        "status_word": storable(program.status_word),
        "paused": bool(program.paused),
        "start": program.start,
        "end": program.end,
        "budget": _amount(program.budget),
        "ad_cost": _amount(program.ad_cost),
        "raw": dict(raw),
    }


def searched(*words: str | None) -> str:
    """Text in which a part can be found whatever its case, in any alphabet."""
    return "\n".join(word for word in words if word).casefold()


def _amount(cents: int | None) -> int | None:
    return cents if cents is not None and abs(cents) < _MOST_CENTS else None
