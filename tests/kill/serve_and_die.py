"""`main.py` that kills itself at the moment named in the file `die-at` of its data folder.

For the points that only this process can know of. Production code knows nothing of it: methods
are wrapped from outside before `main.main()` runs. The file is gone before the blow falls, so
that the next start of the same folder lives.
"""

import os
import runpy
import signal
import sys
from functools import wraps
from pathlib import Path

from sqlalchemy import event

from models.evidence import Accepted
from services.store.schedules import ScheduleRows
from services.store.store import Store
from services.upstream.client import PartnerClient

_ORDER = Path(os.environ["ADTRAIL_DATA_DIR"]) / "die-at"


def die_at(moment):
    if _ORDER.exists() and _ORDER.read_text() == moment:
        _ORDER.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def wrap(owner, name, before=None, after=None, only=lambda *_: True):
    """Around `owner.name`, for the calls whose arguments `only` likes."""
    original = getattr(owner, name)

    @wraps(original)
    async def wrapped(self, *arguments, **named):
        hit = only(*arguments)
        if before and hit:
            die_at(before)
        result = await original(self, *arguments, **named)
        if after and hit:
            die_at(after)
        return result

    setattr(owner, name, wrapped)


wrap(Store, "record", before="before-the-intent", after="intent-recorded")
wrap(
    Store,
    "move",
    after="answer-committed",
    only=lambda _job_id, evidence, *_: isinstance(evidence, Accepted),
)


def die_committed(original):
    """`fire`, dead as soon as its transaction is committed and before anybody hears of it.

    In the writer's thread: after the call the engine may be sending the new job already.
    """

    @wraps(original)
    async def fire(self, schedule, job, enlist, at):
        def enlisted(session, job):
            event.listen(session, "after_transaction_end", ended)
            enlist(session, job)

        def ended(_session, transaction):
            if transaction.parent is None:
                die_at("fired")

        return await original(self, schedule, job, enlisted, at)

    return fire


wrap(ScheduleRows, "fire", before="before-firing")
wrap(ScheduleRows, "move", after="moved", only=lambda _schedule, changes, *_: "due_at" in changes)
ScheduleRows.fire = die_committed(ScheduleRows.fire)
for submission in ("create", "edit", "end"):
    wrap(PartnerClient, submission, before="nothing-sent", after="answer-read")

sys.argv[0] = str(Path(__file__).parents[2] / "main.py")
runpy.run_path(sys.argv[0], run_name="__main__")
