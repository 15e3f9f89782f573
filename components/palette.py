"""The command palette (Ctrl-K): a few letters lead to a page, a job, a program or an action.

The browser opens it, walks it with the arrows and presses what is chosen (static/keys.js); the
server says what there is. A combobox with a listbox, as the ARIA practices describe it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from nicegui import context, ui
from nicegui.elements.mixins.text_element import TextElement
from nicegui.events import GenericEventArguments

from components.appearance import Appearance
from components.basics import named, text
from components.job_words import kind_name
from components.parts import parts
from components.permission import for_operators, looks_only
from services.finding import Hit, What, likeness
from services.i18n import LANGUAGES, _, language

_MOST = 9
_PAUSE = 0.12  # seconds; who types quickly asks once
_OF_PROGRAM = {"program-status", "edit", "features"}  # the pages of one program


@dataclass(frozen=True)
class Command:
    """`to` is an address, or `press` names what the browser presses."""

    words: str
    about: str
    icon: str
    to: str = ""
    is_id: bool = False  # words that are never broken over lines
    press: str = ""
    do: Callable[[], None] | None = None


class Palette:
    """Made once by the shell; the dialog is the browser's own: it keeps and returns the focus."""

    def __init__(self) -> None:
        self._router = context.client.sub_pages_router
        self._appearance = Appearance.here()
        self._asked = ""
        title = _("Go to or do")
        dialog = ui.element("dialog").classes("ad-palette").props('id="ad-palette"')
        with named(dialog, title):
            field = ui.element("input").classes("ad-palette-field")
            field.props(
                'id="ad-palette-field" type="text" role="combobox" aria-expanded="true" '
                'aria-controls="ad-palette-list" aria-autocomplete="list" autocomplete="off" '
                "spellcheck=false"
            )
            named(field, title)._props["placeholder"] = _(  # noqa: SLF001 - an attribute, verbatim
                "Page, job, program, business or action"
            )
            self._list = ui.element("div").classes("ad-palette-list")
            named(self._list, title).props('id="ad-palette-list" role="listbox"')
            self._none = text("div", _("Nothing is called like that."), "ad-muted")
            self._none.set_visibility(False)
            text("div", _("↑ ↓ choose · Enter opens · Esc closes"), "ad-small ad-muted")
        field.on(
            "input",
            self._typed,
            throttle=_PAUSE,
            leading_events=False,
            js_handler="(e) => emit(e.target.value)",
        )
        ui.on("ad_palette", lambda: self._show(""))
        ui.on("ad_refresh", self._router.refresh)

    async def _typed(self, event: GenericEventArguments) -> None:
        await self._show(str(event.args or ""))

    async def _show(self, words: str) -> None:
        self._asked = words
        hits = await parts().finder.find(words[:80])
        if self._asked != words:
            return  # something else was typed meanwhile
        found = matching(self._commands(), words) + [_command(hit) for hit in hits]
        self._list.clear()
        self._none.set_visibility(not found)
        with self._list:
            for place, command in enumerate(found[: _MOST + 4 * (not words)]):
                _option(command, chosen=place == 0)
        ui.run_javascript(f"window.adPalette?.({json.dumps(words)})")

    def _commands(self) -> list[Command]:
        every = [*self._here(), *_pages(), *self._looks(), *_languages(), _keys()]
        if not looks_only():
            return every
        return [c for c in every if not for_operators(c.to) and not c.press.startswith("[data-do")]

    def _here(self) -> list[Command]:
        """What can be done on the page that stands behind the palette."""
        words = self._router.current_path.split("?")[0].strip("/").split("/")
        if len(words) != 2 or words[0] not in _OF_PROGRAM:  # noqa: PLR2004 - page, id
            return []
        program = unquote(words[1])
        safe = quote(program, safe="")
        found = []
        if words[0] == "program-status":
            found.append(Command(_("Edit this program"), program, "edit", f"/edit/{safe}"))
            features = _("Features of this program")
            found.append(Command(features, program, "tune", f"/features/{safe}"))
            later = _("Schedule a change…")
            found.append(Command(later, program, "event", press="[data-do=schedule]"))
            found.append(
                Command(_("Terminate this program…"), program, "block", press="[data-do=terminate]")
            )
        else:
            to = f"/program-status/{safe}"
            found.append(Command(_("Open this program"), program, "campaign", to))
        like = f"/create-program?like={safe}"
        return [*found, Command(_("Duplicate this program"), program, "content_copy", like)]

    def _looks(self) -> list[Command]:
        words = {"light": _("Light appearance"), "dark": _("Dark appearance")}
        words["system"] = _("Appearance as the system")
        return [
            Command(said, _("Action"), "contrast", do=lambda c=choice: self._appearance.choose(c))  # type: ignore[misc]
            for choice, said in words.items()
            if choice != self._appearance.chosen()
        ]


def matching(commands: list[Command], words: str) -> list[Command]:
    """The commands that these letters mean, the likeliest first; all of them without letters."""
    wanted = words.strip()
    if not wanted:
        return commands
    scored = [(likeness(wanted, command.words), command) for command in commands]
    return [c for score, c in sorted(scored, key=lambda one: -one[0]) if score]


def _pages() -> list[Command]:
    page = _("Page")
    return [
        Command(_("Create program"), page, "add", "/create-program"),
        Command(_("Overview"), page, "space_dashboard", "/"),
        Command(_("Programs"), page, "campaign", "/programs"),
        Command(_("Businesses"), page, "storefront", "/businesses"),
        Command(_("Schedules"), page, "event", "/schedules"),
        Command(_("Many at once"), page, "format_list_bulleted", "/bulk"),
        Command(_("Jobs"), page, "history", "/jobs"),
        Command(_("Settings"), page, "tune", "/settings"),
        Command(_("People"), page, "person", "/settings/people"),
        Command(_("Changes of the settings"), page, "history", "/settings/changes"),
    ]


def _languages() -> list[Command]:
    """The others, each by its own name, by the buttons of the shell."""
    return [
        Command(name, _("Language"), "translate", press=f".ad-languages [lang={said}]")
        for said, name in LANGUAGES.items()
        if said != language()
    ]


def _keys() -> Command:
    return Command(_("Keyboard shortcuts"), _("Action"), "keyboard", press="[data-keys]")


def _command(hit: Hit) -> Command:
    safe = quote(hit.id, safe="")
    if hit.what is What.PROGRAM:
        about = _("Program of {}").format(hit.job.business_id or "?")
        return Command(hit.id, about, "campaign", f"/program-status/{safe}", is_id=True)
    if hit.what is What.BUSINESS:
        return Command(
            hit.id, _("Jobs of this business"), "storefront", f"/jobs?q={safe}", is_id=True
        )
    about = _("Job: {}, {}").format(kind_name(hit.job.kind), hit.job.status.value)
    return Command(hit.id, about, "history", f"/jobs/{safe}", is_id=True)


def _option(command: Command, *, chosen: bool) -> None:
    made = ui.link(target=command.to) if command.to else TextElement(tag="div", text="")
    look = "ad-palette-option ad-palette-id" if command.is_id else "ad-palette-option"
    made.classes(look, remove="nicegui-link")
    made.props(f'role="option" tabindex="-1" aria-selected="{"true" if chosen else "false"}"')
    if command.press:
        made._props["data-press"] = command.press  # noqa: SLF001 - an attribute, verbatim
    if command.do is not None:
        made.on("click", command.do)
    with made:
        ui.icon(command.icon).props('aria-hidden="true"')
        text("span", command.words, "ad-palette-words")
        text("span", command.about, "ad-small ad-muted")
