"""Two short sounds, one for each way a job can end: off until the person turns them on."""

import json
from collections.abc import Mapping
from typing import Any

from nicegui import app, ui

from components.basics import button, named, row, text
from components.choices import chosen
from services.i18n import _
from services.kept import SOUND

VOLUME = "sound_volume"  # percent
_DEFAULT = 50


def volume(kept: Mapping[str, Any]) -> float:
    """Between 0 and 1."""
    return float(kept.get(VOLUME, _DEFAULT)) / 100


def play(*, good: bool, volume: float, once: str = "") -> None:
    """Play one; with `once`, only in one of the browser's pages that name the same."""
    name = "good" if good else "bad"
    ui.run_javascript(f"adtrail.play({json.dumps(name)}, {volume:g}, {json.dumps(once)})")


def sound_settings() -> None:
    """The switch, the volume, and buttons to try both."""
    kept = app.storage.user
    switch = ui.switch(_("Play a sound when a job that I started here ends"), value=chosen(SOUND))
    switch.classes("ad-check")
    switch.on_value_change(lambda event: kept.update({SOUND: bool(event.value)}))
    with ui.element("div").classes("ad-stack tight").bind_visibility_from(switch, "value"):
        text("div", _("Volume"), "ad-label")
        with row():
            slider = ui.slider(min=5, max=100, step=5, value=kept.get(VOLUME, _DEFAULT))
            named(slider, _("Volume")).classes("ad-volume")
            slider.on_value_change(lambda event: kept.update({VOLUME: int(event.value)}))
            for good, words in ((True, _("Play success")), (False, _("Play failure"))):
                button(
                    words, lambda g=good: play(good=g, volume=volume(kept)), "small", "play_arrow"
                )
        text("p", _("You see it, too: on the card, or as a note on any other page."), "ad-muted")
