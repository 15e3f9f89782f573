"""Hears that the list of programs changed and tells its page soon, for as long as it stands."""

from collections.abc import Awaitable, Callable

from nicegui import ui
from nicegui.element import Element

from components.parts import parts

_SOON = 0.15  # seconds; what changes together is told together


class ListingFollower(Element):
    """Calls `told(program_ids)`; of no program: only how the list stands has changed."""

    def __init__(self, told: Callable[[frozenset[str]], Awaitable[None]]) -> None:
        super().__init__("div")
        self.set_visibility(False)
        self._told = told
        self._heard: set[str] = set()
        self._waiting = False
        self._unsubscribe = parts().program_list.subscribe(self._hear)

    def _hear(self, program_ids: frozenset[str]) -> None:
        self._heard |= program_ids
        if not self._waiting:
            self._waiting = True
            with self:
                ui.timer(_SOON, self._tell, once=True)

    async def _tell(self) -> None:
        heard, self._heard, self._waiting = frozenset(self._heard), set(), False
        await self._told(heard)

    def _handle_delete(self) -> None:
        self._unsubscribe()
        super()._handle_delete()
