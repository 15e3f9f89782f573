"""What only a browser can show of the card: nothing jumps, copying works, Back does not bounce."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect
from sqlmodel import Session
from tests_browser import fill_create, submit, taken_up

from models.job import Job, JobKind, Phase
from models.job_status import JobStatus
from services.store.database import open_engine, upgrade

GOOD = "GoldenGateHvacRepair00"
REFUSED = "TestRejectWrapperChain"
START = {"Start date": "2027-05-01"}

# What moved without the person having done anything in the half second before.
_SHIFTS = """() => { window.shifted = []; new PerformanceObserver((list) => {
  for (const e of list.getEntries()) if (!e.hadRecentInput) window.shifted.push(e.value);
}).observe({ type: "layout-shift" }); }"""


# The height of a card that has come to its end with everything on it; the page is left soon.
_WHOLE = """(last) => {
  const card = document.querySelector('[data-job-id][data-status="COMPLETED"]');
  return card?.innerText.includes(last) && card.getBoundingClientRect().height;
}"""


_PLACES = """() => { window.places = []; const look = () => {
  const card = document.querySelector("[data-job-id]");
  if (card) places.push(document.querySelector(".ad-form").getBoundingClientRect().top
    - card.getBoundingClientRect().top);
  requestAnimationFrame(look);
}; look(); }"""

# [shift, pixels of the form] until half a second after the end: by the page's own clock, which
# does not wait for anybody, and before the page is left for the program.
_HOW_FAR = """(status) => new Promise((say) => {
  const sum = () => [shifted.reduce((all, one) => all + one, 0),
    Math.max(...places) - Math.min(...places)];
  const look = () => document.querySelector("[data-job-id]").dataset.status === status
    ? setTimeout(() => say(sum()), 500) : requestAnimationFrame(look);
  look();
})"""


ENDS = [(GOOD, "COMPLETED"), (REFUSED, "FAILED")]
WORDS = {
    "en-US": ("Business ID", "Budget (USD)", "Create Program"),
    "uk-UA": ("ID бізнесу", "Бюджет (USD)", "Створити програму"),
}


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end[1])
async def test_nothing_jumps_when_the_state_changes(own_server, partner, browser, tmp_path, end):
    """From the first moment to the end, with the usual time known; a failure is explained, too."""
    remember(tmp_path, *(timedelta(seconds=40 + 3 * n) for n in range(12)))
    polls = {"ADTRAIL_FIRST_POLL": "4", "ADTRAIL_MAX_POLL": "4"}
    server = own_server(ADTRAIL_UPSTREAM_URL=partner.url, **polls)
    looks = [(locale, width) for locale in WORDS for width in (360, 1280)]
    pages = [await looked_at(browser, server, *look) for look in looks]
    cards = [
        await ordered(page, locale, end[0], f"{300 + n}.40")
        for n, (page, (locale, _width)) in enumerate(zip(pages, looks, strict=True))
    ]
    await asyncio.sleep(0.6)  # what follows a click at once is not a shift
    for page, card in zip(pages, cards, strict=True):
        await page.evaluate(_SHIFTS)
        await taken_up(page, await card.get_attribute("data-job-id"))
        await expect(card).to_have_attribute("data-status", "IN_PROGRESS")
    partner.finish_jobs()
    moved = await asyncio.gather(*(page.evaluate(_HOW_FAR, end[1]) for page in pages))
    far = dict(zip(looks, moved, strict=True))
    assert {look: far for look, far in far.items() if far[0] > 0.001 or far[1] > 1} == {}


async def looked_at(browser, server, locale, width):
    context = await browser.new_context(
        locale=locale, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    page = await context.new_page()
    await page.goto(f"{server.url}/create-program")
    return page


async def ordered(page, locale, business, budget):
    """The card of a create from this page, which keeps an eye on where the form stands."""
    id_field, budget_field, create = WORDS[locale]
    await page.get_by_label(id_field, exact=True).fill(business)
    await page.get_by_label(budget_field, exact=True).fill(budget)
    await page.evaluate(_PLACES)
    await page.get_by_role("button", name=create).click()
    card = page.locator("[data-job-id]").first
    await card.wait_for()
    return card


async def test_in_ukrainian_a_card_of_a_phone_keeps_its_height_to_the_end(
    own_server, page, partner
):
    server = own_server(ADTRAIL_UPSTREAM_URL=partner.url, ADTRAIL_FIRST_POLL="3")
    await page.set_viewport_size({"width": 360, "height": 900})
    await page.set_extra_http_headers({"Accept-Language": "uk"})
    await page.goto(f"{server.url}/create-program")
    await page.get_by_label("ID бізнесу", exact=True).fill(GOOD)
    await page.get_by_label("Бюджет (USD)", exact=True).fill("312.40")
    await page.get_by_role("button", name="Створити програму").click()
    card = page.locator("[data-job-id]").first
    await expect(card.get_by_role("button", name="Копіювати посилання")).to_be_visible()
    await taken_up(page, await card.get_attribute("data-job-id"))
    before = (await card.bounding_box())["height"]
    partner.finish_jobs()
    whole = await page.wait_for_function(_WHOLE, arg="Прибрати")
    assert abs(await whole.json_value() - before) < 2


@pytest.mark.parametrize("width", [360, 1280])
async def test_the_form_moves_once_when_a_card_appears(own_server, page, width):
    """What the card says first has the room of all of it."""
    server = own_server(ADTRAIL_SANDBOX_SECONDS="9")
    await page.set_viewport_size({"width": width, "height": 900})
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, GOOD, "312.40", **START)
    await page.evaluate(_PLACES)
    card = await submit(page)
    await expect(card.get_by_role("button", name="Copy link")).to_be_visible()
    await page.wait_for_timeout(300)
    places = await page.evaluate("places")
    assert max(places) - min(places) < 1


@pytest.mark.parametrize("allowed", ["clipboard", "old way", "nothing"])
async def test_copying_works_where_the_clipboard_is_not_allowed(page, server, allowed):
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if allowed != "clipboard":
        denied = "navigator.clipboard.writeText = () => Promise.reject(new Error('denied'));"
        nothing = "document.execCommand = () => false;" if allowed == "nothing" else ""
        await page.add_init_script(denied + nothing)
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, GOOD, "45.00", **START)
    card = await submit(page)
    link = f"{server.url}/jobs/{await card.get_attribute('data-job-id')}"
    await card.get_by_role("button", name="Copy link").click()
    if allowed == "nothing":
        box = card.locator(".ad-copy-box")
        await expect(box).to_be_focused()
        assert await box.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)") == link
        return
    await expect(card.locator(".ad-copy.words.copied")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == link


async def test_back_does_not_bounce(alone, page):
    await page.goto(f"{alone.url}/create-program")
    await fill_create(page, GOOD, "46.00", **START)
    await submit(page)
    await page.wait_for_url("**/program-status/**", timeout=20_000)
    await page.go_back()
    await expect(page.get_by_role("heading", name="Create program")).to_be_visible()
    await page.wait_for_timeout(2500)
    assert page.url.endswith("/create-program")


async def test_the_browser_itself_turns_over_to_longer_than_usual(own_server, page, tmp_path):
    remember(tmp_path, *[timedelta(seconds=3)] * 12)
    server = own_server(ADTRAIL_SANDBOX_SECONDS="60", ADTRAIL_MAX_POLL="60")
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, "TestNeverFinishes00000", "47.00", **START)
    card = await submit(page)
    ahead = card.locator("ad-ahead")
    await expect(ahead).to_contain_text("left", timeout=10_000)
    await expect(ahead).to_contain_text("longer than usual; 9 of 10 finish within 3 s")
    await expect(card).to_contain_text("usually 3 s (12 jobs)")


def remember(folder, *took):
    """Creates that ended today in the store of this folder, each after its time at the partner."""
    engine = open_engine(f"sqlite:///{folder / 'adtrail.sqlite3'}")
    upgrade(engine)
    with Session(engine) as session:
        session.add_all(past_ones(took))
        session.commit()
    engine.dispose()


def past_ones(times):
    now = datetime.now(UTC)
    for place, took in enumerate(times):
        begun = now - timedelta(hours=1, minutes=place + 1)
        yield Job(
            id=f"job_past{place:04}",
            kind=JobKind.CREATE,
            phase=Phase.SETTLED,
            status=JobStatus.COMPLETED,
            receipt="{}",
            created_at=begun,
            updated_at=begun + took,
            accepted_at=begun,
            completed_at=begun + took,
        )
