"""Signing in and out in a real browser: cookies, sockets and the policy are its own."""

import pytest
from axe import in_every_look
from playwright.async_api import expect
from tests_browser import fill_create, submit, watch

from benchmarks.serving import Server

PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("guarded"), ADTRAIL_PASSWORD=PASSWORD)
    yield running
    running.stop()


async def enter(page, server, path, name="admin"):
    await page.goto(server.url + path)
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url(server.url + path)
    await page.wait_for_function("() => window.did_handshake")


async def test_signing_out_in_one_tab_ends_the_other(browser, guarded):
    context = await browser.new_context()
    page, other = await context.new_page(), await context.new_page()
    complaints = watch(page)
    await enter(page, guarded, "/create-program")
    await fill_create(page, "GoldenGateHvacRepair00", "63.00", **{"Start date": "2027-04-02"})
    card = await submit(page)
    told = f"{guarded.url}/api/jobs/{await card.get_attribute('data-job-id')}/events"
    assert (await (await context.request.get(told)).json())["events"][0]["actor"] == "admin"
    await other.goto(f"{guarded.url}/jobs")
    await other.wait_for_function("() => window.did_handshake")
    assert not complaints, "of the policy, for example"  # a refused socket is complained of later

    await other.set_viewport_size({"width": 320, "height": 640})  # as well on the smallest screen
    await other.get_by_role("button", name="Sign out (admin)").click()
    await other.wait_for_url("**/login")
    await page.wait_for_url("**/login?next=*")
    await expect(page.get_by_label("Name")).to_be_focused()
    assert (await context.request.get(told)).status == 401
    await context.close()


async def test_a_viewer_is_offered_nothing_and_sees_why(browser, guarded):
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    complaints = watch(page)
    await enter(page, guarded, "/settings/people")
    await page.get_by_label("Name", exact=True).fill("vera")
    await page.get_by_label("First password").fill(PASSWORD)
    await page.get_by_role("combobox", name="Role", exact=True).click()
    await page.get_by_role("option", name="Viewer").click()
    await page.get_by_role("button", name="Add", exact=True).click()
    await page.get_by_role("combobox", name="Role of vera").wait_for()
    assert await in_every_look(page, "people") == {}
    await page.set_viewport_size({"width": 1280, "height": 900})
    await context.clear_cookies()
    await enter(page, guarded, "/program-status/ProgActiveManualBid000", "vera")
    banner = page.get_by_text("Your account may look at everything and change nothing.")
    await expect(banner).to_be_visible()
    await expect(page.get_by_role("button", name="Terminate")).to_be_disabled()
    await expect(page.get_by_role("link", name="Edit")).to_be_hidden()
    await expect(page.get_by_role("navigation", name="Main").get_by_text("Create")).to_be_hidden()
    assert not complaints
    await context.close()


async def test_a_page_that_was_away_while_its_session_ended_finds_the_door(browser, guarded):
    context = await browser.new_context()  # its console complains of the network, and should
    page = await context.new_page()
    await enter(page, guarded, "/jobs")
    (cookie,) = [one for one in await context.cookies() if one["name"] == "adtrail_session"]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    await context.set_offline(True)
    await page.evaluate("() => window.socket.io.engine.close()")
    await context.clear_cookies()
    await context.set_offline(False)
    await page.wait_for_url("**/login?next=%2Fjobs")
    await context.close()
