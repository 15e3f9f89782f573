"""What the rest of the house may ask of the partner, and the shapes of the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from services.upstream.errors import UpstreamError

Params = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class StatusAnswer:
    """An answer about a job. `body` is the receipt of a 200, None for a 202 (contract 6).

    Both are as the partner sent them, and are kept and shown so: a receipt is the proof of what
    became of money, and must not be read otherwise for a password that looks like a part of it.
    Should a partner echo a password in a receipt, it stays there. `raw` of a 200 that tells no
    status proves nothing: secrets are taken out of it.
    """

    http: int
    body: dict[str, Any] | None
    raw: str


@dataclass(frozen=True)
class ProgramInfo:
    """The partner's program objects, in cents, and its `errors` for ids without one."""

    programs: list[dict[str, Any]]
    errors: list[dict[str, Any]]

    def of(self, program_id: str) -> dict[str, Any] | None:
        """The program that was asked for, whatever else the answer holds."""
        mine = (one for one in self.programs if one.get("program_id") == program_id)
        return next(mine, None)


@dataclass(frozen=True)
class ProgramPage:
    """One page of all programs of the account; `total` counts all pages."""

    programs: list[dict[str, Any]]
    total: int
    offset: int
    limit: int
    program_status: str


class Partner(Protocol):
    """Submits raise NotSent, Unauthorized, Throttled, Refused or Ambiguous.

    Reads raise Unauthorized, Throttled, Forbidden, Unknown or Unavailable (Unreachable when no
    connection could be made). Nothing here ever tries again by itself.
    """

    last_success_at: datetime | None
    last_error: UpstreamError | None

    async def create(self, params: Params) -> str:
        """Queue a create; the partner's job id."""
        ...

    async def edit(self, program_id: str, params: Params) -> str:
        """Queue a change; the partner's job id."""
        ...

    async def end(self, program_id: str) -> str:
        """Queue the end of a program, which takes effect at once; the partner's job id."""
        ...

    async def pause(self, program_id: str) -> None:
        """Pause a CPC program; there is no job. Raises NotGranted as well."""
        ...

    async def resume(self, program_id: str) -> None:
        """Resume a paused program; there is no job. Raises NotGranted as well."""
        ...

    async def status(self, job_id: str) -> StatusAnswer:
        """How a job stands. An `Unavailable` with `http` 500 may mean an expired job as well."""
        ...

    async def program_info(self, program_ids: Sequence[str]) -> ProgramInfo: ...

    async def business_programs(self, business_ids: Sequence[str]) -> list[dict[str, Any]]:
        """All programs of these businesses, each with its `yelp_business_id`."""
        ...

    async def business_lists(self, business_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        """The programs of each business; one that was merged into another may be missing."""
        ...

    async def account_programs(
        self, offset: int = 0, limit: int = 20, program_status: str = "CURRENT"
    ) -> ProgramPage:
        """One page; `limit` 1 to 40, `program_status` CURRENT, PAST, PAUSED, FUTURE or ALL."""
        ...

    async def business_info(self, business_ids: Sequence[str]) -> list[dict[str, Any]]: ...

    async def features(self, program_id: str) -> dict[str, Any]:
        """The features that the program supports, by type (contract 11)."""
        ...

    async def write_features(self, program_id: str, features: Mapping[str, Any]) -> dict[str, Any]:
        """Set these types; all types afterwards. Writing the same twice changes nothing.

        Raises Refused where a submit does, else what reads raise: it may be tried again.
        """
        ...

    async def save_features(self, program_id: str, features: Mapping[str, Any]) -> str:
        """Set these types for a person; the partner's answer as it came. Raises what submits do."""
        ...

    async def remove_features(self, program_id: str, names: Sequence[str]) -> str:
        """Empty these types; otherwise like `save_features`."""
        ...

    async def check_credentials(self) -> None:
        """Return when the partner takes the credentials; Unauthorized when it does not."""
        ...
