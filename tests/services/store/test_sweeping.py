"""A table that cannot be looked after now is no reason to give up what was written."""

from types import SimpleNamespace

from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from services.store.postgres import sweep_jobs


def test_a_sweep_that_the_database_refuses_is_a_line_in_the_log():
    def connect():
        raise OperationalError("VACUUM", {}, Exception("canceling statement"))

    engine = SimpleNamespace(dialect=SimpleNamespace(name="postgresql"), connect=connect)
    with capture_logs() as logs:
        sweep_jobs(engine)
    (line,) = logs
    assert line["log_level"] == "warning"
    assert "canceling statement" in line["reason"]
