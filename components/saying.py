"""What came of a person's last act, beside the button: read out, and coloured."""

from nicegui import ui


class Saying(ui.label):
    def __init__(self, good: str = "") -> None:
        super().__init__()
        self.props('role="status"').classes("ad-answer")
        if good:
            self.good(good)

    def wait(self, words: str) -> None:
        """Neither good nor bad yet."""
        self.classes(remove="good bad").set_text(words)

    def good(self, words: str) -> None:
        self.classes("good", remove="bad").set_text(words)

    def bad(self, words: str) -> None:
        self.classes("bad", remove="good").set_text(words)
