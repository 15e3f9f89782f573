"""Waiting for a job to change without asking again and again: the bus says when to look."""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from models.job import Job
from services.bus import Bus
from services.container import Adtrail

LONGEST_WAIT = 10  # seconds (interface 5)

_WAIT = re.compile(r'(?:^|[,;])\s*wait\s*=\s*"?([0-9]{1,9})"?\s*(?=[,;]|$)', re.IGNORECASE)


def wished_wait(prefer: str | None) -> int | None:
    """Whole seconds of `Prefer: wait=n` (RFC 7240), at most `LONGEST_WAIT`."""
    found = _WAIT.search(prefer or "")
    return None if found is None else min(int(found[1]), LONGEST_WAIT)


@contextmanager
def changes(bus: Bus, *ids: str) -> Iterator[asyncio.Event]:
    """An event that is set whenever something about one of these changes."""
    changed = asyncio.Event()
    ends = [bus.subscribe(lambda _: changed.set(), one) for one in ids]
    try:
        yield changed
    finally:
        for end in ends:
            end()


async def outcome(adtrail: Adtrail, job_id: str, seconds: float) -> None:
    """Return when the job has ended, when a person has to decide about it, or after `seconds`."""

    def known(job: Job) -> bool:
        return job.terminal or job.asks

    await _until(adtrail, job_id, known, seconds)


async def status_change(adtrail: Adtrail, job_id: str, seconds: float) -> None:
    """Return when the job's status is another than now, when it has ended, or after `seconds`.

    Raises NotFound.
    """
    status = adtrail.programs.job(job_id).status

    def changed(job: Job) -> bool:
        return job.terminal or job.status is not status

    await _until(adtrail, job_id, changed, seconds)


async def _until(
    adtrail: Adtrail, job_id: str, condition: Callable[[Job], bool], seconds: float
) -> None:
    with changes(adtrail.bus, job_id) as changed, suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not condition(adtrail.programs.job(job_id)):
                if adtrail.leaving:
                    return
                await changed.wait()
                changed.clear()
