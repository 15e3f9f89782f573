"""On the card: *Notify me when this finishes*. The one place that asks for the permission."""

from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from components.attention import Attention
from components.basics import button, row
from components.job_watch import JobWatch
from services.i18n import _

_DENIED = _(
    "Notifications from Adtrail are blocked in this browser. To allow them, press the icon left of "
    "the address, set Notifications to Allow, and press the button again."
)
_DISMISSED = _("The browser's question was closed. Press again to be asked again.")
_WANTED = _("You will be notified when this finishes, on whatever page you are by then.")


class NotifyMe(Element):
    """For one job; it also says that the job's card stands on this page."""

    def __init__(self, job_id: str) -> None:
        super().__init__("div")
        self.classes("ad-notify ad-stack tight")
        self._job_id = job_id
        self._watch = JobWatch.here()
        self._attention = Attention.here()
        self._attention.show(job_id)
        with self:
            with row():
                self._ask = button(
                    _("Notify me when this finishes"), None, "small", "notifications_none"
                )
                # The browser asks only in the click itself, so it is the browser that begins.
                asks = "async () => emit(await adtrail.ask())"
                self._ask.on("click", self._answered, js_handler=asks)
                self._undo = button(
                    _("Do not notify me"), self._unwish, "small", "notifications_off"
                )
            self._said = ui.label().classes("ad-tracker-line").props('role="status"')
        self._draw()

    def _answered(self, event: GenericEventArguments) -> None:
        """`granted`, `denied`, or `default` for a question that was closed."""
        if event.args == "granted":
            self._watch.notify(self._job_id, wanted=True)
        self._draw(_DENIED if event.args == "denied" else _DISMISSED)

    def _unwish(self) -> None:
        self._watch.notify(self._job_id, wanted=False)
        self._draw()

    def _draw(self, otherwise: str = "") -> None:
        wanted = self._watch.wanted(self._job_id)
        self._ask.set_visibility(not wanted)
        self._undo.set_visibility(wanted)
        self._said.set_text(_WANTED if wanted else otherwise)

    def _handle_delete(self) -> None:
        self._attention.hide(self._job_id)
        super()._handle_delete()
