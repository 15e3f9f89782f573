"""The icon font that is sent holds every icon that is used."""

import icons
from fontTools.ttLib import TTFont


def test_every_icon_in_use_is_in_our_font():
    """A word that only looks like an icon's name counts too: it costs 50 bytes."""
    known = icons.icons(icons.whole())
    missing = icons.used(known) - set(icons.icons(TTFont(icons.OURS)))
    assert not missing, "run `uv run benchmarks/icons.py`"


def test_an_icon_that_somebody_adds_is_noticed(tmp_path):
    (tmp_path / "components").mkdir()
    (tmp_path / "components" / "new.py").write_text('ui.icon("rocket_launch")')
    known = icons.icons(icons.whole())
    assert "rocket_launch" in icons.used(known, tmp_path)
    assert "rocket_launch" not in icons.icons(TTFont(icons.OURS))
