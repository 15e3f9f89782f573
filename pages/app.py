"""Adtrail as a NiceGUI application: pages, REST and static files on one server."""

import asyncio
import atexit
import gc
import json
import logging
import secrets
import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from fastapi import FastAPI
from fastapi.responses import FileResponse
from nicegui import Client, app, ui
from nicegui.storage import Storage

from components.library_mends import mend_library
from components.parts import provide
from components.static_files import STATIC
from pages.allowed import refusal_in_a_line
from pages.api import install_api
from pages.login import Door
from pages.shell import shell
from pages.window import open_window
from services.container import Adtrail

GRACE = 1  # seconds that requests under way have to end when the process stops
# How much may come into being between two looks of the collector: as set by Python, it took a tenth
# of the time of a busy server. The second number counts looks at the youngest until one at what
# outlived them: with 20 times 20,000 that was one halt of 400 ms while ten thousand jobs were in
# hand, with these one of 100 ms (by hand, `docs/speed.md`).
_COLLECT = (5_000, 10, 200)
_PLAIN = (
    "The network can reach it by plain HTTP, which does not hide passwords: let a proxy speak TLS "
    "in front of it, and name it in ADTRAIL_ALLOWED_HOSTS."
)
_RECONNECT = 30.0  # seconds an open page may be offline without being rebuilt (nicegui.md 6)


def install(adtrail: Adtrail) -> dict[str, Any]:
    """Put everything on NiceGUI's application; returns the arguments of `ui.run`."""
    provide(adtrail)
    mend_library()
    # What a browser chose is kept beside the data, not in the folder one happens to stand in.
    Storage.path = adtrail.settings.data_dir / "browsers"
    app.on_startup(adtrail.start)
    app.on_shutdown(adtrail.stop)
    app.add_static_files("/static", STATIC, max_cache_age=31_536_000)
    logging.getLogger("nicegui").addFilter(refusal_in_a_line)
    # Quasar's bar over the page at every request has no name, and says nothing that we know of.
    app.config.quasar_config["loadingBar"]["skipHijack"] = True
    app.get("/sw.js", include_in_schema=False)(_service_worker)
    install_api(app, adtrail, door=Door(adtrail.signing))
    adtrail.metrics.viewers = lambda: sum(
        client.has_socket_connection for client in Client.instances.values()
    )
    return {
        "root": shell,
        "title": "Adtrail",
        "favicon": STATIC / "favicon.svg",
        "dark": None,
        "language": "en-US",
        "tailwind": False,
        "reconnect_timeout": _RECONNECT,
        "storage_secret": _secret(adtrail.settings.data_dir),
    }


def _service_worker() -> FileResponse:
    """At the root, because it serves the pages beneath its own address; never an old one."""
    fresh = {"Cache-Control": "no-cache"}
    return FileResponse(STATIC / "sw.js", media_type="text/javascript", headers=fresh)


def run(adtrail: Adtrail, *, show: bool, native: bool) -> None:
    """Serve until told to stop."""
    settings = adtrail.settings
    how = install(adtrail)
    app.on_startup(lambda: _when_asked_to_stop(adtrail.leave))
    if native:
        how |= open_window(settings)
    address = f"http://{settings.host}:{settings.port}"
    print(f"Adtrail is ready at {address}", flush=True)  # noqa: T201 - the first thing to know
    if not settings.on_loopback:
        print(_PLAIN, flush=True)  # noqa: T201 - the second
    # What is imported by now stays: the collector, which stops everything for up to half a second
    # when it looks at all of it, need not look again. Pages are what comes and goes.
    gc.freeze()
    gc.set_threshold(*_COLLECT)
    # At the very end the pages of many browsers would be taken apart for seconds, for nothing, and
    # the data folder be held meanwhile.
    atexit.register(gc.freeze)
    ui.run(
        **how,
        host=settings.host,
        port=settings.port,
        show=show and not native,
        reload=False,
        show_welcome_message=False,
        timeout_graceful_shutdown=GRACE,
    )


def _when_asked_to_stop(act: Callable[[], None]) -> None:
    """Call `act` at once; the server tells the application only after the last request."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        servers = signal.getsignal(number)

        def asked(received: int, frame: FrameType | None, then: Any = servers) -> None:
            loop.call_soon_threadsafe(act)
            then(received, frame)

        signal.signal(number, asked)


def openapi_document() -> str:
    """The OpenAPI document as JSON, without starting anything."""
    api = FastAPI()
    install_api(api, None)
    return json.dumps(api.openapi(), indent=2)


def _secret(folder: Path) -> str:
    """Signs the browser's session cookie; made once and kept beside the data."""
    kept = folder / "session.secret"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(32))
    return kept.read_text()
