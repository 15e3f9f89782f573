"""/jobs in a real browser: nothing moves under the reader, and the file comes."""

import csv
import io
import re

from playwright.async_api import expect

_PLACE = """(id) => {
  const row = document.querySelector(`tr[data-job="${id}"]`);
  row.marked = true;
  window.scrollTo(0, 150);
  return [window.scrollY, row.getBoundingClientRect().top];
}"""
_SINCE = """(id) => {
  const row = document.querySelector(`tr[data-job="${id}"]`);
  return [row.marked, window.scrollY, row.getBoundingClientRect().top];
}"""


async def test_a_job_ends_where_it_stands_and_the_file_is_loaded(own_server, partner, page):
    server = own_server(ADTRAIL_UPSTREAM_URL=partner.url)
    await page.set_viewport_size({"width": 1280, "height": 500})
    order = {"business_id": "GoldenGateHvacRepair00", "program_name": "CPC", "budget": "200"}
    order |= {"is_autobid": True, "start": "2027-04-01"}
    made = [
        await page.request.post(f"{server.url}/api/reseller/program/create", data=order)
        for _ in range(4)
    ]
    job_id = (await made[-1].json())["job_id"]
    await page.goto(f"{server.url}/jobs")
    await page.wait_for_function("() => window.did_handshake")
    row = page.locator(f'tr[data-job="{job_id}"]')
    await expect(row).to_have_attribute("data-status", "IN_PROGRESS", timeout=15_000)
    before = await page.evaluate(_PLACE, job_id)
    assert before[0] > 0  # it is scrolled
    partner.finish_jobs()
    await expect(row).to_have_attribute(
        "data-status", re.compile("COMPLETED|FAILED"), timeout=20_000
    )
    assert await page.evaluate(_SINCE, job_id) == [True, *before]
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Export as CSV").click()
    path = await (await download.value).path()
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    assert {one["job_id"] for one in rows} == {(await one.json())["job_id"] for one in made}
