"""Some accounts take another pair for features than for ads (contract 1)."""

from nicegui import ui

from components.basics import button, fold, row, text
from components.follow import Follower
from components.pair_fields import PairFields
from components.parts import parts
from components.permission import administers
from components.saying import Saying
from services.changing import SETTINGS
from services.errors import DomainError, Invalid
from services.i18n import N_, _
from services.sealing import Pair
from services.settings import PREFIX

_GIVEN = N_("{} is set in the environment, which wins. Change it there.")


class FeaturesForm(ui.element):
    def __init__(self) -> None:
        super().__init__("div")
        self._kept = parts().changing.kept
        with self, fold(_("Another username and password for features")):
            if self._kept.pair_given(self._kept.address, "features"):
                text("p", _(_GIVEN).format(f"{PREFIX}FEATURES_USERNAME"), "ad-muted")
                return
            with ui.element("div").classes("ad-stack tight"):
                self._standing = text("p", "", "ad-muted")
                self._pair = PairFields(_("Username for features"), _("Password for features"))
                with row():
                    administers(button(_("Save without trying"), self._keep))
                    self._same = administers(
                        button(_("Use the same as for ads"), self._reset, "quiet")
                    )
                    self._say = Saying()
            Follower(lambda _ids: self._show(), SETTINGS)
        self._show()

    def _show(self) -> None:
        has = self._kept.row(self._kept.address).features_pair is not None
        self._standing.set_text(_("Kept, encrypted") if has else _("The same as for ads"))
        self._same.set_visibility(has)

    async def _keep(self) -> None:
        if self._pair.whole():
            await self._change(self._pair.pair)

    async def _reset(self) -> None:
        await self._change(None)

    async def _change(self, pair: Pair | None) -> None:
        try:
            await parts().changing.features_pair(pair)
        except Invalid as invalid:
            self._say.wait("")
            for error in invalid.errors:
                self._pair.refuse(error.field, error.message)
        except DomainError as error:
            self._say.bad(str(error))
        else:
            self._pair.empty()
            self._show()
            self._say.good(_("Saved and in use."))
