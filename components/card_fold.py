"""In a stack the newest card stands open; the others are a line each, and open with a press."""

from nicegui import ui
from nicegui.element import Element

from components.basics import button, named, text
from models.job import Job
from services.i18n import _


class CardFold:
    """Folds one card away but for its head; what a person opened stays open."""

    def __init__(self, card: Element, head: Element, job: Job) -> None:
        """`head` is what stays; it gets a button, and the words that tell one card from another."""
        self._card = card
        self._head = head
        self._name = job.business_id or job.program_id or job.id
        self._button: ui.button | None = None
        self._chosen = False

    def fold(self) -> None:
        """Unless a person has opened it."""
        if self._chosen or self._card.is_deleted:
            return
        if self._button is None:
            with self._head:
                text("span", self._name, "ad-folded-name ad-mono")
                self._button = button("", self._turn, "small quiet ad-folder")
        self._show(is_open=False)

    def open(self) -> None:
        """For what has to be seen now."""
        if self._button is not None:
            self._show(is_open=True)

    def _turn(self) -> None:
        self._chosen = "ad-folded" in self._card.classes
        self._show(is_open=self._chosen)

    def _show(self, *, is_open: bool) -> None:
        if self._button is None:
            return
        words = _("Fold away") if is_open else _("Show")
        self._card.classes(remove="ad-folded") if is_open else self._card.classes("ad-folded")
        self._button.set_text(words)
        self._button.props(f"icon={'expand_less' if is_open else 'expand_more'}")
        self._button.props(f"aria-expanded={'true' if is_open else 'false'}")
        named(self._button, f"{words} {self._name}")
