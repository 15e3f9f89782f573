"""On the card: *Notify me when this finishes*. The one place that asks for the permission."""

import json

from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from components import push_browser
from components.attention import Attention
from components.basics import button, row
from components.job_watch import JobWatch
from components.parts import parts
from services.i18n import N_, _

_DENIED = N_(
    "Notifications from Adtrail are blocked in this browser. To allow them, press the icon left of "
    "the address, set Notifications to Allow, and press the button again."
)
_DISMISSED = N_("The browser's question was closed. Press again to be asked again.")
_WANTED = N_("You will be notified when this finishes, on whatever page you are by then.")
_CLOSED = N_("You will be notified when this finishes, even if Adtrail is closed by then.")


class NotifyMe(Element):
    """For one job; it also says that the job's card stands on this page."""

    def __init__(self, job_id: str) -> None:
        super().__init__("div")
        self.classes("ad-notify ad-stack tight")
        self._job_id = job_id
        self._watch = JobWatch.here()
        self._attention = Attention.here()
        self._attention.show(job_id)
        self._undo: ui.button | None = None
        self._closed: ui.button | None = None
        with self:
            with row() as self._row:
                self._ask = button(
                    _("Notify me when this finishes"), None, "small", "notifications_none"
                )
                # The browser asks only in the click itself, so it is the browser that begins.
                asks = "async () => emit(await adtrail.ask())"
                self._ask.on("click", self._answered, js_handler=asks)
            self._said = ui.label().classes("ad-tracker-line").props('role="status"')
        self._draw()

    def _build_undo(self) -> ui.button:
        with self._row:
            return button(_("Do not notify me"), self._unwish, "small", "notifications_off")

    def _build_closed(self) -> ui.button:
        with self._row:
            made = button(_("Also when Adtrail is closed"), None, "small")
        key = json.dumps(parts().pushes.public_key)
        subscribes = f"async () => emit(await adtrail.subscribe({key}))"
        return made.on("click", self._subscribed, js_handler=subscribes)

    async def _answered(self, event: GenericEventArguments) -> None:
        """`granted`, `denied`, or `default` for a question that was closed."""
        if event.args == "granted":
            await self._watch.notify(self._job_id, wanted=True)
        denied = event.args == "denied"
        self._draw(_(_DENIED if denied else _DISMISSED))

    async def _subscribed(self, event: GenericEventArguments) -> None:
        problem = await push_browser.subscribe(event.args)
        if problem is None:
            await push_browser.wish(self._job_id, wanted=True)
        self._draw()
        if problem is not None:
            self._said.set_text(problem)

    async def _unwish(self) -> None:
        await self._watch.notify(self._job_id, wanted=False)
        self._draw()

    def _draw(self, otherwise: str = "") -> None:
        wanted = self._watch.wanted(self._job_id)
        self._ask.set_visibility(not wanted)
        if wanted and self._undo is None:
            self._undo, self._closed = self._build_undo(), self._build_closed()
        closed = wanted and push_browser.subscription() is not None
        if self._undo is not None and self._closed is not None:
            self._undo.set_visibility(wanted)
            self._closed.set_visibility(wanted and not closed and push_browser.possible())
        self._said.set_text(_(_CLOSED if closed else _WANTED) if wanted else otherwise)

    def _handle_delete(self) -> None:
        self._attention.hide(self._job_id)
        super()._handle_delete()
