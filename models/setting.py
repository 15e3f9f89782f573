"""What a person has set: by name, the partners' credentials, and who changed which when."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime


class Setting(SQLModel, table=True):
    """One value, by its name in `Settings`; nothing secret."""

    name: str = Field(primary_key=True, max_length=40)
    value: str = Field(sa_type=Text)


class PartnerAccess(SQLModel, table=True):
    """The credentials for one partner, sealed: without the key file they cannot be read.

    Those of a partner that is not in use any more are kept: its jobs have to end.
    """

    __tablename__ = "partner_access"

    address: str = Field(primary_key=True)
    pair: str | None = Field(default=None, sa_type=Text)
    features_pair: str | None = Field(default=None, sa_type=Text)


class SettingChange(SQLModel, table=True):
    """`name` is that of a setting, or `credentials` or `features_credentials`.

    The values of those two are written down nowhere; `about` is whose they are.
    """

    __tablename__ = "setting_change"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str
    name: str
    about: str | None = None
    before: str | None = None
    after: str | None = None
