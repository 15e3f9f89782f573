"""The desktop window without its inside: can there be one, and how large and where was it."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self

from pydantic import BaseModel, Field, ValidationError

_ON_LINUX = sys.platform == "linux"
_NEEDED = ("webview", "PyQt6.QtWebEngineCore", "qtpy") if _ON_LINUX else ("webview",)
# All that a window needs of the machine: Qt ends the process, or aborts it, where one is missing.
_TRY = """
from PyQt6.QtWidgets import QApplication
from PyQt6.QtWebEngineWidgets import QWebEngineView
application = QApplication(["adtrail"])
QWebEngineView().page()
"""
_PATIENCE = 60.0  # seconds for the trial; a busy machine needs 2
_HANDLE = 100  # pixels of the upper edge that somebody can take hold of


class NoWindowHere(RuntimeError):
    """A window cannot be opened on this machine; the message is one sentence that says why."""


class WindowTrial:
    """Whether there can be a window, found out in a process of its own while ours goes on.

    Qt ends the process that asks for a display in vain, and NiceGUI would take that for a window
    that somebody has closed: exit code 0 and nothing said. Raises NoWindowHere where parts are
    missing.
    """

    def __init__(self) -> None:
        if not all(map(_is_installed, _NEEDED)):
            raise NoWindowHere(
                "The window needs more parts: start with `uv run --extra native main.py --native`."
            )
        self._process = (
            subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-c", _TRY], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
            if _ON_LINUX
            else None
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()

    def check(self) -> None:
        """Wait for the answer. Raises NoWindowHere."""
        if self._process is None:
            return
        try:
            said = self._process.communicate(timeout=_PATIENCE)[1].decode(errors="replace")
        except subprocess.TimeoutExpired:
            raise NoWindowHere(f"Qt did not open a window within {_PATIENCE:.0f} s.") from None
        if self._process.returncode != 0:
            raise NoWindowHere(_explain(said))


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # its package is missing
        return False


def _explain(said: str) -> str:
    """Qt's words as one sentence with a way out."""
    if "could not connect to display" in said:
        return "There is no display to open a window on; start without --native and use a browser."
    if "running as root without --no-sandbox" in said.lower():
        return (
            "A window cannot be opened as root, because its sandbox does not work there; "
            "start as an ordinary user, or set QTWEBENGINE_DISABLE_SANDBOX=1."
        )
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    reason = next((line for line in lines if "is needed" in line or "cannot open" in line), "")
    return f"Qt cannot open a window here: {reason or (lines or ['it gave no reason'])[-1]}"


class Box(NamedTuple):
    """A window or a screen, in pixels from the corner that all screens share."""

    x: int
    y: int
    width: int
    height: int


def on_a_screen(window: Box, screens: Sequence[Box]) -> tuple[int, int]:
    """Where the window goes: where it was, if its upper edge can be seen and held there.

    A screen that was there the last time may have gone; then wholly onto the first one.
    """
    for screen in screens:
        seen = min(window.x + window.width, screen.x + screen.width) - max(window.x, screen.x)
        if seen >= _HANDLE and screen.y <= window.y <= screen.y + screen.height - _HANDLE:
            return window.x, window.y
    first = screens[0]
    x = max(first.x, min(window.x, first.x + first.width - window.width))
    return x, max(first.y, min(window.y, first.y + first.height - window.height))


class WindowPlace(BaseModel):
    """Size of the window's inside and where it stands, kept in the data folder between starts."""

    width: int = Field(default=1280, ge=360, le=20_000)
    height: int = Field(default=860, ge=360, le=20_000)
    x: int | None = Field(default=None, ge=-50_000, le=50_000)
    y: int | None = Field(default=None, ge=-50_000, le=50_000)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The kept one; the usual one where there is none that makes sense."""
        try:
            return cls.model_validate_json(_kept_in(folder).read_bytes())
        except (OSError, ValidationError):
            return cls()

    def write(self, folder: Path) -> None:
        _kept_in(folder).write_text(json.dumps(self.model_dump()))


def _kept_in(folder: Path) -> Path:
    return folder / "window.json"
