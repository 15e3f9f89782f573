"""What a browser's person has chosen, or else what the settings say for those who have not."""

from collections.abc import Mapping
from typing import Any

from nicegui import app, ui

from components.basics import text
from components.parts import parts
from components.saying import Saying
from services.errors import DomainError
from services.i18n import N_, _
from services.kept import NOTIFY, OPEN, SOUND, TAB

DEFAULT_WORDS = {
    OPEN: N_("The program opens when it is ready"),
    TAB: N_("The tab's title and icon show running jobs"),
    SOUND: N_("A sound is played when a job ends"),
    NOTIFY: N_("A notification is shown when a job ends"),
}


def chosen(name: str, kept: Mapping[str, Any] | None = None) -> bool:
    """`kept` is the browser's own storage; the one of the page that is built, if none is given."""
    own = (app.storage.user if kept is None else kept).get(name)
    return parts().changing.kept.choice(name) if own is None else bool(own)


class DefaultChoices(ui.element):
    """A switch for each, kept at once, for every browser whose person has not chosen."""

    def __init__(self) -> None:
        super().__init__("div")
        self.classes("ad-stack tight")
        with self:
            text("h2", _("Browsers in which nothing was chosen"))
            for name, words in DEFAULT_WORDS.items():
                switch = ui.switch(_(words), value=parts().changing.kept.choice(name))
                switch.classes("ad-check").on_value_change(
                    lambda event, one=name: self._keep(one, on=bool(event.value))
                )
            advice = _("Notifications need the permission of each browser, which its person gives.")
            text("p", advice, "ad-muted")
            self._say = Saying()

    async def _keep(self, name: str, *, on: bool) -> None:
        try:
            await parts().changing.choice(name, on=on)
        except DomainError as error:
            self._say.bad(_("{} Nothing was saved.").format(error))
        else:
            self._say.good(_("Saved and in use."))
