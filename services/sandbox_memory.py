"""What the built-in partner remembers, kept beside the data: its jobs outlive a restart of ours."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import structlog

from services.bus import Bus, JobChanged
from services.tasks import Tasks
from services.upstream.sandbox import Sandbox

log = structlog.get_logger(__name__)

_SOON = 0.1  # seconds; what changes together is written once


class SandboxMemory:
    def __init__(self, sandbox: Sandbox, folder: Path, bus: Bus) -> None:
        self._sandbox = sandbox
        self._file = folder / "sandbox.json"
        self._bus = bus
        self._tasks = Tasks()
        self._unsubscribe: Callable[[], None] = lambda: None
        self._load()

    def start(self) -> None:
        """Write after every change of a job of ours: only we make the sandbox do anything."""
        self._unsubscribe = self._bus.subscribe(self._heard)

    async def stop(self) -> None:
        self._unsubscribe()
        await self._tasks.stop()
        self._save()

    def _heard(self, _change: JobChanged) -> None:
        if not len(self._tasks):
            self._tasks.start(self._save_soon(), "sandbox memory")

    async def _save_soon(self) -> None:
        await asyncio.sleep(_SOON)
        self._save()

    def _save(self) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(self._sandbox.dump()))
        fresh.replace(self._file)

    def _load(self) -> None:
        if not self._file.exists():
            return
        try:
            self._sandbox.load(json.loads(self._file.read_text()))
        except (ValueError, KeyError, TypeError):
            log.warning("the sandbox's memory cannot be read and starts anew", file=str(self._file))
