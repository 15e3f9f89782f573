"""Kill it, restart it, go offline: an open page recovers by itself and the job goes on."""

import signal

from playwright.async_api import expect
from tests_browser import fill_create, submit

GOOD = "GoldenGateHvacRepair00"


async def test_a_job_survives_the_kill_of_the_server_and_the_open_page_shows_its_end(
    browser, own_server
):
    server = own_server(ADTRAIL_SANDBOX_SECONDS="3")
    page = await browser.new_page()
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, GOOD, "200.00", **{"Start date": "2027-05-01"})
    card = await submit(page)
    await expect(card).to_have_attribute("data-status", "IN_PROGRESS", timeout=15_000)
    job_id = await card.get_attribute("data-job-id")
    server.stop(signal.SIGKILL)
    server.start()
    same = page.locator(f'[data-job-id="{job_id}"]')
    await expect(same).to_have_attribute("data-status", "COMPLETED", timeout=40_000)


async def test_the_card_is_there_at_once_even_if_the_partner_is_slow(page, server):
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, "TestSlowAnswer00000000", "200.00")
    card = await submit(page)
    await expect(card).to_be_visible(timeout=1000)
    await expect(card).to_have_attribute("data-status", "PENDING")


async def test_an_answer_lost_after_the_create_is_found_in_the_list(page, own_server):
    server = own_server(ADTRAIL_RECONCILE_GRACE="30")  # a sandbox job may take longer than 3 s
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, "TestDropAfterCreate000", "200.00", **{"Start date": "2027-05-01"})
    card = await submit(page)
    job_id = await card.get_attribute("data-job-id")
    await page.goto(f"{server.url}/jobs/{job_id}")  # a card at the form leads to the program soon
    card = page.locator(f'.ad-tracker[data-job-id="{job_id}"]')
    await expect(card).to_have_attribute("data-status", "COMPLETED", timeout=40_000)
    await expect(card).to_contain_text("Found in the partner's list of programs.")


async def test_an_uncertain_submission_asks_a_person(page, server):
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, "TestDropBeforeCreate00", "200.00", **{"Start date": "2027-05-01"})
    card = await submit(page)
    await expect(card).to_have_attribute("data-freshness", "unconfirmed", timeout=15_000)
    await expect(card).to_contain_text("It is not certain that the partner got this request")
    for words in ("Check again", "It exists: link it", "Submit again"):
        await expect(card.get_by_role("button", name=words)).to_be_visible()
    await expect(card).to_contain_text("Please decide", timeout=15_000)
