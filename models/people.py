"""People: who may sign in, how much each may do, and what was done about them."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime, word_of

SHORTEST_PASSWORD = 10  # characters
_IN_FORCE = text("revoked_at IS NULL")


class Role(StrEnum):
    """Each may what the ones before it may."""

    VIEWER = "viewer"  # reads
    OPERATOR = "operator"  # makes jobs
    ADMIN = "admin"  # settings, people and tokens

    def allows(self, need: "Role") -> bool:
        return _RANKS[self] >= _RANKS[need]


def by_script(actor: str) -> bool:
    """Whether a script acted: by REST where nobody signs in, or by a token, "account/token"."""
    return actor == "rest" or "/" in actor


_RANKS = {role: rank for rank, role in enumerate(Role)}


class Account(SQLModel, table=True):
    """Names are kept in lower case; a disabled account keeps its name for the history."""

    __tablename__ = "account"

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(unique=True, max_length=60)
    role: Role = Field(sa_type=word_of(Role))
    password_hash: str = Field(repr=False)  # argon2
    created_at: datetime = Field(sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignIn(SQLModel, table=True):
    """A browser in which somebody signed in. The secret stands in its cookie only."""

    __tablename__ = "sign_in"

    id: str = Field(primary_key=True, max_length=64)  # SHA-256 of the secret
    account_id: str = Field(foreign_key="account.id", index=True, max_length=40)
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    agent: str = ""
    address: str = ""


class ApiToken(SQLModel, table=True):
    """What a script signs in with. The token itself is shown once; `digest` is its SHA-256."""

    __tablename__ = "api_token"
    __table_args__ = (
        Index(
            "ix_api_token_name",
            "account_id",
            "name",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
    )

    id: str = Field(primary_key=True, max_length=40)
    digest: str = Field(unique=True, max_length=64, repr=False)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=40)
    name: str = Field(max_length=60)
    role: Role = Field(sa_type=word_of(Role))
    created_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AccountEvent(SQLModel, table=True):
    """What was done about people: by whom, about whom, appended and never changed."""

    __tablename__ = "account_event"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor: str
    kind: str = Field(max_length=40)
    about: str
    detail: str | None = None


class GoingOn(NamedTuple):
    """What somebody ordered, in person or by a token, and what goes on whether they are in or not.

    How many schedules that are still to happen, and how many running batches.
    """

    schedules: int
    batches: int
