"""What somebody is told who asks for a window where there can be none."""

import pytest

from services import window
from services.window import Box, NoWindowHere, WindowPlace, WindowTrial, on_a_screen

NO_DISPLAY = """qt.qpa.xcb: could not connect to display
qt.qpa.plugin: From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the plugin.
This application failed to start because no Qt platform plugin could be initialized."""
NO_LIBRARY = """Traceback (most recent call last):
ImportError: libEGL.so.1: cannot open shared object file: No such file or directory"""
NO_CURSOR = NO_DISPLAY.partition("\n")[2]
AS_ROOT = "[1:1:ERROR:zygote.cc:105] Running as root without --no-sandbox is not supported."


def test_missing_parts_are_named_with_the_command_that_brings_them(monkeypatch):
    monkeypatch.setattr(window, "_NEEDED", ("no_such_package.inside",))
    with pytest.raises(NoWindowHere, match="--extra native"):
        WindowTrial()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (NO_DISPLAY, "There is no display"),
        (NO_CURSOR, "xcb-cursor0 or libxcb-cursor0 is needed"),
        (NO_LIBRARY, "libEGL.so.1: cannot open"),
        (AS_ROOT, "as root"),
        ("", "no reason"),
    ],
)
def test_what_qt_says_becomes_one_sentence(monkeypatch, said, told):
    monkeypatch.setattr(window, "_NEEDED", ())
    monkeypatch.setattr(window, "_ON_LINUX", True)
    monkeypatch.setattr(window, "_TRY", f"import sys; sys.exit({said!r})")
    with WindowTrial() as trial, pytest.raises(NoWindowHere, match=told) as refusal:
        trial.check()
    assert "\n" not in str(refusal.value)


def test_a_size_that_makes_no_sense_is_ignored(tmp_path):
    for content in ("", "[1]", '{"width": 3, "height": "no"}', '{"width": 1e9}'):
        (tmp_path / "window.json").write_text(content)
        assert WindowPlace.read(tmp_path) == WindowPlace(width=1280, height=860)


def test_a_size_is_kept(tmp_path):
    WindowPlace(width=900, height=700).write(tmp_path)
    assert WindowPlace.read(tmp_path) == WindowPlace(width=900, height=700)


LEFT, RIGHT = Box(0, 0, 1600, 1200), Box(1600, 0, 1280, 1024)


@pytest.mark.parametrize(
    ("window", "screens", "place"),
    [
        (Box(80, 60, 900, 700), [LEFT], (80, 60)),
        (Box(1700, 40, 900, 700), [LEFT, RIGHT], (1700, 40)),
        (Box(-500, 40, 900, 700), [LEFT], (-500, 40)),  # partly outside, as somebody put it
        (Box(1700, 40, 900, 700), [LEFT], (700, 40)),  # that screen has gone
        (Box(-2000, -900, 900, 700), [LEFT], (0, 0)),
        (Box(300, 1190, 900, 700), [LEFT], (300, 500)),  # nothing to take hold of
        (Box(9000, 9000, 3000, 2000), [RIGHT], (1600, 0)),  # larger than the screen
    ],
)
def test_a_window_stands_where_it_was_or_where_it_can_be_seen(window, screens, place):
    assert on_a_screen(window, screens) == place
