"""One owner for every background task: named, referenced, logged, awaited at the end."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)

# Seconds. A cancel can get lost: psycopg turns one that interrupts a query into an error.
_AGAIN = 0.5


class Tasks:
    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Run `work` in the background; its failure is logged, never lost."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def drain(self, seconds: float) -> None:
        """Give what runs this long to end by itself."""
        if self._running:
            await asyncio.wait(set(self._running), timeout=seconds)

    async def stop(self) -> None:
        """Cancel what still runs and wait until it is gone."""
        mine = {task for task in self._running if task is not asyncio.current_task()}
        while mine:
            for task in mine:
                task.cancel()
            _, mine = await asyncio.wait(mine, timeout=_AGAIN)

    def __len__(self) -> int:
        return len(self._running)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task failed", task=task.get_name(), exc_info=error)
