"""A row made quickly is the row that the constructor makes."""

from datetime import UTC, datetime

from models.job import Job, JobEvent, JobKind, Phase
from models.job_status import JobStatus
from models.plain import plain

_NOW = datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_plain_job_has_the_values_and_defaults_of_a_constructed_one() -> None:
    said = {"id": "job_1", "kind": JobKind.CREATE, "created_at": _NOW, "updated_at": _NOW}

    assert plain(Job, **said).model_dump() == Job(**said).model_dump()


def test_a_plain_event_has_the_values_and_defaults_of_a_constructed_one() -> None:
    said = {
        "job_id": "job_1",
        "version": 1,
        "at": _NOW,
        "kind": "recorded",
        "phase": Phase.RECORDED,
        "status": JobStatus.PENDING,
    }

    assert plain(JobEvent, **said).model_dump() == JobEvent(**said).model_dump()


def test_two_plain_rows_share_no_default() -> None:
    one, other = (plain(Job, id=name, kind=JobKind.CREATE) for name in ("a", "b"))

    one.order["budget"] = 200

    assert other.order == {}


def test_a_plain_row_can_be_changed() -> None:
    job = plain(Job, id="a", kind=JobKind.CREATE)

    job.business_id = "b"

    assert job.model_dump()["business_id"] == "b"
