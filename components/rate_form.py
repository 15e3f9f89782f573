"""How many requests a second the partner gets, over all jobs."""

from nicegui import ui

from components.basics import button, fact, named, row, text
from components.parts import parts
from components.permission import administers
from components.saying import Saying
from models.people import Role
from services.errors import DomainError, Invalid
from services.i18n import N_, _
from services.kept import RATE
from services.people.acting import may
from services.settings import PREFIX

_GIVEN = N_("{} is set in the environment, which wins. Change it there.")


class RateForm(ui.element):
    def __init__(self) -> None:
        super().__init__("div")
        self.classes("ad-stack tight")
        kept = parts().changing.kept
        with self:
            if kept.given(RATE) or not may(Role.ADMIN):
                fact(_("Requests a second"), f"{kept.rate:g}" if kept.rate else _("Unlimited"))
                if kept.given(RATE):
                    text("p", _(_GIVEN).format(f"{PREFIX}UPSTREAM_RATE"), "ad-muted")
                return
            with ui.element("div").classes("ad-grid two"):
                self._rate = _field(kept.rate)
            with row():
                administers(button(_("Save"), self._keep))
                self._say = Saying()

    async def _keep(self) -> None:
        value = self._rate.value
        self._rate.error = None
        self._say.wait("")
        try:
            await parts().changing.rate(-1.0 if value is None else float(value))
        except Invalid as invalid:
            self._rate.error = invalid.errors[0].message
        except DomainError as error:
            self._say.bad(str(error))
        else:
            self._say.good(_("Saved and in use."))


def _field(rate: float) -> ui.number:
    made = ui.number(_("Requests a second"), value=rate, step=1)
    made.props("outlined stack-label bottom-slots").classes("ad-field")
    made._props["hint"] = _("0 is unlimited.")  # noqa: SLF001 - an attribute, verbatim
    return named(made.without_auto_validation(), _("Requests a second"))
