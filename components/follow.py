"""Hears that jobs changed and tells its page soon, in one go, for as long as the page stands."""

from collections.abc import Awaitable, Callable

from nicegui import ui
from nicegui.element import Element

from components.parts import parts
from services.bus import JobChanged

_SOON = 0.1  # seconds; what changes together is told together, well within 200 ms


class Follower(Element):
    """Calls `told(ids)` with the jobs that changed; of one job, or of all.

    At most every `soon` seconds. Invisible. Put it where it outlives what `told` rebuilds: it
    stops when it is deleted.
    """

    def __init__(
        self,
        told: Callable[[set[str]], Awaitable[None] | None],
        job_id: str | None = None,
        soon: float = _SOON,
    ) -> None:
        super().__init__("div")
        self.set_visibility(False)
        self._told = told
        self._soon = soon
        self._heard: set[str] = set()
        self._unsubscribe = parts().bus.subscribe(self._hear, job_id)

    def _hear(self, change: JobChanged) -> None:
        waiting = bool(self._heard)
        self._heard.add(change.job_id)
        if not waiting:
            with self:
                ui.timer(self._soon, self._tell, once=True)

    async def _tell(self) -> None:
        heard, self._heard = self._heard, set()
        answer = self._told(heard)
        if answer is not None:
            await answer

    def _handle_delete(self) -> None:
        self._unsubscribe()
        del self._unsubscribe  # it holds us, so that only the collector would let go of both
        super()._handle_delete()
