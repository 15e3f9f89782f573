"""Schedules: first what waits for a person, then the soonest, then what has happened."""

from nicegui import ui
from nicegui.element import Element

from components.basics import empty, panel
from components.follow import Follower
from components.parts import parts
from components.schedule_table import ScheduleTable, concerns
from services.i18n import _

_MOST = 100


class ScheduleList(Element):
    def __init__(self) -> None:
        super().__init__("div")
        with self:
            with panel():
                self._nothing = ui.element("div")
                self._table = ScheduleTable()
            Follower(self._heard)

    async def read(self) -> None:
        """Show what there is now."""
        schedules = await parts().schedules.latest(_MOST)
        if self.is_deleted:
            return
        self._table.show(schedules)
        self._table.set_visibility(bool(schedules))
        self._nothing.clear()
        self._nothing.set_visibility(not schedules)
        if not schedules:
            with self._nothing:
                advice = _("Open a program and choose Schedule a change.")
                empty("event", _("Nothing is scheduled"), advice)

    async def _heard(self, ids: set[str]) -> None:
        self._table.refresh(ids)
        if concerns(ids):
            await self.read()
