"""By keyboard, by ear, without motion, in forced colours (experience 4)."""

from playwright.async_api import expect
from tests_browser import submit

GOOD = "GoldenGateHvacRepair00"
_LISTEN = """() => {
  window.said = [];
  for (const id of ['ad-live', 'ad-live-urgent']) {
    const region = document.getElementById(id);
    new MutationObserver(() => window.said.push([region.getAttribute('aria-live'),
      region.textContent])).observe(region, {childList: true, characterData: true, subtree: true});
  }
}"""
_FOCUSED = "() => document.activeElement?.getAttribute('aria-label') ?? ''"
_MOVING = """() => document.getAnimations().filter((a) => a.playState === 'running')
  .map((a) => `${a.animationName ?? a.transitionProperty} of ${a.effect.target.className}`)"""


async def tab_to(page, label):
    """Press Tab until the field with this name has the focus."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate(_FOCUSED) == label:
            return
    raise AssertionError(f"{label} is not reached by Tab")


async def test_a_program_is_created_by_keyboard_alone(page, server):
    await page.goto(f"{server.url}/create-program")
    await page.wait_for_function("() => window.did_handshake")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    await page.keyboard.press("Enter")
    await tab_to(page, "Business ID")
    await page.keyboard.type(GOOD)
    await tab_to(page, "Program type")  # a list that arrows walk
    await page.keyboard.press("Enter")
    option = page.get_by_role("option")
    await expect(option.first).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(option).to_have_count(0)
    await tab_to(page, "Budget (USD)")
    await page.keyboard.type("64.00")
    await tab_to(page, "Automatic bidding")
    await page.keyboard.press("Space")
    await expect(page.get_by_label("Max bid (USD)", exact=True)).to_be_visible()
    await tab_to(page, "Max bid (USD)")
    await page.keyboard.type("2.50")
    await tab_to(page, "Start date")
    await page.keyboard.type("2027-04-01")
    button = page.get_by_role("button", name="Create Program")
    for _ in range(12):
        await page.keyboard.press("Tab")
        if await button.evaluate("(e) => e === document.activeElement"):
            break
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/program-status/*", timeout=20_000)
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await expect(page.get_by_text("$64.00").first).to_be_visible()


async def listened(page, server, business):
    """What a screen reader says of a create, from the click to the end."""
    await page.goto(f"{server.url}/create-program")
    await page.wait_for_function("() => window.did_handshake")
    await page.evaluate(_LISTEN)
    await page.get_by_label("Business ID", exact=True).fill(business)
    await page.get_by_label("Budget (USD)", exact=True).fill("63.00")
    await page.get_by_label("Start date", exact=True).fill("2027-04-02")
    card = await submit(page)
    ended = '[data-status="COMPLETED"], [data-status="FAILED"]'
    job_id = await card.get_attribute("data-job-id")
    await page.locator(f'[data-job-id="{job_id}"]:is({ended})').wait_for(timeout=15_000)
    await page.wait_for_timeout(1200)  # a tick that should not be said
    return await page.evaluate("() => window.said")


async def test_each_change_is_said_once_and_no_tick_is(page, server):
    said = await listened(page, server, GOOD)
    assert [region for region, _ in said] == ["polite"] * len(said)
    assert len({sentence for _, sentence in said}) == len(said), "nothing is said twice"
    assert said[-1] == ["polite", "Program created successfully! Status: COMPLETED."]
    assert len(said) <= 2, "one sentence a change: taken up, ended"


async def test_a_failure_interrupts(page, server):
    said = await listened(page, server, "TestRejectTopRejected0")
    region, sentence = said[-1]
    assert region == "assertive"
    assert sentence.startswith("Program was not created. Status: FAILED.")
    assert [where for where, _ in said[:-1]] == ["polite"] * (len(said) - 1)


async def test_the_bar_has_a_name_and_no_number(page, still):
    await page.goto(f"{still.url}/jobs/{still.jobs['in progress']}")
    bar = page.get_by_role("progressbar", name="Processing")
    await expect(bar).to_be_visible()
    assert await bar.get_attribute("aria-valuenow") is None


async def test_nothing_moves_for_who_wants_no_motion(page, still):
    await page.emulate_media(reduced_motion="reduce")
    for path in ("/create-program", f"/jobs/{still.jobs['in progress']}", "/programs"):
        await page.goto(still.url + path)
        await page.locator("h1").wait_for()
        await page.wait_for_function("() => window.did_handshake")
        assert await page.evaluate(_MOVING) == []
    await page.emulate_media(reduced_motion="no-preference")
    await page.goto(f"{still.url}/jobs/{still.jobs['in progress']}")
    await page.locator(".spin").first.wait_for()
    assert await page.evaluate(_MOVING), "and the test can see motion"


async def test_forced_colours_keep_states_apart_and_the_focus_visible(page, still):
    await page.emulate_media(forced_colors="active")
    await page.goto(f"{still.url}/jobs")
    badge = page.locator(".ad-badge").first
    await badge.wait_for()
    look = "(e) => [getComputedStyle(e).borderTopStyle, e.innerText.trim(), !!e.querySelector('i')]"
    assert (await badge.evaluate(look))[0] == "solid"
    words = {await one.inner_text() for one in await page.locator(".ad-badge").all()}
    assert len(words) >= 4, "the word and the icon's shape tell them apart, not the colour"
    await page.keyboard.press("Tab")
    style = await page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"
    await page.goto(f"{still.url}/jobs/{still.jobs['in progress']}")
    bar = page.get_by_role("progressbar")
    await bar.wait_for()
    assert await bar.evaluate("(e) => getComputedStyle(e).borderTopStyle") == "solid"
