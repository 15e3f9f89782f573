"""Many at once in a real browser: bad rows, a kill in the middle, and axe on every state."""

import asyncio
import json
import signal
import urllib.request

from axe import in_every_look
from playwright.async_api import expect

GOOD, REJECTED = "GoldenGateHvacRepair00", "TestRejectWrapperChain"
HEAD = "business_id,program_name,budget,is_autobid,start\n"


def rows(count, *wrong):
    good = "".join(f"{GOOD},CPC,{200 + n},true,2099-01-10\n" for n in range(count))
    return HEAD + good + "".join(wrong)


def batch(url):
    with urllib.request.urlopen(f"{url}/api/bulk", timeout=30) as answer:  # noqa: S310 - our own
        return json.load(answer)["bulks"][0]


async def ended(url):
    now = await asyncio.to_thread(batch, url)
    return now["waiting"] == now["running"] == 0


async def check(page, url, text):
    await page.goto(f"{url}/bulk")
    await page.get_by_label("Rows as CSV").fill(text)
    await page.get_by_role("button", name="Check the rows").click()
    await expect(page.get_by_role("heading", name="Preview")).to_be_focused()


async def test_bad_rows_are_marked_where_they_are_wrong_and_the_others_go(page, server, tmp_path):
    wrong = ("joes-plumbing,CPC,3,maybe,2020-01-01\n", f"{REJECTED},CPC,300,true,2099-01-10\n")
    await check(page, server.url, rows(3, *wrong))
    cell = page.get_by_role("cell", name="The budget is at least $25.00 a month.")
    await expect(cell).to_contain_text("3")
    await expect(page.get_by_text("4 of 5 rows can be sent.")).to_be_visible()
    complaints = await in_every_look(page, "preview")
    file = tmp_path / "november.csv"
    file.write_text(rows(3, wrong[1]))
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Choose a file").click()
    await (await chooser.value).set_files(file)
    await page.get_by_role("button", name="Send 4 rows").click()
    await expect(page.get_by_role("heading", name="4 of 4 finished, 1 failed")).to_be_visible(
        timeout=30_000
    )
    await expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "1")
    await page.set_viewport_size({"width": 1280, "height": 900})
    first = page.locator("tr[data-line]").first
    for heading, cell in zip(
        await page.locator("th").all(), await first.locator("td").all(), strict=True
    ):
        above, below = await heading.bounding_box(), await cell.bounding_box()
        assert above["x"] == below["x"], "a heading stands over its column"
    await page.get_by_role("link", name="Failed").click()
    row = page.locator("tr[data-line]")
    await expect(row).to_have_count(1)
    await expect(row).to_have_attribute("data-place", "failed")
    complaints |= await in_every_look(page, "done with failures")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Results as CSV").click()
    results = (await (await download.value).path()).read_text()
    assert [line.split(",")[1] for line in results.splitlines()[1:]] == ["completed"] * 3 + [
        "failed"
    ]
    assert not complaints, json.dumps(complaints, indent=1)


async def test_a_kill_in_the_middle_and_the_open_page_goes_on(browser, own_server):
    server = own_server(ADTRAIL_SANDBOX_SECONDS="0.5")
    page = await browser.new_page()
    await check(page, server.url, rows(120))
    await page.get_by_role("button", name="Send 120 rows").click()
    first = page.locator('tr[data-line="2"]')
    await expect(first).to_have_attribute("data-place", "completed", timeout=30_000)
    server.stop(signal.SIGKILL)
    server.start()
    async with asyncio.timeout(60):
        while not await ended(server.url):  # noqa: ASYNC110 - another process's state
            await asyncio.sleep(0.5)
    now = batch(server.url)
    # What was on the wire at the kill is a person's to decide when the partner cannot tell.
    done, asked = now["completed"], now["asking"]
    assert (done + asked, now["failed"]) == (120, 0), str(now)
    heading = page.get_by_role("heading", name=f"{done} of 120 finished")
    await expect(heading).to_be_visible(timeout=20_000)
    if asked:
        await expect(page.get_by_text("wait for your decision").first).to_be_visible()
    await page.get_by_role("link", name="Completed").click()
    await expect(page.locator("tr[data-line]")).to_have_count(50)


async def test_paused_and_running_pass_axe(page, own_server):
    server = own_server(ADTRAIL_SANDBOX_SECONDS="60")
    await check(page, server.url, rows(60))
    await page.get_by_role("button", name="Send 60 rows").click()
    await expect(page.get_by_text("50 under way")).to_be_visible()
    complaints = await in_every_look(page, "running")
    await page.get_by_role("button", name="Pause").click()
    await expect(page.get_by_role("button", name="Continue")).to_be_visible()
    await page.get_by_role("link", name="Waiting").click()
    await expect(page.locator("tr[data-line]")).to_have_count(10)
    complaints |= await in_every_look(page, "paused")
    assert not complaints, json.dumps(complaints, indent=1)
