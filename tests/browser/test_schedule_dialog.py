"""A change of a program at a time of its own, ordered and watched on the program's page."""

import re

from playwright.async_api import expect

PROGRAM = "ProgActiveAutobid00000"
# A moment so many seconds ahead, as the browser's own clock shows it.
_AHEAD = """(seconds) => {
  const at = new Date(Date.now() + seconds * 1000);
  const local = new Date(at - at.getTimezoneOffset() * 60000).toISOString();
  return [local.slice(0, 10), local.slice(11, 19)];
}"""


async def schedule(page, budget, ahead):
    """The row of a new schedule."""
    await page.get_by_role("button", name="Schedule a change").click()
    dialog = page.get_by_role("dialog", name="Schedule a change")
    await dialog.get_by_label("Budget (USD)", exact=True).fill(budget)
    await expect(dialog.get_by_label("Time zone", exact=True)).not_to_have_value("")
    day, time = await page.evaluate(_AHEAD, ahead)
    await dialog.get_by_label("Date", exact=True).fill(day)
    await dialog.get_by_label("Time", exact=True).fill(time)
    await expect(dialog.get_by_text(f"Change the budget to ${budget}: ")).to_be_visible()
    order = dialog.get_by_role("button", name="Schedule", exact=True)
    said, buttons = await dialog.locator(".ad-review").bounding_box(), await order.bounding_box()
    assert said["y"] + said["height"] < buttons["y"], "what will happen is covered by the buttons"
    await order.click()
    return page.locator("tr[data-schedule]").filter(has_text=f"Change the budget to ${budget}")


async def test_a_change_is_scheduled_and_happens_and_another_is_taken_back(page, server):
    await page.goto(f"{server.url}/program-status/{PROGRAM}")
    await page.wait_for_function("() => window.did_handshake")
    late = await schedule(page, "2,100.00", 3 * 86_400 + 4 * 3600 + 60)
    await expect(late.locator("ad-span")).to_have_text("in 3 days 4 h")
    await late.get_by_role("button", name="Cancel").click()
    await expect(late).to_contain_text("Taken back")
    soon = await schedule(page, "2,000.00", 9)
    await expect(soon.locator("ad-span")).to_have_text(re.compile(r"^in \d s$"))
    await expect(soon).to_have_attribute("data-state", "fired", timeout=25_000)
    card = page.locator("[data-job-id]")
    await expect(card).to_have_attribute("data-status", "COMPLETED", timeout=15_000)
    await expect(soon).to_contain_text("COMPLETED")
    await expect(late).to_have_attribute("data-state", "cancelled")
    await expect(page.get_by_text("$2,000.00", exact=True)).to_be_visible()


async def test_what_is_scheduled_stands_as_wide_as_the_form(page, server):
    await page.goto(f"{server.url}/edit/{PROGRAM}")
    await page.wait_for_function("() => window.did_handshake")
    row = await schedule(page, "2,200.00", 86_400)
    await expect(row).to_be_visible()
    panels = page.locator("main .ad-panel:visible")
    wide = {round((await panel.bounding_box())["width"]) for panel in await panels.all()}
    assert len(wide) == 1
    await row.get_by_role("button", name="Cancel").click()
    await expect(row).to_contain_text("Taken back")
