"""`main.py worker`: runs jobs without serving pages."""

import asyncio
import signal
from collections.abc import Callable

from services.container import Adtrail
from services.settings import Settings
from services.sharing import APART


class NoWorkerHere(RuntimeError):
    """These settings leave nothing to a second process; the message says what to do."""


def check_worker(settings: Settings) -> None:
    """Raises NoWorkerHere unless several processes can share the jobs."""
    if settings.postgres is None:
        raise NoWorkerHere(
            "A worker shares the jobs of other processes, which needs PostgreSQL. Set "
            "ADTRAIL_DATABASE_URL=postgresql://... for every process; with SQLite, `serve` alone "
            "does all the work.",
        )
    if settings.sandboxed:
        raise NoWorkerHere(APART)


def run_worker(adtrail: Adtrail, ready: Callable[[], None]) -> None:
    """Run jobs until told to stop (Ctrl-C or SIGTERM)."""
    asyncio.run(_run(adtrail, ready))


async def _run(adtrail: Adtrail, ready: Callable[[], None]) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await adtrail.start()
    ready()
    await stopped.wait()
    await adtrail.stop()
