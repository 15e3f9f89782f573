"""The top of a program's page: which one it is, how it stands, what can be done with it."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from nicegui import ui

from components.basics import button, copy_button, heading, link_button, row, text
from components.permission import acts
from components.status_badge import life_badge
from models.program import Life, Program
from services.i18n import _, pgettext


def switchable(program: Program, life: Life) -> bool:
    """Whether it has a button to pause it or to let it run again."""
    return program.is_cpc and life in {Life.RUNNING, Life.PAUSED}


class ProgramHead:
    """Stands at once, with what is known; `show` completes it without taking the focus away."""

    def __init__(
        self,
        program_id: str,
        title: str,
        *,
        terminate: Callable[[], None],
        duplicate: Callable[[], None],
        switch: Callable[[], Awaitable[None]],
        schedule: Callable[[], None],
    ) -> None:
        self._program_id = program_id
        self._terminate = terminate
        self._duplicate = duplicate
        self._switch = switch
        self._schedule = schedule
        with ui.element("div").classes("ad-head"):
            with ui.element("div"):
                self._title = heading(title)
                with row("ad-under"):
                    text("span", program_id, "ad-mono ad-muted")
                    copy_button(program_id, _("program ID"))
                    self._badges = ui.element("span").classes("ad-row")
            self._actions = row("ad-actions")

    def show(self, program: Program, life: Life) -> None:
        title = program.type.label if program.type else program.type_word or _("Program")
        if self._title.text != title:
            self._title.set_text(title)
            ui.page_title(f"{title} - Adtrail")
        self._badges.clear()
        with self._badges:
            life_badge(life)
            if program.paused and life not in {Life.PAUSED, Life.ENDED}:
                life_badge(Life.PAUSED)
        self._actions.clear()
        with self._actions:
            self._buttons(life, program)

    def forget(self) -> None:
        """Nothing can be said or done about it now."""
        self._badges.clear()
        self._actions.clear()

    def _buttons(self, life: Life, program: Program) -> None:
        safe = quote(self._program_id, safe="")
        if life is not Life.ENDED:
            link_button(_("Edit"), f"/edit/{safe}", "primary", "edit")
        if life is not Life.ENDED:
            link_button(_("Features"), f"/features/{safe}", "", "tune")
        acts(button(_("Duplicate"), self._duplicate, "", "content_copy"))
        if switchable(program, life):
            paused = life is Life.PAUSED
            words = pgettext("button", "Resume") if paused else pgettext("button", "Pause")
            acts(button(words, self._switch, "", "play_arrow" if paused else "pause"))
        if life is not Life.ENDED:
            opener = acts(button(_("Schedule a change"), self._schedule, "", "event"))
            opener.props("data-do=schedule")
            acts(button(_("Terminate"), self._terminate, "danger", "block")).props(
                "data-do=terminate"
            )
