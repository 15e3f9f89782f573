"""Who is quicker than the page's connection: what was typed and pressed keeps its order."""

from playwright.async_api import expect
from tests_browser import known, new_one

GOOD = "GoldenGateHvacRepair00"


async def held_back(page):
    """From the server nothing is heard until the returned function is called."""
    kept, opened = [], []

    def connect(here):
        def said(message):
            if opened:
                here.send(message)
            else:
                kept.append((here, message))

        here.connect_to_server().on_message(said)

    def let_go():
        opened.append(True)
        for here, message in kept:
            here.send(message)

    await page.route_web_socket("**/_nicegui_ws/**", connect)
    return let_go


async def typed(page, label, words):
    await page.get_by_label(label, exact=True).press_sequentially(words, delay=3)


async def test_what_was_done_before_the_connection_stood_keeps_its_order(page, still):
    """Else the last figure of an amount may be sent before the one in front of it."""
    let_go = await held_back(page)
    await page.goto(f"{still.url}/create-program")
    await typed(page, "Business ID", GOOD)
    await typed(page, "Budget (USD)", "2512.34")
    await typed(page, "Start date", "2027-05-01")
    assert not await page.evaluate("window.did_handshake")
    let_go()
    await expect(page.locator(".ad-review")).to_contain_text("$2,512.34 a month from 01.05.2027")


async def test_a_button_pressed_before_the_connection_stood_sends_what_was_typed(page, server):
    let_go = await held_back(page)
    await page.goto(f"{server.url}/create-program")
    await typed(page, "Business ID", "TestRejectTopRejected0")
    await typed(page, "Budget (USD)", "2512.34")
    await typed(page, "Start date", "2027-05-01")
    before = await known(page)
    await page.get_by_role("button", name="Create Program").click()
    let_go()
    await page.goto(f"{server.url}/jobs/{await new_one(page, before)}")
    await expect(page.get_by_text("$2,512.34").first).to_be_visible()
