"""Web Push: the browsers that want to be told, and of which jobs."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from models.columns import Json, UtcDateTime


class PushSubscription(SQLModel, table=True):
    """Where a browser's push service takes messages, and the keys that only the browser opens.

    `id` is made of the endpoint, so that the same browser is there once. It belongs to whoever
    asked last in that browser, and to the session; to nobody where nobody signs in.
    """

    __tablename__ = "push_subscription"

    id: str = Field(primary_key=True, max_length=64)
    endpoint: str = Field(sa_type=Text)
    p256dh: str
    auth: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    account_id: str | None = Field(default=None, index=True, max_length=40)
    sign_in: str | None = Field(default=None, max_length=64)


class PushWish(SQLModel, table=True):
    """One message that is to be sent when the job has ended; the row goes when it was sent.

    Whoever sets `claimed_at` sends it, and nobody else ever does; `asked_at` is the same for the
    one message before it, when the job needs a person's decision. `words` are what the person
    reads, by the job's status.
    """

    __tablename__ = "push_wish"

    job_id: str = Field(primary_key=True, max_length=40, foreign_key="job.id")
    subscription_id: str = Field(
        primary_key=True, max_length=64, foreign_key="push_subscription.id"
    )
    words: dict[str, str] = Field(default_factory=dict, sa_column=Column(Json))
    tries: int = 0
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PushKey(SQLModel, table=True):
    """The key that several processes on one database share; with SQLite it is a file."""

    __tablename__ = "push_key"

    id: int = Field(default=1, primary_key=True)
    private: str
