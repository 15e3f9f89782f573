"""A screen that nobody looks at (Xvfb), and Adtrail in a real window on it."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

_HERE = Path(__file__).parent


def _missing():
    if shutil.which("Xvfb") is None:
        return "no Xvfb on this machine (Debian: apt install xvfb)"
    if find_spec("PyQt6") is None or find_spec("webview") is None:
        return "the extra is not installed (uv sync --extra native)"
    return None


def pytest_collection_modifyitems(items):
    missing = _missing() if "ADTRAIL_TEST_EVERYTHING" not in os.environ else None
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.native)
            if missing:
                item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture(scope="session")
def display():
    """The name of a display of 1600 x 1200 pixels."""
    reading, writing = os.pipe()
    words = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    screen = subprocess.Popen(words, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as said:
        number = said.readline().strip()
    yield f":{number}"
    screen.terminate()
    screen.wait(10)
