"""What the browser tells about the person: whether the tab is hidden, and Esc; what is in view.

One for each browser page, made by the shell; components ask for it with `here()`.
"""

import json
from collections import Counter
from collections.abc import Callable
from typing import ClassVar
from weakref import WeakKeyDictionary

from nicegui import Client, context, ui
from nicegui.events import GenericEventArguments


class Attention:
    _by_client: ClassVar[WeakKeyDictionary[Client, "Attention"]] = WeakKeyDictionary()

    def __init__(self) -> None:
        """Listens to the page that is being built."""
        self.hidden = False
        self.stop_leading: Callable[[], None] = lambda: None  # one way at a time leads away
        self._escapes: list[Callable[[], None]] = []
        self._cards: Counter[str] = Counter()
        ui.on("ad_hidden", self._note_hidden)
        ui.on("ad_escape", self._escape)
        self._by_client[context.client] = self

    @classmethod
    def here(cls) -> "Attention":
        found = cls._by_client.get(context.client)
        return found if found is not None else cls()

    def on_escape(self, action: Callable[[], None]) -> Callable[[], None]:
        """Do this at the next Esc, once; returns what takes it back."""
        self._escapes.append(action)
        return lambda: self._escapes.remove(action) if action in self._escapes else None

    def show(self, job_id: str) -> None:
        """The card of this job stands on the page; `hide` takes it back."""
        self._cards[job_id] += 1

    def hide(self, job_id: str) -> None:
        self._cards[job_id] -= 1

    def shows(self, job_id: str) -> bool:
        return self._cards[job_id] > 0

    def _note_hidden(self, event: GenericEventArguments) -> None:
        self.hidden = bool(event.args)

    def _escape(self) -> None:
        actions, self._escapes = self._escapes, []
        for action in actions:
            action()


def announce(sentence: str, *, urgent: bool = False) -> None:
    """Say a change once to a screen reader; failures interrupt, everything else waits."""
    region = "ad-live-urgent" if urgent else "ad-live"
    ui.run_javascript(
        f"const e = document.getElementById('{region}'); if (e) e.textContent = "
        f"{json.dumps(sentence)};"
    )
