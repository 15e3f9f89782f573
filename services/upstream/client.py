"""The client of the partner's API: one method an operation of contract 2, one request each.

Reads that span several pages or more ids than one request takes are the exception. Nothing is
ever tried again here: that is decided where it is known what a repetition would cost.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import SecretStr

from services.clock import Clock
from services.i18n import N_
from services.upstream import listings
from services.upstream.errors import Unknown, UpstreamError
from services.upstream.exchange import Answer, Exchange, NoAnswer
from services.upstream.port import Params, ProgramInfo, ProgramPage, StatusAnswer
from services.upstream.verdicts import Verdicts

T = TypeVar("T")
Asked = Callable[[str, float, UpstreamError | None], object]
"""Told of each request: the path, the seconds it took, and what went wrong."""

MOST_IDS = 200  # in one path (contract 9)
MOST_PROGRAMS = 40  # on one page (contract 9)
_NO_BUSINESS = N_("The partner does not know this business.")
_MOST_PAGES = 250  # a partner that never comes to an end is not followed for ever


class PartnerClient:
    """Implements `port.Partner` over HTTP. `last_success_at` and `last_error` are for health."""

    def __init__(self, exchange: Exchange, clock: Clock) -> None:
        self._exchange = exchange
        self._clock = clock
        self._verdicts = Verdicts(exchange, clock)
        self.last_success_at: datetime | None = None
        self.last_error: UpstreamError | None = None
        self.on_asked: Asked = lambda _path, _seconds, _error: None

    @classmethod
    def open(  # noqa: PLR0917 - each is a setting or a part that tests replace
        cls,
        base_url: str,
        username: str | None,
        password: SecretStr | None,
        timeout: float,
        transport: httpx.AsyncBaseTransport | None,
        clock: Clock,
    ) -> Self:
        """Does not connect yet. `timeout` is seconds for one whole request."""
        exchange = Exchange(base_url, timeout, transport)
        exchange.set_credentials(username, password)
        return cls(exchange, clock)

    def set_credentials(self, username: str | None, password: SecretStr | None) -> None:
        """Use another pair from the next request on."""
        self._exchange.set_credentials(username, password)

    def set_features_credentials(self, username: str | None, password: SecretStr | None) -> None:
        """Use another pair for the features calls from the next one on; None: the same one."""
        self._exchange.set_features_credentials(username, password)

    async def aclose(self) -> None:
        await self._exchange.aclose()

    async def create(self, params: Params) -> str:
        return await self._submit("/v1/reseller/program/create", params)

    async def edit(self, program_id: str, params: Params) -> str:
        return await self._submit(f"/v1/reseller/program/{segment(program_id)}/edit", params)

    async def end(self, program_id: str) -> str:
        return await self._submit(f"/v1/reseller/program/{segment(program_id)}/end", {})

    async def pause(self, program_id: str) -> None:
        path = f"/program/{segment(program_id)}/pause/v1"
        await self._ask("POST", path, {}, self._verdicts.done, submit=True)

    async def resume(self, program_id: str) -> None:
        path = f"/program/{segment(program_id)}/resume/v1"
        await self._ask("POST", path, {}, self._verdicts.done, submit=True)

    async def status(self, job_id: str) -> StatusAnswer:
        return await self._read(f"/v1/reseller/status/{segment(job_id)}", self._status)

    def _status(self, answer: Answer) -> StatusAnswer:
        """A 202 means "not yet", whatever its body is and however it broke off (contract 6)."""
        if answer.http == HTTPStatus.ACCEPTED:
            return StatusAnswer(answer.http, None, answer.text)
        body = self._verdicts.json_object(answer)
        status = body.get("status")
        told = isinstance(status, str) and status.strip()
        raw = answer.text if told else self._exchange.redact(answer.text)
        return StatusAnswer(answer.http, body, raw)

    async def program_info(self, program_ids: Sequence[str]) -> ProgramInfo:
        info = ProgramInfo([], [])
        for ids in _chunks(program_ids):
            got, start = 0, 0
            while True:
                page = await self._info_page(ids, start)
                info.programs.extend(page.programs)
                info.errors.extend(listings.cleared(page.errors, self._exchange.redact_value))
                got += len(page.programs) + len(page.errors)
                start += len(page.programs)
                if not page.programs or got >= len(ids):
                    break
        return info

    async def _info_page(self, ids: Sequence[str], start: int) -> ProgramInfo:
        """`start` counts programs already read; the documentation gives it no page size."""
        params: Params = {"start": str(start)} if start else {}
        return await self._read(
            f"/v1/programs/info/{_path_ids(ids)}", self._shaped(listings.program_info), params
        )

    async def business_programs(self, business_ids: Sequence[str]) -> list[dict[str, Any]]:
        lists = await self.business_lists(business_ids)
        return [program for programs in lists.values() for program in programs]

    async def business_lists(self, business_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        """As in the port. Raises Unknown when the partner does not know one of the businesses."""
        found: dict[str, dict[str, dict[str, Any]]] = {}
        for ids in _chunks(business_ids):
            open_ids: Sequence[str] = ids
            for page in range(_MOST_PAGES):
                rows = await self._business_page(open_ids, page * MOST_PROGRAMS)
                before = sum(map(len, found.values()))
                for row in rows:
                    programs = {str(program.get("program_id")): program for program in row.programs}
                    found.setdefault(row.business_id, {}).update(programs)
                open_ids = [r.business_id for r in rows if len(r.programs) >= MOST_PROGRAMS]
                if not open_ids or sum(map(len, found.values())) == before:
                    break
        return {business: list(programs.values()) for business, programs in found.items()}

    async def _business_page(
        self, ids: Sequence[str], start: int
    ) -> list[listings.BusinessPrograms]:
        rows, errors = await self._read(
            f"/v1/programs/list/{_path_ids(ids)}",
            self._shaped(listings.business_programs),
            {"start": str(start), "limit": str(MOST_PROGRAMS)},
        )
        if errors and len(rows) < len(ids):
            # An empty list would claim that the business has no program. It was not said.
            code, message = listings.first_error(errors, self._exchange.redact_value)
            raise Unknown(message or _NO_BUSINESS, code=code)
        return rows

    async def account_programs(
        self, offset: int = 0, limit: int = 20, program_status: str = "CURRENT"
    ) -> ProgramPage:
        params = {"offset": str(offset), "limit": str(limit), "program_status": program_status}
        return await self._read("/programs/v1", self._shaped(listings.account_page), params)

    async def business_info(self, business_ids: Sequence[str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for ids in _chunks(business_ids):
            path = f"/v1/business_info/{_path_ids(ids)}"
            found += await self._read(path, self._shaped(listings.businesses))
        return found

    async def features(self, program_id: str) -> dict[str, Any]:
        path = f"/program/{segment(program_id)}/features/v1"
        return await self._read(path, self._shaped(listings.features))

    async def write_features(self, program_id: str, features: Mapping[str, Any]) -> dict[str, Any]:
        """A bare map of types (contract 11). May be repeated, so it leaves nobody in doubt."""
        path = f"/program/{segment(program_id)}/features/v1"
        reader = self._shaped(listings.features, self._verdicts.written)
        return await self._ask("POST", path, {}, reader, submit=False, body=features)

    async def save_features(self, program_id: str, features: Mapping[str, Any]) -> str:
        path = f"/program/{segment(program_id)}/features/v1"
        judge = self._verdicts.features
        return await self._ask("POST", path, {}, judge, submit=True, body=features)

    async def remove_features(self, program_id: str, names: Sequence[str]) -> str:
        path, body = f"/program/{segment(program_id)}/features/v1", {"features": list(names)}
        return await self._ask("DELETE", path, {}, self._verdicts.features, submit=True, body=body)

    async def check_credentials(self) -> None:
        await self.account_programs(limit=1)

    def _shaped(
        self, reader: Callable[[Any], T], taken: Callable[[Answer], Any] | None = None
    ) -> Callable[[Answer], T]:
        """A reader of the JSON of a 200; what it cannot read is Unavailable."""
        json_of = taken or self._verdicts.json

        def judge(answer: Answer) -> T:
            try:
                return reader(json_of(answer))
            except listings.WrongShape:
                raise self._verdicts.unusable(answer) from None

        return judge

    async def _submit(self, path: str, params: Params) -> str:
        return await self._ask("POST", path, params, self._verdicts.job_id, submit=True)

    async def _read(
        self, path: str, judge: Callable[[Answer], T], params: Params | None = None
    ) -> T:
        return await self._ask("GET", path, params or {}, judge, submit=False)

    async def _ask(
        self,
        method: str,
        path: str,
        params: Params,
        judge: Callable[[Answer], T],
        *,
        submit: bool,
        body: Mapping[str, Any] | None = None,
    ) -> T:
        began = self._clock.monotonic()
        try:
            try:
                answer = await self._exchange.send(method, path, dict(params), body)
            except NoAnswer as failure:
                raise self._verdicts.no_answer(failure, submit=submit) from failure.__cause__
            value = judge(answer)
        except UpstreamError as error:
            self.last_error = error
            self.on_asked(path, self._clock.monotonic() - began, error)
            raise
        self.on_asked(path, self._clock.monotonic() - began, None)
        self.last_success_at = self._clock.now()
        self.last_error = None
        return value


def segment(value: str) -> str:
    """One segment of a path; an id of dots would otherwise climb in it."""
    quoted = quote(value, safe="")
    return quoted if quoted.strip(".") else quoted.replace(".", "%2E")


def _path_ids(ids: Sequence[str]) -> str:
    return ",".join(segment(one) for one in ids)


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    unique = list(dict.fromkeys(ids))
    for start in range(0, len(unique), MOST_IDS):
        yield unique[start : start + MOST_IDS]
