"""The language of a browser's page: chosen in the shell, from `Accept-Language` until then.

It is kept with the page itself. What redraws it later - a push, a timer, a click - runs in
somebody else's context or in nobody's, but always inside an element of that page.
"""

import copy
import json
from weakref import WeakKeyDictionary

from nicegui import Client, app, context, ui
from nicegui.language import Language as HtmlLanguage
from nicegui.slot import Slot, get_task_id

from components.amounts import days_words
from components.basics import named, text
from services.i18n import LANGUAGES, Language, _, pages_speak, preferred

SETTING = "language"
_HTML_LANG: dict[Language, HtmlLanguage] = {"en": "en-US", "uk": "uk"}  # and Quasar's packs
# A number of each kind that the browser's Intl.PluralRules tells apart in our languages.
_PLURALS = {"one": 1, "few": 2, "many": 5, "other": 5}
_SHORT: dict[Language, str] = {"en": "EN", "uk": "УКР"}
_spoken: WeakKeyDictionary[Client, Language] = WeakKeyDictionary()


def settle_language() -> None:
    """Decide for the page that is being built; to be called before anything is said on it."""
    client = context.client
    said = _spoken[client] = chosen()
    # NiceGUI keeps the language with the route, which all browsers share.
    client.page = copy.copy(client.page)
    client.page.language = _HTML_LANG[said]
    words = {"s": _("{} s"), "min": _("{} min {:02d} s"), "h": _("{} h {:02d} min")}  # as `ticks`
    words |= {f"d-{form}": days_words(days) for form, days in _PLURALS.items()}
    ui.add_head_html(f"<script>window.adtrailWords = {_for_script(words)};</script>")


def chosen() -> Language:
    """This browser's choice, or what it asks for."""
    kept = app.storage.user.get(SETTING)
    known = next((said for said in LANGUAGES if said == kept), None)
    return known or preferred(context.client.request.headers.get("accept-language"))


def language_switch() -> None:
    """The languages, each by its own name; the page is built again in the one that is chosen."""
    said = _spoken[context.client]
    with ui.element("div").classes("ad-languages").props('role="group"') as group:
        named(group, _("Language"))
        for one, name in LANGUAGES.items():
            made = text("button", _SHORT[one]).on("click", lambda one=one: _choose(one))
            named(made, name)._props.update(  # noqa: SLF001 - attributes, verbatim
                {
                    "type": "button",
                    "lang": one,
                    "title": name,
                    "aria-pressed": "true" if one == said else "false",
                }
            )


def _choose(said: Language) -> None:
    if _spoken.get(context.client) == said:
        return
    app.storage.user[SETTING] = said
    ui.navigate.reload()  # the address says what the page is about; it is built anew from it


def _of_the_page() -> Language | None:
    for slot in reversed(Slot.stacks.get(get_task_id(), ())):
        try:
            return _spoken.get(slot.parent.client)
        except RuntimeError:  # that element was deleted meanwhile; the one around it may be there
            continue
    return None


def _for_script(words: object) -> str:
    return json.dumps(words).replace("</", "<\\/")


pages_speak(_of_the_page)
