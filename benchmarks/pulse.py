"""Adtrail with one job that changes its status on the beat: what `page.py` looks at.

The changes go through the store as every other one; nothing of the page is special.
"""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from nicegui import app

from models.evidence import Reported
from models.job import Phase
from models.job_status import JobStatus
from pages.app import run
from services.container import Adtrail, bootstrap
from services.settings import load_settings
from services.tasks import Tasks

BEAT = 0.25  # seconds


async def beat(adtrail: Adtrail) -> None:
    values = {"business_id": "TestNeverFinishes00000", "program_name": "BP"}
    job = await adtrail.programs.create(values, key="pulse")
    for _ in range(200):
        if adtrail.programs.job(job.id).phase in {Phase.ACCEPTED, Phase.PROCESSING}:
            break
        await asyncio.sleep(0.05)
    status = JobStatus.IN_PROGRESS
    while True:
        await adtrail.store.move(job.id, Reported(status=status, partner_status=status.value))
        other = status is JobStatus.IN_PROGRESS
        status = JobStatus.PENDING if other else JobStatus.IN_PROGRESS
        await asyncio.sleep(BEAT)


def main() -> None:
    port = int(sys.argv[sys.argv.index("--port") + 1])
    adtrail = bootstrap(load_settings(port=port))
    tasks = Tasks()
    app.on_startup(lambda: tasks.start(beat(adtrail), "pulse") and None)
    app.on_shutdown(tasks.stop)
    run(adtrail, show=False, native=False)


if __name__ in {"__main__", "__mp_main__"}:
    main()
