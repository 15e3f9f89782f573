"""The same pages in a desktop window: NiceGUI opens it in a process of its own (pywebview)."""

import atexit
import importlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from typing import Any

from nicegui import app
from nicegui.events import NativeEventArguments

from services.settings import Settings
from services.window import Box, WindowPlace, on_a_screen

_CRASHED = 2
_GONE_WELL = frozenset({None, 0, -signal.SIGTERM})  # None: still there
_SMALLEST = (360, 480)
_LAST_WORDS = 2.0  # seconds that what was under way in the window has to end after it


def open_window(settings: Settings) -> dict[str, Any]:
    """Prepare the window; returns the arguments that `ui.run` opens it with."""
    place = WindowPlace.read(settings.data_dir)
    native = app.native
    native.window_args["min_size"] = _SMALLEST
    native.settings["ALLOW_DOWNLOADS"] = True  # the exports
    # What a browser would remember, such as the look, is remembered here too.
    native.start_args |= {"private_mode": False, "storage_path": str(settings.data_dir / "window")}
    native.start_args |= {"func": begin, "args": (place.x, place.y)}
    if sys.platform == "linux":
        native.start_args["gui"] = "qt"  # what the extra installs; else GTK's absence is logged

    def resized(event: NativeEventArguments) -> None:
        place.width, place.height = event.args["width"], event.args["height"]

    def moved(event: NativeEventArguments) -> None:
        place.x, place.y = event.args["x"], event.args["y"]

    native.on("resized", resized)
    native.on("moved", moved)
    app.on_startup(_watch_for_a_crash)
    app.on_shutdown(lambda: place.write(settings.data_dir))
    return {"native": True, "window_size": (place.width, place.height)}


def begin(x: int | None, y: int | None) -> None:
    """Runs in the window's process, once it is open."""
    leave_with_the_server()
    leave_after_the_window()
    if x is not None and y is not None:
        stand_at(x, y)


def stand_at(x: int, y: int) -> None:
    """Put the window where it was, unless that is on no screen any more."""
    webview = importlib.import_module("webview")  # there only with the extra
    window = webview.windows[0]
    screens = [Box(one.x, one.y, one.width, one.height) for one in webview.screens]
    window.move(*on_a_screen(Box(x, y, window.width, window.height), screens))


def leave_with_the_server() -> None:
    """No window stays behind when the server was killed."""
    server = multiprocessing.parent_process()
    assert server is not None  # noqa: S101 - NiceGUI starts the window by multiprocessing

    def wait() -> None:
        server.join()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def leave_after_the_window() -> None:
    """End with the window, even if somebody still waits for an answer out of its page.

    pywebview asks the page this and that when it is loaded. What it asks while the window closes is
    never answered, and whoever asked would hold this process, and the server with it, for ever.
    """

    def wait() -> None:
        window = threading.main_thread()
        window.join()
        time.sleep(_LAST_WORDS)
        if any(not one.daemon for one in threading.enumerate() if one is not window):
            os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def _watch_for_a_crash() -> None:
    (window,) = multiprocessing.active_children()

    def look() -> None:
        # NiceGUI ends with exit code 0 whatever became of the window.
        if window.exitcode not in _GONE_WELL:
            print("adtrail: The window has crashed.", file=sys.stderr, flush=True)  # noqa: T201
            atexit.register(os._exit, _CRASHED)

    app.on_shutdown(look)
