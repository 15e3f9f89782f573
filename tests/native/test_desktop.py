"""A real window (Qt's Chromium on a screen that nobody looks at): it opens, remembers and ends."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote

import pytest
from processes import App
from serving import free_port

ROOT = Path(__file__).parents[2]
WITH_A_DOOR = "tests/native/windowed.py"


def environment(folder, **more):
    dropped = ("NICEGUI_", "PYTEST_", "ADTRAIL_", "PYTHONDONTWRITE", "DISPLAY", "WAYLAND_", "QT_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    # As root, as in a container, Chromium does not start with its sandbox.
    unprivileged = {"QTWEBENGINE_DISABLE_SANDBOX": "1"} if os.geteuid() == 0 else {}
    places = {"ADTRAIL_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    chosen = kept | unprivileged | places | more
    return {name: value for name, value in chosen.items() if value is not None}


class Windowed(App):
    """Adtrail in a window; `ask` goes to the server, `/door/...` to the window."""

    patience = 90  # seconds: two Chromiums are started, the one that tries and the one that stays

    def __init__(self, folder, display):
        port, log = free_port(), folder / "adtrail.log"
        with log.open("a") as out:
            child = subprocess.Popen(
                [sys.executable, WITH_A_DOOR, "--native", "--port", str(port)],
                cwd=ROOT,
                env=environment(folder, DISPLAY=display),
                stdout=out,
                stderr=out,
                start_new_session=True,  # a terminal of its own, so to speak
            )
        super().__init__(child, port, log)

    def look(self, script):
        """What it comes to in the window; None until the page is there."""
        try:
            return self.ask(f"/door?script={quote(script)}")
        except URLError:
            assert self.child.poll() is None, self.log()
            return None

    def shows(self, words):
        return words in (self.look("document.body.innerText") or "")

    def size(self):
        return self.look("[innerWidth, innerHeight]")

    def place(self):
        return self.look("[screenX, screenY]")

    def ends(self):
        return self.child.wait(60)


@pytest.fixture
def windowed(tmp_path, display):
    opened = []

    def start():
        opened.append(Windowed(tmp_path, display))
        opened[-1].until(lambda: opened[-1].shows("Overview"))
        return opened[-1]

    yield start
    for app in opened:
        if app.child.poll() is None:
            os.killpg(app.child.pid, signal.SIGKILL)
            app.child.wait()


def family(app):
    """The processes of its window; each has its place in the group of the server."""
    words = ["pgrep", "--pgroup", str(app.child.pid)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.split()


def test_the_window_shows_the_page_and_closing_it_ends_everything(windowed):
    app = windowed()
    app.ask("/door/close-while-asking")  # as pywebview does, when the page has just been loaded
    assert app.ends() == 0
    app.until(lambda: not family(app))


def test_the_size_is_remembered(windowed, tmp_path):
    """And the place."""
    app = windowed()
    app.until(lambda: app.size() == [1280, 860])
    app.ask("/door/resize?width=900&height=700")
    app.until(lambda: app.size() == [900, 700])
    app.ask("/door/move?x=123&y=45")
    app.until(lambda: app.place() == [123, 45])
    app.ask("/door/close")
    assert app.ends() == 0
    again = windowed()
    again.until(lambda: again.size() == [900, 700])
    again.until(lambda: again.place() == [123, 45])


def test_a_window_that_stood_on_a_screen_that_has_gone_comes_back_into_view(windowed, tmp_path):
    kept = {"width": 900, "height": 700, "x": 4000, "y": 300}
    (tmp_path / "window.json").write_text(json.dumps(kept))
    app = windowed()
    app.until(lambda: app.place() == [700, 300])


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("everybody", [False, True], ids=["server", "group"])
def test_a_signal_ends_it_and_loses_nothing(windowed, tmp_path, asked, everybody):
    """A terminal sends Ctrl-C to the window's process as well, `kill` only to the server."""
    app = windowed()
    job_id = app.create()
    app.ask("/door/resize?width=1000&height=800")
    app.until(lambda: app.size() == [1000, 800])
    (os.killpg if everybody else os.kill)(app.child.pid, asked)
    assert app.ends() == 0
    app.until(lambda: not family(app))
    kept = json.loads((tmp_path / "window.json").read_text())
    assert (kept["width"], kept["height"]) == (1000, 800)
    with sqlite3.connect(tmp_path / "adtrail.sqlite3") as kept:
        assert kept.execute("SELECT id FROM job").fetchall() == [(job_id,)]


def test_the_window_does_not_outlive_a_killed_server(windowed):
    app = windowed()
    app.child.kill()
    app.ends()
    app.until(lambda: not family(app))


def test_a_window_that_crashes_is_no_clean_end(windowed):
    app = windowed()
    words = ["pgrep", "--parent", str(app.child.pid), "--full", "spawn_main"]
    (window,) = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    os.kill(int(window), signal.SIGSEGV)
    assert app.ends() == 2
    assert "The window has crashed" in app.log()


def refused(folder, **more):
    done = subprocess.run(
        [sys.executable, "main.py", "--native", "--port", str(free_port())],
        cwd=ROOT,
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr


def test_without_a_display_it_says_so(tmp_path):
    assert "There is no display" in refused(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to be root")
def test_as_root_it_says_that_chromium_refuses(tmp_path, display):
    said = refused(tmp_path, DISPLAY=display, QTWEBENGINE_DISABLE_SANDBOX=None)
    assert "as root" in said
