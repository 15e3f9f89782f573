"""Which programs are picked, kept in the browser: a reload or a restart loses none of them."""

from collections.abc import Iterable

from nicegui import app

from components.parts import parts
from services.people.acting import own_name

_KEPT = "picks"


class KeptPicks:
    """One person's at one partner: an id means another program elsewhere, or none."""

    def __init__(self) -> None:
        self._kept = app.storage.user
        self._about = f"{parts().partners.current} {own_name()}"

    def read(self) -> dict[str, None]:
        """In the order in which they were picked."""
        return dict.fromkeys((self._kept.get(_KEPT) or {}).get(self._about) or [])

    def write(self, program_ids: Iterable[str]) -> None:
        self._kept[_KEPT] = dict(self._kept.get(_KEPT) or {}) | {self._about: list(program_ids)}

    def drop(self, program_ids: Iterable[str]) -> None:
        """They were acted upon."""
        acted = set(program_ids)
        if acted & (picked := self.read()).keys():
            self.write(one for one in picked if one not in acted)
