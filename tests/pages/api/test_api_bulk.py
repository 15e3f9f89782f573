"""Many at once through REST, as a script sends it."""

import asyncio
import csv
import io
import json

import pytest
from pydantic import TypeAdapter

from pages.api import bulk_schemas, schemas
from pages.api.boundary import MAX_BODY, MAX_FILE

CREATE = "/api/bulk?kind=create"
GOOD, REJECTED = "GoldenGateHvacRepair00", "TestRejectWrapperChain"
HEAD = "business_id,program_name,budget,is_autobid,start\n"
NDJSON = {"Content-Type": "application/x-ndjson"}
CSV = {"Content-Type": "text/csv; charset=utf-8"}


def rows(*pairs):
    return HEAD + "".join(f"{who},CPC,{much},true,2099-01-10\n" for who, much in pairs)


@pytest.fixture
def ended(house):
    async def wait(bulk_id):
        async with asyncio.timeout(20):
            while True:
                document = (await house.get(f"/api/bulk/{bulk_id}")).json()
                if document["state"] == "finished":
                    return document
                await asyncio.sleep(0.02)

    return wait


async def test_csv_is_answered_at_once_and_every_row_ends(house, ended):
    text = rows((GOOD, 200), (REJECTED, 300))
    answer = await house.post(f"{CREATE}&name=november.csv", content=text, headers=CSV)
    assert answer.status_code == 202
    document = answer.json()
    assert answer.headers["location"] == f"/api/bulk/{document['bulk_id']}"
    assert (document["total"], document["name"], document["actor"]) == (2, "november.csv", "rest")
    done = await ended(document["bulk_id"])
    assert (done["finished"], done["completed"], done["failed"]) == (2, 1, 1)
    assert [sent["budget"] for sent in house.wire.sent("/program/create")] == ["20000", "30000"]
    listed = (await house.get("/api/bulk")).json()["bulks"]
    assert [one["bulk_id"] for one in listed] == [document["bulk_id"]]
    job_id = (await house.get("/api/jobs")).json()["jobs"][0]["job_id"]
    partner = (await house.get(f"/api/reseller/status/{job_id}")).json()["partner"]
    assert partner
    assert {document["partner"], done["partner"], listed[0]["partner"]} == {partner}


async def test_ndjson_edits_and_a_key_that_makes_nothing_twice(house, ended, facts):
    body = json.dumps({"program_id": facts.program, "budget": 540.5})
    address, headers = "/api/bulk?kind=edit", NDJSON | {"Idempotency-Key": "k"}
    first = await house.post(address, content=body, headers=headers)
    again = await house.post(address, content=body, headers=headers)
    assert first.json()["bulk_id"] == again.json()["bulk_id"]
    other = await house.post(address, content=body.replace("540", "541"), headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (await ended(first.json()["bulk_id"]))["completed"] == 1
    assert [sent["budget"] for sent in house.wire.sent("/edit")] == ["54050"]


async def test_a_wrong_cell_refuses_the_file_and_is_named(house):
    text = rows((GOOD, 200), (GOOD, 3), ("short", 300))
    answer = await house.post(CREATE, content=text, headers=CSV)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "invalid_rows"
    assert problem["detail"] == "2 of 3 rows have errors; nothing was sent."
    assert [(e["line"], e["field"]) for e in problem["errors"]] == [
        (3, "budget"),
        (4, "business_id"),
    ]
    TypeAdapter(schemas.Problem).validate_json(answer.content)
    assert (await house.get("/api/bulk")).json()["bulks"] == []
    sent = await house.post(f"{CREATE}&skip_invalid=true", content=text, headers=CSV)
    assert (sent.status_code, sent.json()["total"], sent.json()["left_out"]) == (202, 1, 2)


async def test_a_dry_run_says_everything_and_records_nothing(house):
    text = rows((GOOD, 200), (GOOD, 3), (GOOD, 250))
    answer = await house.post(f"{CREATE}&dry_run=true", content=text, headers=CSV)
    assert answer.status_code == 200
    preview = TypeAdapter(bulk_schemas.BulkPreview).validate_json(answer.content)
    assert (preview.rows, preview.valid, preview.monthly_budget) == (3, 2, "450.00")
    assert [(e.line, e.field) for e in preview.errors] == [(3, "budget")]
    assert [(w.line, w.field) for w in preview.warnings] == [(4, "business_id")]
    assert (await house.get("/api/bulk")).json()["bulks"] == []


async def test_a_dry_run_of_edits_uses_the_list_of_programs(house, facts):
    adtrail = house.adtrail
    adtrail.program_list.refresh()
    async with asyncio.timeout(5):
        while adtrail.program_list._reading:  # noqa: ASYNC110 - a flag of another task
            await asyncio.sleep(0.01)
    asked = len(house.wire.requests)
    text = f"program_id,budget\n{facts.program},540\nnope,80\n{'x' * 22},90\n"
    answer = await house.post("/api/bulk?kind=edit&dry_run=true", content=text, headers=CSV)
    preview = TypeAdapter(bulk_schemas.BulkPreview).validate_json(answer.content)
    assert (preview.rows, preview.valid, preview.monthly_budget) == (3, 2, "630.00")
    assert [(e.line, e.field) for e in preview.errors] == [(3, "program_id")]
    assert [(w.line, w.field) for w in preview.warnings] == [(4, "program_id")]
    assert len(house.wire.requests) == asked


async def test_a_file_that_is_wrong_as_a_whole_says_so(house):
    answer = await house.post(CREATE, content="bugdet\n300\n", headers=CSV)
    errors = answer.json()["errors"]
    assert {error["line"] for error in errors} == {0}
    assert 'Is it "budget"?' in errors[0]["message"]


@pytest.mark.parametrize(
    ("headers", "body"),
    [({"Content-Type": "application/json"}, b"[]"), (CSV, b"\xff\xfe\x00"), (CSV, b"\xe0\xe1")],
)
async def test_what_cannot_be_read_is_a_400(house, headers, body):
    answer = await house.post(CREATE, content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


async def test_a_file_may_be_larger_than_a_body(house, facts):
    text = rows((GOOD, 3)) + " " * MAX_BODY
    assert (await house.post(CREATE, content=text, headers=CSV)).status_code == 422
    answer = await house.post(CREATE, content=" " * (MAX_FILE + 1), headers=CSV)
    assert answer.status_code == 413
    assert "8 MiB" in answer.json()["detail"]
    answer = await house.post("/api/reseller/program/create", content=" " * (MAX_BODY + 1))
    assert answer.status_code == 413


async def test_rows_are_paged_and_filtered(house, ended):
    text = rows((GOOD, 200), (REJECTED, 200), (GOOD, 220))
    bulk_id = (await house.post(CREATE, content=text, headers=CSV)).json()["bulk_id"]
    await ended(bulk_id)
    first = (await house.get(f"/api/bulk/{bulk_id}/rows?limit=2")).json()
    assert ([row["line"] for row in first["rows"]], first["next_after"]) == ([2, 3], 2)
    rest = (await house.get(f"/api/bulk/{bulk_id}/rows?limit=2&after=2")).json()
    assert ([row["line"] for row in rest["rows"]], rest["next_after"]) == ([4], None)
    failed = (await house.get(f"/api/bulk/{bulk_id}/rows?status=failed")).json()
    assert (failed["count"], [row["status"] for row in failed["rows"]]) == (1, ["failed"])
    assert failed["rows"][0]["error_code"]
    wrong = await house.get(f"/api/bulk/{bulk_id}/rows?status=nonsense")
    assert wrong.status_code == 422


async def test_every_batch_is_found_a_page_at_a_time(house, ended):
    made = []
    for n in range(5):
        answer = await house.post(CREATE, content=rows((GOOD, 200 + n)), headers=CSV)
        made.insert(0, answer.json()["bulk_id"])
    first = (await house.get("/api/bulk?limit=2")).json()
    second = (await house.get(f"/api/bulk?limit=2&cursor={first['next_cursor']}")).json()
    third = (await house.get(f"/api/bulk?limit=2&cursor={second['next_cursor']}")).json()
    pages = (first, second, third)
    assert [one["bulk_id"] for page in pages for one in page["bulks"]] == made
    assert [page["count"] for page in pages] == [5, 5, 5]
    assert third["next_cursor"] is None
    for bulk_id in made:
        await ended(bulk_id)
    over = (await house.get("/api/bulk?state=finished&limit=200")).json()
    assert (over["count"], len(over["bulks"])) == (5, 5)
    open_ones = await house.get("/api/bulk?state=running&state=paused")
    assert (open_ones.json()["count"], open_ones.json()["bulks"]) == (0, [])


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "cursor=x", "state=open", "offset=2"])
async def test_a_page_that_there_cannot_be_is_refused(house, query):
    answer = await house.get(f"/api/bulk?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


async def test_a_cursor_of_jobs_is_none_of_batches(house):
    for n in range(2):
        await house.create(budget=200 + n)
    cursor = (await house.get("/api/jobs?limit=1")).json()["next_cursor"]
    answer = await house.get(f"/api/bulk?cursor={cursor}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")


async def test_results_are_a_file_that_can_be_corrected_and_sent_again(house, ended):
    text = rows((GOOD, 200), (REJECTED, 200))
    bulk_id = (await house.post(CREATE, content=text, headers=CSV)).json()["bulk_id"]
    await ended(bulk_id)
    answer = await house.get(f"/api/bulk/{bulk_id}/results")
    assert "attachment" in answer.headers["content-disposition"]
    found = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["status"] for row in found] == ["completed", "failed"]
    assert found[0]["made_program_id"]
    assert found[1]["error_code"]
    assert [row["business_id"] for row in found] == [GOOD, REJECTED]


async def test_a_batch_is_paused_goes_on_and_is_tried_again(house, ended):
    text = rows(*((REJECTED, 200 + n) for n in range(60)))
    bulk_id = (await house.post(CREATE, content=text, headers=CSV)).json()["bulk_id"]
    paused = (await house.post(f"/api/bulk/{bulk_id}/pause")).json()
    assert (paused["state"], paused["waiting"] > 0) == ("paused", True)
    assert (await house.post(f"/api/bulk/{bulk_id}/continue")).json()["state"] == "running"
    assert (await ended(bulk_id))["failed"] == 60
    assert (await house.post(f"/api/bulk/{bulk_id}/retry")).json()["state"] == "running"
    assert (await ended(bulk_id))["failed"] == 60
    assert len(house.wire.sent("/program/create")) == 120
    assert (await house.post(f"/api/bulk/{bulk_id}/pause")).status_code == 409


async def test_the_template_and_a_batch_that_is_not_there(house):
    answer = await house.get("/api/bulk/template?kind=edit")
    assert answer.text.startswith("program_id,budget,")
    for path in ("", "/rows", "/results"):
        assert (await house.get(f"/api/bulk/nothing{path}")).status_code == 404


async def test_answers_have_the_shapes_of_the_bulk_document(house, ended):
    answer = await house.post(CREATE, content=rows((GOOD, 200), (REJECTED, 210)), headers=CSV)
    TypeAdapter(bulk_schemas.BulkDocument).validate_json(answer.content)
    bulk_id = answer.json()["bulk_id"]
    await ended(bulk_id)
    for address, shape in (
        ("", bulk_schemas.BulkList),
        (f"/{bulk_id}", bulk_schemas.BulkDocument),
        (f"/{bulk_id}/rows", bulk_schemas.BulkRowPage),
    ):
        found = await house.get(f"/api/bulk{address}")
        TypeAdapter(shape).validate_json(found.content)
