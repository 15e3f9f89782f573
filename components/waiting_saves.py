"""Saves of features that wait for another job, kept in the browser: no reload or crash loses one.

Each is kept with the key that it is to be sent with. While the key made no job, nothing was sent;
and whoever sends it, however often, it makes one job.
"""

import json
from dataclasses import dataclass
from typing import Any

from nicegui import app

from components.parts import parts
from services.people.acting import own_name

_KEPT = "feature_saves"
_MOST = 50  # programs; a browser's list stays short


@dataclass(frozen=True)
class WaitingSave:
    """`change` is what `Programs.features` takes, as it was typed."""

    change: dict[str, Any]
    key: str


class WaitingSaves:
    """Those of one program, which is another one at another partner, for one person."""

    def __init__(self, program_id: str) -> None:
        self._kept = app.storage.user
        self._about = f"{parts().partners.current} {own_name()} {program_id}"

    def keep(self, feature: str, change: dict[str, Any], key: str) -> None:
        self._write(self._mine | {feature: {"change": change, "key": key}})

    def drop(self, feature: str) -> None:
        if feature in (mine := self._mine):
            self._write({name: one for name, one in mine.items() if name != feature})

    def of(self, feature: str) -> WaitingSave | None:
        """What waits; one that was sent meanwhile, from another tab perhaps, is over."""
        found = self._mine.get(feature)
        if found is None:
            return None
        if parts().store.by_key(found["key"]) is not None:
            self.drop(feature)
            return None
        return WaitingSave(found["change"], found["key"])

    def taken_back(self, feature: str, key: str) -> bool:
        """Whether a person discarded it, in another tab or after a reload: it is not sent then."""
        same = self._mine.get(feature, {}).get("key") == key
        return not same and parts().store.by_key(key) is None

    @property
    def _everything(self) -> dict[str, Any]:
        return dict(json.loads(json.dumps(self._kept.get(_KEPT) or {})))

    @property
    def _mine(self) -> dict[str, Any]:
        return dict(self._everything.get(self._about) or {})

    def _write(self, mine: dict[str, Any]) -> None:
        others = [(one, kept) for one, kept in self._everything.items() if one != self._about]
        kept = [*others, (self._about, mine)] if mine else others
        self._kept[_KEPT] = dict(kept[-_MOST:])
