"""Settings (interface 2): environment, then `.env`; flags of the command line win over both."""

import re
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.partner_address import normal_address
from models.people import SHORTEST_PASSWORD
from models.schedule import IfMissed

PREFIX = "ADTRAIL_"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SANDBOX = "sandbox"
POSTGRES = "postgresql://"
_LONGEST_ADDRESS = 200
_HOST = re.compile(r"[\w.:\[\]-]+", re.ASCII)


class SettingError(ValueError):
    """One line that names the setting and says what is wrong with it."""


class Settings(BaseSettings):
    """Durations are seconds. Secrets are `SecretStr`: they print as stars."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True
    )

    data_dir: Path = Field(default_factory=lambda: user_data_path("adtrail", appauthor=False))
    database_url: str = Field(default="", repr=False)  # may hold a password
    upstream_url: str = SANDBOX
    upstream_username: str | None = None
    upstream_password: SecretStr | None = None
    # For the features calls, where they take another pair (contract 1).
    features_username: str | None = None
    features_password: SecretStr | None = None
    # The look-up of businesses (contract 10): another host, and a key of its own.
    fusion_url: str = "https://api.yelp.com"
    fusion_key: SecretStr | None = None
    upstream_timeout: float = Field(default=15.0, allow_inf_nan=False, gt=0, le=600)
    upstream_rate: float = Field(default=5.0, allow_inf_nan=False, ge=0)
    first_poll: float = Field(default=2.0, allow_inf_nan=False, gt=0)
    max_poll: float = Field(default=15.0, allow_inf_nan=False, gt=0)
    reconcile_grace: float = Field(default=60.0, allow_inf_nan=False, ge=0)
    sandbox_seconds: float = Field(default=8.0, allow_inf_nan=False, ge=0)
    # With PostgreSQL: a process silent for that long is dead, and others take over its jobs.
    takeover: float = Field(default=20.0, allow_inf_nan=False, ge=1, le=3600)
    # What becomes of a schedule whose moment passed more than so many seconds ago.
    missed_schedules: IfMissed = IfMissed.RUN
    missed_after: float = Field(default=60.0, allow_inf_nan=False, ge=0, le=86_400)
    # Where a push service can reach whoever runs this (RFC 8292).
    push_contact: str = "mailto:adtrail@example.com"
    push_loopback: bool = False  # for tests: a push service at http://127.0.0.1, too
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    # With it people sign in, everywhere; the account `admin` has it.
    password: SecretStr | None = None
    allowed_hosts: str = ""  # names that people reach this under, such as a proxy's; with commas

    # Pages that may use REST from another origin, such as `https://app.example`; with commas.
    cors_origins: str = ""

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("password", mode="before")
    @classmethod
    def _set_or_not(cls, value: object) -> object:
        return value or None

    @field_validator("upstream_url")
    @classmethod
    def _known_scheme(cls, value: str) -> str:
        return partner_address(value)

    @field_validator("fusion_url")
    @classmethod
    def _known_lookup(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) or not urlsplit(value).hostname:
            raise ValueError("must be an address that begins with http:// or https://")
        return value.rstrip("/")

    @field_validator("fusion_key")
    @classmethod
    def _possible_key(cls, value: SecretStr | None) -> SecretStr | None:
        key = value.get_secret_value().strip() if value else ""
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise ValueError("has characters that no key has")
        return SecretStr(key) if key else None

    @field_validator("push_contact")
    @classmethod
    def _known_contact(cls, value: str) -> str:
        if not value.startswith(("mailto:", "https://")):
            raise ValueError("must begin with mailto: or https://")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", POSTGRES)):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return value

    @model_validator(mode="after")
    def _whole_pair(self) -> Self:
        for name in ("upstream", "features"):
            username, password = (
                getattr(self, f"{name}_username"),
                getattr(self, f"{name}_password"),
            )
            if (username is None) != (password is None):
                missing = "USERNAME" if username is None else "PASSWORD"
                raise ValueError(
                    f"{PREFIX}{name.upper()}_{missing}: is missing; the partner takes a username "
                    "and a password together"
                )
        return self

    @model_validator(mode="after")
    def _safe_bind(self) -> Self:
        if not self.on_loopback and self.password is None:
            raise ValueError(
                f"{PREFIX}HOST: binding {self.host} would open Adtrail to the network without a "
                f"login; set {PREFIX}PASSWORD, the password of the account admin, or use 127.0.0.1",
            )
        if self.password is not None and len(self.password.get_secret_value()) < SHORTEST_PASSWORD:
            raise ValueError(
                f"{PREFIX}PASSWORD: a password has at least {SHORTEST_PASSWORD} characters"
            )
        return self

    @property
    def on_loopback(self) -> bool:
        return self.host in LOOPBACK

    @field_validator("cors_origins")
    @classmethod
    def _exact_origins(cls, value: str) -> str:
        for origin in filter(None, map(str.strip, value.split(","))):
            split = urlsplit(origin)
            if (
                split.scheme not in {"http", "https"}
                or f"{split.scheme}://{split.netloc}" != origin
            ):
                raise ValueError(f"{origin} is no origin; write it like https://app.example:8443")
        return value

    @property
    def origins(self) -> frozenset[str]:
        return frozenset(filter(None, map(str.strip, self.cors_origins.lower().split(","))))

    @property
    def allowed_names(self) -> frozenset[str]:
        return frozenset(filter(None, (name.strip() for name in self.allowed_hosts.split(","))))

    @property
    def credentials(self) -> tuple[str, str] | None:
        """The partner's pair in clear, for the sandbox to check it; None where none is set."""
        if self.upstream_username is None or self.upstream_password is None:
            return None
        return self.upstream_username, self.upstream_password.get_secret_value()

    @property
    def sandboxed(self) -> bool:
        return self.upstream_url == SANDBOX

    @property
    def postgres(self) -> str | None:
        """The address of the PostgreSQL that several processes share; None with SQLite."""
        return self.database_url if self.database_url.startswith(POSTGRES) else None

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the store."""
        if self.postgres is not None:
            return f"postgresql+psycopg://{self.postgres.removeprefix(POSTGRES)}"
        return self.database_url or f"sqlite:///{self.data_dir / 'adtrail.sqlite3'}"


def partner_address(value: str) -> str:
    """As it is kept and compared. Raises ValueError with what is wrong."""
    if value == SANDBOX:
        return value
    said = urlsplit(value)
    if said.scheme not in {"http", "https"}:
        raise ValueError("must be 'sandbox' or an address that begins with http:// or https://")
    if not (said.hostname or "").rstrip("."):
        raise ValueError("has no host name")
    if said.username is not None or said.password is not None:
        raise ValueError("must not hold a username or password; they are set by themselves")
    if set("?#") & set(value) or not value.isprintable() or not _HOST.fullmatch(said.netloc):
        raise ValueError("must be a plain address without spaces, ? and #")
    if len(value) > _LONGEST_ADDRESS or said.port == 0:
        raise ValueError("is too long, or its port is none")
    return normal_address(value)


def in_the_open(address: str) -> bool:
    """Whether what is sent to this partner can be read on the way."""
    said = urlsplit(address)
    return said.scheme == "http" and said.hostname not in LOOPBACK


def make_folder(settings: Settings) -> None:
    """Make the data folder. Raises SettingError where that cannot be done."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(
            f"{PREFIX}DATA_DIR: {settings.data_dir} cannot be made ({error.strerror})",
        ) from None


def load_settings(**flags: Any) -> Settings:
    """Settings from everywhere; `flags` that are `None` do not count.

    Raises SettingError with one line on the first value that does not parse.
    """
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        raise SettingError(_one_line(error)) from None


def _one_line(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    message = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return message
    name = str(first["loc"][0])
    return f"{PREFIX}{name.removeprefix(PREFIX.lower()).upper()}: {message}"
