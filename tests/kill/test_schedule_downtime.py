"""A change whose moment passes while nothing runs: it happens late, or a person is asked."""

import time
from datetime import UTC, datetime, timedelta

from processes import running

PROGRAM, OTHER = "ProgActiveManualBid000", "ProgActiveAutobid00000"
QUICK = {"sandbox_seconds": "0.2", "first_poll": "0.1", "max_poll": "0.2", "missed_after": "0.5"}


def ordered(app, program):
    """A budget that is due in a moment."""
    due = datetime.now(UTC) + timedelta(seconds=1.5)
    order = {"program_id": program, "action": "budget", "budget": "2100.00", "at": due.isoformat()}
    return app.ask("/api/schedules", order)["schedule_id"]


def stopped_until_it_is_missed(app):
    assert app.stop() == 0
    time.sleep(2.5)  # real: nobody is there whose clock could be moved


def test_what_was_missed_asks_or_happens_late_as_is_set(tmp_path):
    def shown(schedule_id):
        return app.ask(f"/api/schedules/{schedule_id}")

    with running(tmp_path, **QUICK) as app:
        kept, given_up = ordered(app, PROGRAM), ordered(app, OTHER)
        stopped_until_it_is_missed(app)
    with running(tmp_path, missed_schedules="ask", **QUICK) as app:
        app.until(lambda: {shown(one)["state"] for one in (kept, given_up)} == {"missed"})
        assert shown(kept)["job_id"] is None
        app.ask(f"/api/schedules/{given_up}/decision", {"decision": "cancel"})
        app.ask(f"/api/schedules/{kept}/decision", {"decision": "run"})
        app.until(lambda: shown(kept)["job_status"] == "COMPLETED")
        late = ordered(app, OTHER)
        stopped_until_it_is_missed(app)
    with running(tmp_path, missed_schedules="run", **QUICK) as app:
        app.until(lambda: shown(late)["job_status"] == "COMPLETED")
        assert shown(given_up)["state"] == "cancelled"
        jobs = app.ask("/api/jobs")["jobs"]
        assert {job["job_id"] for job in jobs} == {shown(one)["job_id"] for one in (kept, late)}
