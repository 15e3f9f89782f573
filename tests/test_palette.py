"""The colours of the theme, by the formula of WCAG: what is read, and what only has to be seen."""

import re

import pytest

from components.static_files import STATIC

_READ, _SEEN = 4.5, 3.0
_LIGHT, _DARK = ":root", "body.body--dark"
_RULE = re.compile(r"^([^@{}\n][^{}\n]*)\s*\{([^{}]*)\}", re.MULTILINE)
_TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})\b")
TINTS = ("yellow", "blue", "green", "red", "gray")


def tokens():
    """{selector: {token: colour}} of the style sheet."""
    found = {}
    for selector, inside in _RULE.findall((STATIC / "adtrail.css").read_text()):
        said = dict(_TOKEN.findall(inside))
        if said:
            found.setdefault(selector.strip(), {}).update(said)
    return found


THEME = tokens()


def palette(scheme, tint=None):
    """Every token as it stands in a scheme, and in a card of that tint."""
    said = dict(THEME[_LIGHT])
    if scheme == "dark":
        said |= THEME[_DARK]
    if tint:
        said |= THEME[f"{'.body--dark ' if scheme == 'dark' else ''}.bg-{tint}-50"]
    return said


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def mixed(front, back, share):
    """`color-mix(in srgb, front share, back)`."""
    pairs = [(int(front[at : at + 2], 16), int(back[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def too_weak(said, pairs, least):
    found = {(a, b): round(contrast(said.get(a, a), said.get(b, b)), 2) for a, b in pairs}
    return {pair: value for pair, value in found.items() if value < least}


def test_the_formula_knows_the_values_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert set(THEME) >= {_LIGHT, _DARK, ".bg-red-50", ".body--dark .bg-gray-50"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_on_every_surface(scheme):
    said = palette(scheme)
    words = ("ink", "soft", "muted", "link", "danger")
    pairs = [(word, on) for word in words for on in ("bg", "panel", "sunken")]
    pairs += [("warn-ink", "warn-bg"), ("accent-ink", "accent")]
    assert not too_weak(said, pairs, _READ)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_where_a_choice_is_marked(scheme):
    """Navigation, languages and the palette: a tenth of a colour over what lies below."""
    said = palette(scheme)
    for below in ("bg", "panel"):
        chosen = mixed(said["accent"], said[below], 0.12)
        lane = mixed(said["ink"], said[below], 0.06)
        assert not too_weak(said, [("link", chosen), ("ink", chosen), ("soft", lane)], _READ)
    segment = said["panel"] if scheme == "light" else mixed(said["ink"], said["panel"], 0.16)
    assert not too_weak(said, [("ink", segment)], _READ)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_no_word_can_be_seen(scheme):
    """Edges of fields and buttons, focus, bars (WCAG 1.4.11)."""
    said = palette(scheme)
    pairs = [(what, on) for what in ("line-strong", "focus", "accent") for on in ("bg", "panel")]
    pairs += [("bar", "panel"), ("bar", "bar-track")]
    assert not too_weak(said, pairs, _SEEN)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tint", TINTS)
def test_a_card_can_be_read_in_every_state(scheme, tint):
    said = palette(scheme, tint)
    words = ("ink", "soft", "word", "link", "danger")
    assert not too_weak(said, [(word, "tint") for word in words], _READ)
    assert not too_weak(
        said, [(what, "tint") for what in ("icon", "bar", "focus", "line-strong")], _SEEN
    )


def test_the_dark_changes_nothing_but_colours():
    """In the dark `tests/browser/axe.py` looks at colours only: all else is as in the light."""
    sheet = (STATIC / "adtrail.css").read_text()
    dark = [said for where, said in re.findall(r"([^{}]*)\{([^{}]*)\}", sheet) if "--dark" in where]
    assert dark
    names = {one.partition(":")[0].strip() for said in dark for one in said.split(";")}
    colours = {"", "background", "color", "color-scheme"}
    assert {name for name in names if not name.startswith("--")} <= colours
    assert "prefers-color-scheme" not in sheet
