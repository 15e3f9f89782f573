"""The language in a real browser: asked for, chosen, remembered, at 360 px as well."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import watch

PAGES = ("/", "/create-program", "/programs", "/jobs", "/settings")


@pytest.mark.parametrize("width", [360, 1280])
async def test_ukrainian_is_asked_for_and_fits_on_every_page(browser, server, width):
    context = await browser.new_context(locale="uk-UA", viewport={"width": width, "height": 800})
    page = await context.new_page()
    complaints = watch(page)
    for path in PAGES:
        await page.goto(f"{server.url}{path}")
        await expect(page.locator("html")).to_have_attribute("lang", "uk")
        await expect(page.get_by_role("button", name="English", exact=True)).to_be_visible()
        await expect(page.locator("h1")).to_be_visible()
        over = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, path
    assert not complaints
    await context.close()


async def test_a_choice_is_made_anywhere_and_remembered(page, server):
    await page.goto(f"{server.url}/jobs?status=FAILED")
    await page.get_by_role("button", name="Українська").click()
    await expect(page.locator("h1")).to_have_text("Завдання")
    await expect(page.locator("html")).to_have_attribute("lang", "uk")
    assert page.url.endswith("/jobs?status=FAILED")
    await page.goto(f"{server.url}/create-program")
    await expect(page.locator("h1")).to_have_text("Створити програму")
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("h1")).to_have_text("Create program")
