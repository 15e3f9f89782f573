"""When the database is unwell, REST says so with 503 and records nothing."""

import pytest
from sqlalchemy import event

pytestmark = pytest.mark.slow


@pytest.mark.expect_errors
async def test_a_full_disk_answers_503_and_the_same_request_goes_through_later(house, facts):
    key = {"Idempotency-Key": "once"}
    padded = {"promotion_code": "x" * 60, "start": "2099-01-10"}
    room = [1]  # pages; a limit is a connection's own, and any of the pool may be the writer's

    @event.listens_for(house.adtrail.store.engine, "checkout")
    def limit(connection, _record, _proxy):
        connection.execute(f"PRAGMA max_page_count={room[0]}")

    answers, refused = [], []
    while len(refused) < 2 and len(answers) < 100:
        answers.append(await house.create(headers=None, **padded))
        refused = [answer for answer in answers if answer.status_code != 202]
    assert refused
    assert {answer.status_code for answer in refused} == {503}
    document = refused[0].json()
    assert document["code"] == "database_unavailable"
    assert "disk is full" in document["detail"]
    assert "Retry-After" in refused[0].headers
    room[0] = 1_000_000
    first = await house.create(headers=key)
    again = await house.create(headers=key)
    assert first.status_code == 202
    assert again.json()["job_id"] == first.json()["job_id"]
    counted = (await house.get("/api/jobs?limit=1")).json()["count"]
    assert counted == len(answers) - len(refused) + 1
