"""Reading programs from the partner on the spot, for pages and REST. No side effects.

Every failure becomes a sentence: NotFound where the partner says there is no such program,
PartnerProblem where it could not answer.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, TypeVar

from models.catalogue import FEATURES_REFUSED, explain, explain_transport
from models.program import Program
from services.errors import NotFound, PartnerProblem
from services.i18n import _, language
from services.pace import Pace, Urgency
from services.upstream.errors import Unknown, UpstreamError
from services.upstream.port import Partner, ProgramInfo, ProgramPage

T = TypeVar("T")


class Catalog:
    def __init__(self, partner: Partner, pace: Pace) -> None:
        self._partner = partner
        self._pace = pace

    async def program(self, program_id: str) -> Program:
        """The program as the partner reports it now. Raises NotFound, PartnerProblem."""
        info = await self.program_info(program_id)
        if (mine := info.of(program_id)) is None:
            sentence = _("The partner has no program {} under this account.")
            raise NotFound(sentence.format(program_id))
        return Program.from_partner(mine)

    async def program_info(self, program_id: str) -> ProgramInfo:
        """The partner's own answer. Raises PartnerProblem."""
        return await self._ask(lambda: self._partner.program_info([program_id]))

    async def programs(self, offset: int, limit: int, program_status: str) -> ProgramPage:
        """One page of the account's programs (contract 9; limit 1 to 40)."""
        return await self._ask(
            lambda: self._partner.account_programs(offset, limit, program_status)
        )

    async def features(self, program_id: str) -> dict[str, Any]:
        """Every type that the program supports. Raises NotFound, PartnerProblem."""
        try:
            return await self._ask(lambda: self._partner.features(program_id))
        except PartnerProblem as problem:
            if not isinstance(problem.__cause__, Unknown):
                raise
            if problem.__cause__.http == HTTPStatus.NOT_FOUND:
                sentence = _("The partner has no program {} under this account.")
                raise NotFound(sentence.format(program_id)) from problem
            words = explain(FEATURES_REFUSED, None, language())
            raise PartnerProblem(f"{words.title}. {words.advice}.") from problem

    async def check_credentials(self) -> None:
        """Raises UpstreamError when the partner does not take the credentials."""
        await self._pace.turn(Urgency.PERSON)
        await self._partner.check_credentials()

    async def _ask(self, question: Callable[[], Awaitable[T]]) -> T:
        await self._pace.turn(Urgency.PERSON)
        try:
            return await question()
        except UpstreamError as error:
            said = explain_transport(error.http, "program", language())
            raise PartnerProblem(f"{said.text}.") from error
