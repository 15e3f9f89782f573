"""The users' own three check-lists, in a real browser (seed: Create, Edit, Помилка)."""

import asyncio

from playwright.async_api import expect
from tests_browser import caught, fill_create, submit, taken_up

from benchmarks.partner import partner_on_a_socket

GOOD = "GoldenGateHvacRepair00"
REFUSED = "TestRejectWrapperChain"


# Notes what a new card shows with every status, and its bar: a look from outside may come too late.
_WATCH = """
window.shown = [];
window.words = {};
window.bars = new Set();
window.old = new Set();
const cards = () => [...document.querySelectorAll("[data-job-id]")];
window.begin = () => {
  cards().forEach((card) => window.old.add(card.dataset.jobId));
  new MutationObserver(() => {
    const card = cards().find((one) => !window.old.has(one.dataset.jobId));
    const status = card?.dataset.status;
    if (!status) return;
    if (window.shown.at(-1) !== status) window.shown.push(status);
    window.words[status] = (window.words[status] ?? "") + card.innerText;
    const bar = card.querySelector("[role=progressbar]");
    if (bar?.checkVisibility()) window.bars.add(bar.getAttribute("aria-valuenow"));
  }).observe(document, {subtree: true, childList: true, attributes: true});
};
"""


async def test_create(page, server):
    await page.add_init_script(_WATCH)
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, GOOD, "312.40", **{"Start date": "2027-05-01"})
    await expect(page.locator(".ad-review")).to_contain_text("$312.40 a month from 01.05.2027")
    await page.evaluate("begin()")  # cards of other tests may stand there
    card = await submit(page)
    await expect(card).to_be_visible()
    form = page.get_by_label("Business ID", exact=True)
    card_box, form_box = await card.bounding_box(), await form.bounding_box()
    assert card_box["y"] < form_box["y"], "the card stands above the form"
    await expect(form).to_have_value("")  # ready for the next one
    await expect(card).to_contain_text("Status: ")
    await page.wait_for_function("words.COMPLETED?.includes('Redirecting to program page...')")
    shown, words, bars = await page.evaluate("[shown, words, [...bars]]")
    assert shown == ["PENDING", "IN_PROGRESS", "COMPLETED"]
    assert bars == [None], "no invented number"
    assert "Processing your request..." in words["PENDING"]
    assert "Processing your request..." in words["IN_PROGRESS"]
    assert "Program created successfully!" in words["COMPLETED"]

    await page.wait_for_url("**/program-status/*", timeout=10_000)
    await expect(page.get_by_text("$312.40").first).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_be_focused()

    await page.go_back()  # and Back does not bounce
    await expect(page.get_by_role("button", name="Create Program")).to_be_visible()
    await page.wait_for_timeout(2500)
    assert page.url.endswith("/create-program")


async def test_edit(page, server):
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, GOOD, "150.00", **{"Start date": "2027-06-01"})
    await page.get_by_role("button", name="Create Program").click()
    await page.wait_for_url("**/program-status/*", timeout=20_000)
    program_id = page.url.rsplit("/", 1)[1]

    await page.get_by_role("link", name="Edit").click()
    await page.wait_for_url(f"**/edit/{program_id}")
    budget = page.get_by_label("Budget (USD)", exact=True)
    await expect(budget).to_have_value("150.00")
    await expect(page.locator(".ad-review")).to_have_text("Nothing has changed.")
    await budget.fill("175.50")
    await expect(page.locator(".ad-review")).to_contain_text("$175.50")
    await page.get_by_role("button", name="Save").click()

    card = page.locator("[data-job-id]").first
    await expect(card).to_contain_text("Saving changes...")
    await caught(card, "COMPLETED")
    await page.wait_for_url(f"**/program-status/{program_id}", timeout=10_000)
    await expect(page.get_by_text("$175.50").first).to_be_visible()


async def test_error(page, server):
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, REFUSED, "210.00")
    card = await submit(page)
    await expect(card).to_have_attribute("data-status", "FAILED", timeout=15_000)
    await expect(card).to_contain_text("Program was not created")
    await expect(card).to_contain_text("This is not a category alias")
    await card.get_by_text("Details").click()
    await expect(card).to_contain_text("CATEGORY_ALIAS_NOT_RECOGNIZED")

    await card.get_by_role("button", name="Edit and resubmit").click()
    await expect(page.get_by_label("Business ID", exact=True)).to_have_value(REFUSED)
    await expect(page.get_by_label("Budget (USD)", exact=True)).to_have_value("210.00")
    await page.get_by_label("Business ID", exact=True).fill(GOOD)
    again = await submit(page)
    await expect(card.get_by_role("link", name="Open the new job")).to_be_visible()
    await caught(again, "COMPLETED")


async def test_a_failure_can_be_put_away(page, server):
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, "TestRejectTopRejected0", "210.00")
    card = await submit(page)
    job_id = await card.get_attribute("data-job-id")
    await expect(card).to_have_attribute("data-status", "FAILED", timeout=15_000)
    await card.get_by_role("button", name="Dismiss").click()
    await expect(page.locator(f'[data-job-id="{job_id}"]')).to_have_count(0)
    await page.reload()
    await expect(page.get_by_role("button", name="Create Program")).to_be_visible()
    await expect(page.locator(f'[data-job-id="{job_id}"]')).to_have_count(0)


async def test_reload_and_deep_link_show_the_same_truth(page, server):
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, GOOD, "99.00", **{"Start date": "2027-07-01"})
    card = await submit(page)
    job_id = await card.get_attribute("data-job-id")
    await page.reload()
    await expect(page.locator(f'[data-job-id="{job_id}"]')).to_be_visible()
    await page.goto(f"{server.url}/jobs/{job_id}")
    same = page.locator(f'[data-job-id="{job_id}"]')
    await expect(same).to_have_attribute("data-status", "COMPLETED", timeout=15_000)


async def test_stay_here_and_escape_stop_the_redirect(page, server):
    for stop in ("button", "escape"):
        await page.goto(f"{server.url}/create-program")
        await fill_create(page, GOOD, "88.00", **{"Start date": "2027-08-01"})
        await submit(page)
        stay = page.get_by_role("button", name="Stay here")
        await stay.wait_for(timeout=15_000)
        if stop == "button":
            await stay.click()
        else:
            await page.keyboard.press("Escape")
        await expect(stay).to_be_hidden()
        await page.wait_for_timeout(2500)
        assert page.url.endswith("/create-program")


async def test_the_redirect_waits_while_something_is_being_typed(page, server):
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, GOOD, "77.00", **{"Start date": "2027-09-01"})
    card = await submit(page)
    await expect(card).to_be_visible()
    field = page.get_by_label("Business ID", exact=True)
    await expect(field).to_have_value("")  # the form is emptied a moment after the card has come
    await field.fill("Bella")
    await expect(card).to_have_attribute("data-status", "COMPLETED", timeout=15_000)
    await expect(card).to_contain_text("as soon as you are ready")
    await page.wait_for_timeout(2500)
    assert page.url.endswith("/create-program")


_HIDE = """let hidden = false;
Object.defineProperty(document, "hidden", { get: () => hidden });
window.hide = (now) => { hidden = now; document.dispatchEvent(new Event("visibilitychange")); };
"""


async def test_nobody_is_led_away_in_a_hidden_tab_or_against_the_setting(alone, page):
    server = alone
    await page.add_init_script(_HIDE)  # headless Chromium never hides a page
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, GOOD, "78.00", **{"Start date": "2027-09-02"})
    card = await submit(page)
    await page.evaluate("hide(true)")
    await expect(card).to_contain_text("as soon as you are ready", timeout=15_000)
    await page.wait_for_timeout(2500)
    assert page.url.endswith("/create-program")
    await page.evaluate("hide(false)")
    await page.wait_for_url("**/program-status/*")

    await page.goto(f"{server.url}/settings")
    await page.get_by_role("switch", name="Open the program when it is ready").click()
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, GOOD, "79.00", **{"Start date": "2027-09-03"})
    card = await submit(page)
    await expect(card).to_have_attribute("data-status", "COMPLETED", timeout=15_000)
    await page.wait_for_timeout(2500)
    assert page.url.endswith("/create-program")
    await expect(card).not_to_contain_text("Redirecting")


async def test_two_clicks_make_one_job(page, server):
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, GOOD, "66.00", **{"Start date": "2027-10-01"})
    jobs = f"{server.url}/api/jobs"
    before = (await (await page.request.get(jobs)).json())["count"]
    await page.get_by_role("button", name="Create Program").dblclick()
    await expect(page.get_by_label("Business ID", exact=True)).to_have_value("")
    await page.wait_for_timeout(500)
    assert (await (await page.request.get(jobs)).json())["count"] == before + 1


async def test_under_many_cards_the_form_is_near(own_server, partner, page):
    """Only the newest card stands open; the others are a line each, and open with a press."""
    server = own_server(ADTRAIL_UPSTREAM_URL=partner.url)
    await page.set_viewport_size({"width": 360, "height": 780})
    await page.goto(f"{server.url}/create-program")
    cards = []
    endless = "TestNeverFinishes00000"  # while it runs nobody is led away
    for business in (GOOD, "JoesPlumbingFresno0000", REFUSED, endless):
        await fill_create(page, business, "90.00")
        cards.append(await submit(page))
        await expect(page.get_by_label("Business ID", exact=True)).to_have_value("")
    await expect(cards[-1].get_by_role("button", name="Copy link")).to_be_visible()
    await _first_of_few(page, cards)

    older = cards[0]
    await expect(older).to_contain_text("Creating program...")
    await expect(older).to_contain_text("Status: ")
    await expect(older.get_by_text(GOOD)).to_be_visible()
    show = older.get_by_role("button", name=f"Show {GOOD}")
    await expect(show).to_have_attribute("aria-expanded", "false")
    await show.focus()
    await page.keyboard.press("Enter")
    await expect(older.get_by_role("progressbar")).to_be_visible()
    await expect(older.get_by_role("button", name=f"Fold away {GOOD}")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(older.get_by_role("progressbar")).to_be_hidden()
    await page.reload()
    await expect(cards[-1].get_by_role("button", name="Copy link")).to_be_visible()
    await expect(older.get_by_role("button", name=f"Show {GOOD}")).to_be_visible()
    await _first_of_few(page, cards)
    for card in cards:
        await taken_up(page, await card.get_attribute("data-job-id"))
    heights = [(await card.bounding_box())["height"] for card in cards]
    partner.finish_jobs()
    ends = ("COMPLETED", "COMPLETED", "FAILED", "IN_PROGRESS")
    for card, status in zip(cards, ends, strict=True):
        await expect(card).to_have_attribute("data-status", status, timeout=20_000)
    assert [(await card.bounding_box())["height"] for card in cards] == heights, "nothing moves"
    await page.reload()
    await expect(cards[2].get_by_role("button", name="Edit and resubmit")).to_be_visible()


async def _first_of_few(page, cards):
    """The newest stands whole, the others take a little room, and then the form comes."""
    newest, form = await cards[-1].bounding_box(), await page.locator(".ad-form").bounding_box()
    between = form["y"] - newest["y"] - newest["height"]
    assert newest["height"] > 300
    assert between < 110 * (len(cards) - 1) + 90, between


async def test_wrong_values_are_said_at_the_field_and_record_nothing(page, server):
    await page.goto(f"{server.url}/create-program")
    before = (await (await page.request.get(f"{server.url}/api/jobs")).json())["count"]
    await fill_create(page, "joes-plumbing-fresno", "24.99", **{"Start date": "2020-01-01"})
    await page.get_by_role("button", name="Create Program").click()
    for sentence in ("A business ID has 22", "at least $25.00", "is in the past"):
        await expect(page.get_by_text(sentence).first).to_be_visible()
    after = (await (await page.request.get(f"{server.url}/api/jobs")).json())["count"]
    assert after == before


async def test_ten_tabs_cost_the_partner_no_more_than_one(browser, own_server):
    with partner_on_a_socket() as partner:
        server = own_server(ADTRAIL_UPSTREAM_URL=partner.url)
        context = await browser.new_context()
        first = await context.new_page()
        await first.goto(f"{server.url}/create-program")
        await fill_create(first, GOOD, "55.00", **{"Start date": "2027-11-01"})
        card = await submit(first)
        await expect(card).to_have_attribute("data-status", "IN_PROGRESS", timeout=15_000)
        job_id = await card.get_attribute("data-job-id")

        async def asked_in_three_seconds():
            before = len(partner.requests)
            await asyncio.sleep(3)
            return len(partner.requests) - before

        alone = await asked_in_three_seconds()

        async def look_in():
            tab = await context.new_page()
            await tab.goto(f"{server.url}/jobs/{job_id}")
            await tab.locator(f'[data-job-id="{job_id}"]').first.wait_for()

        for _ in range(3):  # three at a time: a machine that does other things is no failure
            await asyncio.gather(look_in(), look_in(), look_in())
        together = await asked_in_three_seconds()
        await context.close()
    assert alone > 0
    assert together <= alone + 1  # the same pace, give or take where the window fell


async def test_the_banner_lists_the_test_businesses(page, server):
    await page.goto(server.url)
    await page.locator(".ad-banner summary").click()
    await expect(page.get_by_role("table").get_by_text("TestDropAfterCreate000")).to_be_visible()
