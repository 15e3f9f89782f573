"""Keys, the sheet and the command palette in a real browser (experience 7)."""

import re

import pytest
from axe import in_every_look
from job_states import PROGRAM
from playwright.async_api import expect

FIELD = "Go to or do"
_LINES = """ids => ids.map(id => {
  const range = document.createRange();
  range.selectNodeContents(id);
  return new Set([...range.getClientRects()].map(one => Math.round(one.top))).size;
})"""


async def ready(page, url):
    await page.goto(url)
    await page.locator("h1").first.wait_for()
    await page.wait_for_function("() => window.did_handshake && window.adPalette")


async def test_single_keys_lead_about(page, still):
    await ready(page, f"{still.url}/")
    await page.keyboard.press("c")
    await page.wait_for_url("**/create-program")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await page.get_by_label("Business ID", exact=True).focus()
    await page.keyboard.type("cjkr/?")
    await expect(page.get_by_label("Business ID", exact=True)).to_have_value("cjkr/?")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.locator("h1").focus()
    await page.keyboard.press("/")
    await page.wait_for_url("**/jobs")
    await expect(page.get_by_label("Search by ID")).to_be_focused()
    await page.keyboard.type("Golden")
    await page.wait_for_url("**/jobs?q=Golden")
    await page.locator("h1").focus()
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("k")
    first = page.locator("a.ad-row-link").first
    await expect(first).to_be_focused()
    target = await first.get_attribute("href")
    await page.keyboard.press("Control+c")
    await page.wait_for_timeout(200)
    assert "/jobs?" in page.url, "copying is not creating"
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**{target}")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()  # the job's own
    old = await page.locator("h1").element_handle()
    await page.keyboard.press("r")
    await page.wait_for_function("(e) => !e.isConnected", arg=old)
    await expect(page.locator("h1")).to_be_visible()


async def test_the_sheet_opens_closes_and_turns_single_keys_off(page, still):
    await ready(page, f"{still.url}/settings")
    opener = page.get_by_role("button", name="Keyboard shortcuts")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    await page.keyboard.press("?")
    await expect(sheet.get_by_text("Create a program")).to_be_visible()
    await page.keyboard.press("c")
    assert page.url.endswith("/settings"), "under the sheet nothing moves"
    assert not await in_every_look(page, "sheet")
    await page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()
    await opener.click()
    await sheet.get_by_label("Single keys work in this browser").uncheck()
    await sheet.get_by_role("button", name="Close").click()
    await expect(opener).to_be_focused()
    await ready(page, f"{still.url}/settings")
    await page.keyboard.press("c")
    await page.wait_for_timeout(300)
    assert page.url.endswith("/settings")
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("combobox", name=FIELD)).to_be_focused()


async def test_the_palette_goes_to_pages_jobs_programs_and_does(page, still):
    await ready(page, f"{still.url}/")
    await page.get_by_role("button", name="Go to or do").click()
    field = page.get_by_role("combobox", name=FIELD)
    await expect(field).to_be_focused()
    options = page.get_by_role("option")
    await expect(options.first).to_have_attribute("aria-selected", "true")
    assert not await in_every_look(page, "palette")
    await page.set_viewport_size({"width": 1280, "height": 900})
    await page.keyboard.press("ArrowDown")
    active = await field.get_attribute("aria-activedescendant")
    await expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    await expect(page.locator(f"#{active}")).to_contain_text("Overview")
    await page.keyboard.press("Escape")
    await expect(field).to_be_hidden()
    await expect(page.get_by_role("button", name="Go to or do")).to_be_focused()

    await page.keyboard.press("Control+k")
    await page.keyboard.type("sett")
    await page.keyboard.press("Enter")  # before the answer is there: it waits for it
    await page.wait_for_url("**/settings")

    await page.keyboard.press("Control+k")
    await page.keyboard.type(still.jobs["asking"])
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/jobs/{still.jobs['asking']}")

    await page.keyboard.press("Control+k")
    await page.keyboard.type("prgactivemanual")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/program-status/{PROGRAM}")
    await page.get_by_role("button", name="Terminate").wait_for()
    await page.keyboard.press("Control+k")
    await page.keyboard.type("terminate this")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name=re.compile("Terminate this"))).to_be_visible()
    await page.get_by_role("button", name="Keep it").click()
    await page.get_by_role("dialog").wait_for(state="detached")

    await page.keyboard.press("Meta+k")
    await page.keyboard.type("dark app")
    await page.keyboard.press("Enter")
    await expect(page.locator("body")).to_have_class(re.compile("body--dark"))
    await page.keyboard.press("Control+k")
    await page.keyboard.type("qqqq")
    await expect(page.get_by_text("Nothing is called like that.")).to_be_visible()


async def test_a_card_comes_back_and_the_focus_goes_with_it(page, still):
    await ready(page, f"{still.url}/create-program")
    card = page.locator(f'[data-job-id="{still.jobs["failed"]}"]')
    await card.get_by_role("button", name="Dismiss").press("Enter")
    undo = page.get_by_role("button", name="Undo")
    await expect(undo).to_be_focused()
    await expect(card).to_have_count(0)
    await page.keyboard.press("Enter")
    await expect(card).to_be_focused()
    await expect(undo).to_be_hidden()


async def test_a_test_business_fills_the_form_and_nothing_else(page, still):
    await ready(page, f"{still.url}/create-program")
    await page.get_by_label("Budget (USD)", exact=True).fill("61.00")
    await page.locator(".ad-banner summary").click()
    await page.get_by_role("button", name="TestSlowAnswer00000000", exact=True).click()
    field = page.get_by_label("Business ID", exact=True)
    await expect(field).to_have_value("TestSlowAnswer00000000")
    await expect(field).to_be_focused()
    await expect(page.get_by_label("Budget (USD)", exact=True)).to_have_value("61.00")
    await expect(page.locator(".ad-review")).to_contain_text("$61.00")
    await expect(page.get_by_role("button", name="TestSlowAnswer00000000")).to_be_hidden()
    await ready(page, f"{still.url}/settings")
    await page.locator(".ad-banner summary").click()
    await page.get_by_role("button", name="TestClosedBusiness0000", exact=True).click()
    await page.wait_for_url("**/create-program?business_id=TestClosedBusiness0000")
    await expect(field).to_have_value("TestClosedBusiness0000")


@pytest.mark.parametrize("locale", ["en-GB", "uk-UA"])
@pytest.mark.parametrize("width", [320, 360, 1280])
async def test_an_id_in_the_palette_stands_on_one_line(browser, still, width, locale):
    context = await browser.new_context(locale=locale, viewport={"width": width, "height": 800})
    page = await context.new_page()
    await ready(page, f"{still.url}/")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("job_")
    ids = page.locator(".ad-palette-words", has_text="job_")
    await expect(ids.first).to_be_visible()
    lines = await ids.evaluate_all(_LINES)
    assert set(lines) == {1}
    # Whatever its letters are: some are three times as wide as others.
    await ids.first.evaluate("all => { all.textContent = 'job_' + 'w'.repeat(26) }")
    assert (await ids.evaluate_all(_LINES))[0] == 1
    await context.close()
