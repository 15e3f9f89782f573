"""A single-page client that somebody else wrote for the original, unchanged, from login to the end.

It sends Basic authorization and its origin with every call, knows no idempotency key, writes
dollars, reads the partner's cents, and asks for a status every two seconds until it likes it.
"""

import asyncio
import base64
from http import HTTPStatus

import pytest

BUSINESS = "GoldenGateHvacRepair00"
ROW = {
    "job_id",
    "program_id",
    "partner_program_id",
    "business_id",
    "product_type",
    "status",
    "name",
    "created_date",
    "modified_date",
    "budget_amount",
    "start_date",
    "end_date",
    "status_data",
}


def basic(pair):
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


HEADERS = basic("agency:secret") | {
    "Origin": "http://test",
    "Referer": "http://test/",
    "Accept": "application/json, text/plain, */*",
}


class SinglePage:
    """The client's own little library."""

    def __init__(self, client, headers=HEADERS):
        self._client = client
        self._headers = headers

    async def call(self, method, path, body=None, expected=HTTPStatus.OK):
        answer = await self._client.request(method, f"/api{path}", json=body, headers=self._headers)
        assert answer.status_code == expected, (path, answer.text)
        assert "www-authenticate" not in answer.headers  # a browser would open its own dialog
        return answer.json()

    async def get(self, path, **more):
        return await self.call("GET", path, **more)

    async def post(self, path, body=None, expected=HTTPStatus.ACCEPTED):
        return await self.call("POST", path, body, expected)

    async def polled(self, job_id):
        """Its two seconds pass more quickly here."""
        while True:
            said = await self.get(f"/reseller/status/{job_id}")
            if said["status"] in {"COMPLETED", "FAILED", "REJECTED"}:
                return said
            assert said["status"] in {"PENDING", "IN_PROGRESS", "PROCESSING"}
            await asyncio.sleep(0.02)


@pytest.fixture
def page(house):
    return SinglePage(house.client)


async def created(page, **values):
    body = {"business_id": BUSINESS, "program_name": "CPC", "budget": 250.5, "is_autobid": False}
    body |= {"max_bid": "4.35", "start": "2099-01-10", "ad_categories": ["hvac"]}
    return await page.polled((await page.post("/reseller/program/create", body | values))["job_id"])


async def test_its_whole_life_of_a_program(page):
    pair = {"username": "agency", "password": "secret"}
    valid = await page.post("/auth/validate-credentials", pair, HTTPStatus.OK)
    assert (valid["valid"], valid["username"]) == (True, "agency")

    made = await created(page)
    program = made["business_results"][0]["program_id"]
    assert made["program_id"] == program
    info = (await page.get(f"/reseller/program_info/{program}"))["programs"][0]
    metrics = info["program_metrics"]
    assert (metrics["budget"], metrics["max_bid"]) == (25050, 435)  # the partner's cents

    edit = await page.post(f"/reseller/program/{program}/edit", {"budget": 300})
    assert (await page.polled(edit["job_id"]))["status"] == "COMPLETED"
    copy = await page.post(f"/reseller/program/{program}/duplicate", {"start_date": "2099-02-01"})
    copied = await page.polled(copy["job_id"])
    assert copied["program_id"] not in {None, program}
    end = await page.post(f"/reseller/program/{copied['program_id']}/end")
    assert (await page.polled(end["job_id"]))["status"] == "COMPLETED"

    pause = await page.post("/program/ProgActiveAutobid00000/pause/v1")
    assert (await page.polled(pause["job_id"]))["status"] == "COMPLETED"
    resume = await page.post("/program/ProgActiveAutobid00000/resume/v1")
    assert (await page.polled(resume["job_id"]))["status"] == "COMPLETED"

    listed = await page.get("/reseller/programs?offset=0&limit=40&program_status=ALL")
    assert program in {one["program_id"] for one in listed["programs"]}
    known = (await page.get("/reseller/business-ids"))["businesses"]
    assert BUSINESS in {one["business_id"] for one in known}


async def test_its_history_has_the_rows_that_it_knows_by_the_words_that_it_uses(page):
    made = await created(page)
    refused = await created(page, business_id="TestRejectWrapperChain")
    assert refused["status"] == "FAILED"
    history = await page.get("/reseller/job-history?days=7&status=ALL&limit=100")
    assert history["count"] == 2
    assert all(row.keys() >= ROW for row in history["jobs"])
    newest, oldest = history["jobs"]
    assert oldest["partner_program_id"] == made["program_id"]
    assert (oldest["product_type"], oldest["budget_amount"]) == ("CPC", "250.50")
    assert newest["status_data"]["error"]["message"]
    for word, found in (("REJECTED", [newest["job_id"]]), ("PROCESSING", [])):
        filtered = await page.get(f"/reseller/job-history?days=30&status={word}&limit=10")
        assert [row["job_id"] for row in filtered["jobs"]] == found
    assert (await page.get("/reseller/active-jobs"))["count"] == 2


async def test_its_errors_are_sentences(page):
    wrong = {"business_id": "joes-plumbing", "program_name": "CPC", "budget": 3}
    said = await page.post("/reseller/program/create", wrong, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert {one["field"] for one in said["errors"]} >= {"business_id", "budget"}
    assert said["detail"]
    lost = await page.get("/reseller/status/no-such-job", expected=HTTPStatus.NOT_FOUND)
    assert lost["detail"]


async def test_it_may_stand_behind_a_proxy_with_tls_but_not_on_a_foreign_page(house):
    body = {"business_id": BUSINESS, "program_name": "EP"}
    for origin, status in (("https://test", 202), ("https://evil.example", 403)):
        headers = HEADERS | {"Origin": origin}
        answer = await house.post("/api/reseller/program/create", json=body, headers=headers)
        assert answer.status_code == status
    assert (await house.get("/api/jobs")).json()["count"] == 1


async def test_two_clicks_without_a_key_are_two_jobs_and_nothing_is_merged(page):
    """It sends no key, so only the partner may say that the second is the first again."""
    body = {"business_id": BUSINESS, "program_name": "CPC", "budget": 250, "is_autobid": True}
    first, second = await asyncio.gather(
        *(page.post("/reseller/program/create", body) for _ in range(2))
    )
    assert first["job_id"] != second["job_id"]


class TestWithAccounts:
    """Nothing in it changes: the pair that it sends with every call is an account's."""

    @pytest.fixture
    def settings(self, with_accounts):
        return with_accounts

    @pytest.fixture
    def page(self, house):
        return SinglePage(house.client, HEADERS | basic("admin:correct horse"))

    async def test_its_whole_life_of_a_program(self, page, house):
        await test_its_whole_life_of_a_program(page)
        jobs = await house.get("/api/jobs", headers=basic("admin:correct horse"))
        assert jobs.json()["count"] == 6

    async def test_its_history_and_its_errors(self, page):
        await test_its_history_has_the_rows_that_it_knows_by_the_words_that_it_uses(page)
        await test_its_errors_are_sentences(page)

    async def test_a_pair_of_nobody_is_told_so_without_a_dialog_of_the_browser(self, house):
        stranger = SinglePage(house.client)
        said = await stranger.get("/reseller/active-jobs", expected=HTTPStatus.UNAUTHORIZED)
        assert said["detail"]
