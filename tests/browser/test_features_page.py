"""Features in a real browser: two types, one refused; and what was typed is not lost by a click."""

import json

import pytest
from axe import in_every_look
from playwright.async_api import expect
from tests_browser import eventually

PROGRAM = "ProgActiveManualBid000"
SAVE = {"en-GB": "Save", "uk-UA": "Зберегти"}
COMPLETED = {"en-GB": "Completed: ", "uk-UA": "Завершено: "}


async def test_two_types_are_saved_and_one_is_refused(page, server):
    await page.goto(f"{server.url}/program-status/{PROGRAM}")
    await page.get_by_role("link", name="Features").first.click()
    keywords = page.locator('[data-feature="NEGATIVE_KEYWORD_TARGETING"]')
    places = page.locator('[data-feature="CUSTOM_LOCATION_TARGETING"]')
    await keywords.get_by_role("textbox", name="Blocked keywords").fill("free\ndiy")
    await places.get_by_role("button", name="Add a row").click()
    town = places.get_by_label("Places, with ; between them, row 1")
    await town.fill("Fresno, CA; Nowhere, ZZ")
    await keywords.get_by_role("button", name="Save").click()
    await expect(keywords.get_by_text("Features saved!")).to_be_visible(timeout=10_000)
    await expect(keywords.get_by_text("Set", exact=True)).to_be_visible()
    await expect(town).to_have_value("Fresno, CA; Nowhere, ZZ")
    await places.get_by_role("button", name="Save").click()
    await expect(places.get_by_text("Features were not saved")).to_be_visible(timeout=10_000)
    reason = places.get_by_text("Unknown locations: Nowhere, ZZ.", exact=True)
    await expect(reason).to_be_visible()
    await expect(places.get_by_text("Not set")).to_be_visible()
    complaints = await in_every_look(page, "features saved and refused")

    # The refused value is still unsaved: a click on a link asks before it is lost.
    asked = []

    async def stay(dialog):
        asked.append(dialog.message)
        await dialog.dismiss()

    page.once("dialog", stay)
    await page.get_by_role("link", name="Open this program").click()
    await expect(town).to_have_value("Fresno, CA; Nowhere, ZZ")
    assert asked == ["What you have not saved is lost. Leave the page?"]
    # So does Back, and who stays keeps address and input.
    page.once("dialog", stay)
    await page.evaluate("history.back()")

    async def asked_again():
        return len(asked) == 2

    await eventually(asked_again)
    await expect(page).to_have_url(f"{server.url}/features/{PROGRAM}")
    await expect(town).to_have_value("Fresno, CA; Nowhere, ZZ")
    assert len(asked) == 2
    page.once("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("link", name="Open this program").click()
    await page.wait_for_url(f"**/program-status/{PROGRAM}")
    assert not complaints, json.dumps(complaints, indent=1)


_COVERED = """card => {
  const button = card.querySelector('.ad-dismiss').getBoundingClientRect();
  const words = document.createRange();
  words.selectNodeContents(card.querySelector('.ad-tracker-times'));
  return [...words.getClientRects()].filter((one) => one.right > button.left
    && one.left < button.right && one.bottom > button.top && one.top < button.bottom).length;
}"""


@pytest.mark.parametrize("locale", ["en-GB", "uk-UA"])
async def test_dismiss_covers_no_time_in_a_card_within_a_card(browser, server, locale):
    context = await browser.new_context(locale=locale, viewport={"width": 360, "height": 800})
    page = await context.new_page()
    await page.goto(f"{server.url}/features/{PROGRAM}")
    await page.wait_for_function("() => window.did_handshake")
    card = page.locator('[data-feature="LINK_TRACKING"]')
    await card.locator("input").first.fill(f"source={locale}")
    await card.locator("button").filter(has_text=SAVE[locale]).first.click()
    await card.locator("[data-status=COMPLETED] .ad-dismiss").wait_for(timeout=10_000)
    await expect(card.locator(".ad-tracker-times")).to_contain_text(COMPLETED[locale])
    assert await card.evaluate(_COVERED) == 0
    await context.close()
