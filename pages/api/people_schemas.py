"""The shapes of what REST says about people and their tokens, for the OpenAPI document."""

from pydantic import Field

from models.people import SHORTEST_PASSWORD, Role
from pages.api.schemas import Shape
from services.people.passwords import LONGEST

_MOMENT = Field(description="RFC 3339, UTC.", examples=["2026-11-25T12:34:56Z"])
_MAY = Field(description="A viewer looks, an operator makes jobs, an admin changes settings, too.")
_PASSWORD = Field(
    min_length=SHORTEST_PASSWORD, max_length=LONGEST, examples=["a long one of its own"]
)


class PersonRequest(Shape):
    name: str = Field(max_length=60, description="Kept in lower case.", examples=["hana"])
    password: str = _PASSWORD
    role: Role = _MAY


class RoleRequest(Shape):
    role: Role = _MAY


class PasswordRequest(Shape):
    password: str = _PASSWORD


class OwnPasswordRequest(Shape):
    old: str = Field(description="The one until now.")
    password: str = _PASSWORD


class SessionDocument(Shape):
    session_id: str = Field(description="To end it by; it lets nobody in.")
    agent: str = Field(description="What the browser says it is.")
    address: str
    created_at: str = _MOMENT
    seen_at: str = Field(description="To about five minutes.")
    here: bool = Field(description="Whether this is the session that asks.")


class SessionsDocument(Shape):
    count: int
    sessions: list[SessionDocument] = Field(description="The latest first.")


class PersonDocument(Shape):
    account_id: str
    name: str
    role: Role
    created_at: str = _MOMENT
    disabled_at: str | None = Field(description="Null for one who may sign in.")


class DisabledDocument(PersonDocument):
    schedules: int = Field(description="Of theirs that are still to happen.")
    batches: int = Field(description="Of theirs that run.")


class PeopleDocument(Shape):
    count: int
    people: list[PersonDocument] = Field(description="By name, the disabled ones, too.")


class TokenRequest(Shape):
    name: str = Field(max_length=40, description="Your own, once.", examples=["ci"])
    role: Role = Field(description="No more than the account's.")


class TokenDocument(Shape):
    token_id: str
    name: str
    role: Role
    created_at: str = _MOMENT
    used_at: str | None = Field(description="To about five minutes; null for never.")


class NewTokenDocument(TokenDocument):
    token: str = Field(description="The token itself; nobody can see it again.")


class RevokedDocument(Shape):
    token_id: str
    accounts: list[str] = Field(description="The names of the accounts that it added.")


class TokensDocument(Shape):
    count: int
    tokens: list[TokenDocument] = Field(description="Those in force, the newest first.")
