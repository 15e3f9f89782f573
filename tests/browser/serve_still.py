"""`main.py` whose jobs stand still: one in every state there is, and nothing moves it.

Production code knows nothing of it: the engine's schedule is emptied from outside before
`main.main()` runs. Which job is in which state is told in `jobs.json` of the data folder.
"""

import asyncio
import json
import runpy
import sys
from pathlib import Path

from job_states import MIXED, PROGRAM, STATES, put

from models.job import JobKind
from services.container import bootstrap
from services.engines.local import LocalEngine
from services.settings import load_settings


async def _prepare():
    """The jobs, newest last; of a kind each, so that every page has some."""
    adtrail = bootstrap(load_settings())
    jobs = {state: (await put(adtrail, state, age=30)).id for state in STATES}
    done = "ProgCompletedHere00000"
    jobs["completed"] = (await put(adtrail, "completed", program_id=done)).id
    jobs["mixed"] = (await put(adtrail, "completed", program_id=done, receipt=MIXED)).id
    jobs["edit"] = (await put(adtrail, "failed", kind=JobKind.EDIT, program_id=PROGRAM)).id
    jobs["terminate"] = (await put(adtrail, "in progress", kind=JobKind.TERMINATE)).id
    await asyncio.to_thread(adtrail.store.close)
    adtrail.lock.release()
    (adtrail.settings.data_dir / "jobs.json").write_text(json.dumps(jobs))


LocalEngine._schedule = lambda _self, _job_id, _delay: None
asyncio.run(_prepare())
sys.argv[0] = str(Path(__file__).parents[2] / "main.py")
runpy.run_path(sys.argv[0], run_name="__main__")
