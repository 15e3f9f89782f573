"""/metrics: what Prometheus reads, in numbers that follow what happened."""

from prometheus_client.parser import text_string_to_metric_families


async def samples(house):
    answer = await house.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


async def test_jobs_and_requests_are_counted(house):
    await house.made()
    found = await samples(house)
    assert found["adtrail_jobs", "COMPLETED", "create"] == 1
    assert found["adtrail_partner_seconds_count", "create"] == 1
    assert found["adtrail_partner_seconds_count", "status"] >= 1
    assert found["adtrail_commits_total",] >= 3
    assert found["adtrail_commit_seconds_count",] == found["adtrail_commits_total",]
    assert found["adtrail_poll_lag_seconds_count",] >= 2
    assert ("adtrail_event_loop_lag_seconds_count",) in found
    assert found["adtrail_clients_connected",] == 0


async def test_a_request_that_failed_is_counted_by_what_went_wrong(house):
    house.wire.answers_with = 401
    job = (await house.create()).json()["job_id"]
    await house.until(job, lambda document: document["freshness"] == "delayed")
    found = await samples(house)
    assert found["adtrail_partner_errors_total", "business_programs", "credentials"] >= 1


async def test_the_jobs_are_counted_once_however_often_somebody_looks(house, monkeypatch):
    counts = 0
    count = house.adtrail.store.count_by_status_and_kind

    async def counted():
        nonlocal counts
        counts += 1
        return await count()

    monkeypatch.setattr(house.adtrail.store, "count_by_status_and_kind", counted)
    for _ in range(5):
        await samples(house)
    assert counts == 1


async def test_counting_the_jobs_reads_an_index_and_no_row(house):
    with house.adtrail.store.engine.connect() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT status, kind, count(*) FROM job GROUP BY status, kind"
        ).fetchall()
    assert "COVERING INDEX ix_job_counts" in str(plan)
