"""The shapes of what REST says about settings, for the OpenAPI document."""

from typing import Literal

from pydantic import Field

from pages.api.schemas import Shape
from services.changing import MOST_RATE

_PAIR = Field(None, description="Both, or neither for the pair that is kept for the address.")


class SettingsRequest(Shape):
    """What is left out stays as it is; all of it is taken, or nothing."""

    upstream_rate: float | None = Field(
        None, ge=0, le=MOST_RATE, description="Requests a second to the partner; 0 is no limit."
    )
    open_when_ready: bool | None = Field(None, description="A program opens when it is ready.")
    tab_shows_jobs: bool | None = Field(None, description="A tab's title and icon show jobs.")
    sound: bool | None = Field(None, description="A sound is played when a job ends.")
    notify_each: bool | None = Field(None, description="A notification is shown when a job ends.")


class SettingsDocument(Shape):
    upstream_url: str = Field(description="The partner in use; `sandbox` is the built-in one.")
    credentials: Literal["environment", "kept", "unreadable", "none"]
    features_credentials: Literal["environment", "kept", "same"]
    upstream_rate: float
    open_when_ready: bool
    tab_shows_jobs: bool
    sound: bool
    notify_each: bool
    fixed: list[str] = Field(description="What the environment says; it is not changed here.")


class PartnerRequest(Shape):
    upstream_url: str = Field(examples=["sandbox", "https://partner-api.yelp.com"])
    username: str | None = _PAIR
    password: str | None = _PAIR
