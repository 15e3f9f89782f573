"""Every job of a filter as a file: exactly what is filtered, and harmless in a spreadsheet."""

import csv
import io

from models.job import Job, JobKind
from pages.api import export


async def put(house, number, **values):
    """Jobs that nobody works on."""
    now = house.adtrail.clock.now()
    for place in range(number):
        job = Job(
            id=f"job_{place:04}",
            kind=JobKind.CREATE,
            created_at=now,
            updated_at=now,
            **{"business_id": "Bz", **values},
        )
        await house.adtrail.store.record(job, lambda _session, _job: None)


async def rows(house, query=""):
    answer = await house.get(f"/api/jobs/export?{query}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_csv_holds_every_job_newest_first(house, monkeypatch):
    monkeypatch.setattr(export, "_STRETCH", 50)
    await put(house, 250)  # five stretches, all of one moment
    found = await rows(house)
    assert [row["job_id"] for row in found] == [f"job_{n:04}" for n in reversed(range(250))]
    assert (found[0]["kind"], found[0]["business_id"]) == ("create", "Bz")


async def test_the_filter_decides_what_is_in_the_file(house):
    done = await house.made()
    failed = await house.made(business_id="TestRejectTopRejected0")
    (row,) = await rows(house, "status=FAILED&days=1&actor=rest")
    assert (row["job_id"], row["error_code"]) == (failed["job_id"], failed["error"]["code"])
    assert await rows(house, "actor=local") == []
    answer = await house.get(f"/api/jobs/export?format=json&q={done['job_id']}")
    assert answer.json()["count"] == 1
    document = (await house.get(f"/api/reseller/status/{done['job_id']}")).json()
    assert answer.json()["jobs"] == [document]


async def test_a_spreadsheet_finds_no_formula_in_it(house):
    await put(house, 1, business_id='=HYPERLINK("http://x")')
    (row,) = await rows(house)
    assert row["business_id"] == '\'=HYPERLINK("http://x")'
    (job,) = (await house.get("/api/jobs/export?format=json")).json()["jobs"]
    assert job["business_id"] == '=HYPERLINK("http://x")'


async def test_it_is_a_download_with_a_name(house):
    answer = await house.get("/api/jobs/export?format=csv")
    said = answer.headers["content-disposition"]
    assert said.startswith('attachment; filename="adtrail-jobs-')
    assert said.endswith('.csv"')
    assert (await house.get("/api/jobs/export?format=xls")).status_code == 422
    assert (await house.get("/api/jobs/export?format=json")).json() == {"jobs": [], "count": 0}
