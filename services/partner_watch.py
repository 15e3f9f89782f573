"""Asks whether the partner is there: once at the start, and again while it is known not to be.

A harmless read. It lets the app say so when nobody has a job that would find out, and notices
the recovery even then.
"""

import asyncio

import structlog

from services.circuit import Circuit
from services.tasks import Tasks
from services.tracking.troubles import trouble_of
from services.upstream.errors import Forbidden, UpstreamError
from services.upstream.port import Partner

log = structlog.get_logger(__name__)

_CALM = 5.0  # seconds between looks at the circuit while the partner is fine


class PartnerWatch:
    def __init__(self, partner: Partner, circuit: Circuit) -> None:
        self._partner = partner
        self._circuit = circuit
        self._tasks = Tasks()

    def start(self) -> None:
        self._tasks.start(self._run(), "partner watch")

    async def stop(self) -> None:
        await self._tasks.stop()

    async def _run(self) -> None:
        await self._ask()
        while True:
            await asyncio.sleep(self._circuit.left if self._circuit.open else _CALM)
            if self._circuit.open and self._circuit.wait() == 0:
                await self._ask()

    async def _ask(self) -> None:
        try:
            await self._partner.check_credentials()
        except Forbidden:  # it is there, and this account may do other things
            self._circuit.succeeded()
        except UpstreamError as error:
            log.warning("the partner cannot be used", reason=error.message, http=error.http)
            self._circuit.failed("partner watch", trouble_of(error), at_once=True)
        else:
            self._circuit.succeeded()
