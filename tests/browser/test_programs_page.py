"""/programs in a real browser: a row's menu, a label, and an end with its reason."""

import re

from axe import whole_page_faults
from playwright.async_api import expect
from tests_browser import caught, taken_up

MANUAL = "ProgActiveManualBid000"
AUTOBID = "ProgActiveAutobid00000"


async def chosen(page, words):
    row = page.locator(f'tr[data-program="{AUTOBID}"]')
    await row.get_by_role("button", name="Actions for").click()
    await page.locator(".q-menu").get_by_text(words, exact=True).click()
    return row


async def test_a_row_is_labelled_and_its_program_ended_with_a_reason(own_server, partner, page):
    server = own_server(ADTRAIL_UPSTREAM_URL=partner.url, ADTRAIL_FIRST_POLL="4")
    await page.goto(f"{server.url}/programs")
    await page.wait_for_function("() => window.did_handshake")
    slow = await page.context.new_cdp_session(page)  # the menu takes the focus late there
    await slow.send("Emulation.setCPUThrottlingRate", {"rate": 12})
    row = await chosen(page, "Change label")
    # The menu gives the focus away for good: what is typed are letters, not the page's keys.
    await expect(page.get_by_label("Label", exact=True)).to_be_focused()
    await page.keyboard.type("Spring campaign")
    await page.keyboard.press("Enter")
    await slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    await expect(row.locator(".ad-program-label")).to_have_text("Spring campaign")
    await page.goto(f"{server.url}/programs?q=spring")
    await expect(row).to_be_visible()
    await chosen(page, "Terminate")
    await page.get_by_label("Reason (optional)").fill("The season is over.")
    await page.get_by_role("button", name="Terminate program").click()
    card = page.locator("[data-job-id]").first
    await expect(card).to_have_attribute("data-status", "PENDING")
    await expect(row).to_have_attribute("data-life", "RUNNING")  # until the receipt says so
    await taken_up(page, await card.get_attribute("data-job-id"))
    partner.finish_jobs()
    await expect(card).to_have_attribute("data-status", "COMPLETED", timeout=20_000)
    await expect(row).to_have_attribute("data-life", "ENDED", timeout=10_000)
    job_id = await card.get_attribute("data-job-id")
    await page.goto(f"{server.url}/jobs/{job_id}")
    await expect(page.get_by_text("The season is over.").first).to_be_visible()


async def test_programs_are_picked_by_keyboard_and_stay_picked_over_a_filter(server, page):
    await page.emulate_media(reduced_motion="reduce")  # what fades has the wrong contrast
    await page.goto(f"{server.url}/programs")
    await page.wait_for_function("() => window.did_handshake")  # before it, a key does nothing
    box = page.get_by_role("checkbox", name=f"Pick {MANUAL}")
    await box.focus()
    await page.keyboard.press("Space")
    bar = page.get_by_role("region", name="Picked programs")
    await expect(bar).to_contain_text("1 program picked")
    await page.get_by_role("link", name="All", exact=True).click()
    await expect(page.get_by_role("checkbox", name="Pick ProgFutureCampaign0000")).to_be_visible()
    await expect(box).to_be_checked()
    await bar.get_by_role("button", name="Clear").click()
    await expect(box).not_to_be_checked()
    await box.check()
    await expect(bar).to_contain_text("1 program picked")
    assert await whole_page_faults(page) == []
    await page.locator(f'tr[data-program="{AUTOBID}"] a').first.hover()
    assert await whole_page_faults(page) == []
    await bar.get_by_role("button", name="Edit").click()
    await expect(page.get_by_label("Rows as CSV")).to_have_value(re.compile(MANUAL))


async def test_a_program_is_duplicated_and_the_copy_is_what_was_asked_for(page, server):
    await page.goto(f"{server.url}/program-status/{AUTOBID}")
    await page.wait_for_function("() => window.did_handshake")
    await page.get_by_role("button", name="Duplicate", exact=True).click()
    dialog = page.get_by_role("dialog", name="Duplicate this program")
    await dialog.get_by_label("Budget (USD)", exact=True).fill("333.00")
    await expect(dialog.get_by_text("$333.00")).to_be_visible()  # what will be bought
    await dialog.get_by_role("button", name="Duplicate program").click()
    card = page.locator("[data-job-id]").first
    job_id = await card.get_attribute("data-job-id")
    await caught(card, "COMPLETED")
    await page.goto(f"{server.url}/jobs/{job_id}")
    link = page.locator(f'[data-job-id="{job_id}"]').get_by_role("link", name="Program ID")
    await link.click()
    await expect(page.get_by_text("$333.00", exact=True).first).to_be_visible(timeout=15_000)
    assert AUTOBID not in page.url
