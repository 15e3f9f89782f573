"""The same pages in a desktop window: NiceGUI opens it in a process of its own (pywebview)."""

import atexit
import multiprocessing
import os
import signal
import sys
import threading
from typing import Any

from nicegui import app
from nicegui.events import NativeEventArguments

from services.settings import Settings
from services.window import WindowSize

_CRASHED = 2
_GONE_WELL = frozenset({None, 0, -signal.SIGTERM})  # None: still there
_SMALLEST = (360, 480)


def open_window(settings: Settings) -> dict[str, Any]:
    """Prepare the window; returns the arguments that `ui.run` opens it with."""
    size = WindowSize.read(settings.data_dir)
    native = app.native
    native.window_args["min_size"] = _SMALLEST
    native.settings["ALLOW_DOWNLOADS"] = True  # the exports
    # What a browser would remember, such as the look, is remembered here too.
    native.start_args |= {"private_mode": False, "storage_path": str(settings.data_dir / "window")}
    native.start_args["func"] = leave_with_the_server
    if sys.platform == "linux":
        native.start_args["gui"] = "qt"  # what the extra installs; else GTK's absence is logged

    def resized(event: NativeEventArguments) -> None:
        size.width, size.height = event.args["width"], event.args["height"]

    native.on("resized", resized)
    app.on_startup(_watch_for_a_crash)
    app.on_shutdown(lambda: size.write(settings.data_dir))
    return {"native": True, "window_size": (size.width, size.height)}


def leave_with_the_server() -> None:
    """Runs in the window's process: no window stays behind when the server was killed."""
    server = multiprocessing.parent_process()
    assert server is not None  # noqa: S101 - NiceGUI starts the window by multiprocessing

    def wait() -> None:
        server.join()
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
