"""How pages stand at the widths between a phone and a desk, and what must not move or touch."""

import itertools

import pytest
from job_states import PROGRAM
from playwright.async_api import expect
from test_accessibility import opened

from benchmarks.serving import Server

WIDTHS = (360, 761, 768, 881, 1181, 1280)
PAGES = ("/", "/programs", "/jobs", "/schedules", "/bulk", "/create-program")
# What is wider than its place: the page, the header, the tables. A row of tabs may be swiped.
OUTSIDE = """() => [document.scrollingElement, ...document.querySelectorAll('.ad-top, .ad-scroll')]
  .map((e) => [e.className || 'page', e.scrollWidth - e.clientWidth])
  .filter(([, wider]) => wider > 0)"""


async def test_nothing_stands_outside_at_any_width_in_both_languages(browser, still):
    outside = {}
    for locale in ("en-US", "uk-UA"):
        context = await browser.new_context(locale=locale)
        page = await context.new_page()
        for path in PAGES:
            await page.goto(still.url + path)
            await page.locator("h1").first.wait_for()
            await page.wait_for_function("() => window.did_handshake")
            await page.locator(".ad-skeleton").first.wait_for(state="detached")
            for width in WIDTHS:
                await page.set_viewport_size({"width": width, "height": 900})
                if found := await page.evaluate(OUTSIDE):
                    outside[f"{path} {locale} {width}"] = found
        await context.close()
    assert not outside


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A server on which nothing was ordered."""
    running = Server(tmp_path_factory.mktemp("fresh"))
    yield running
    running.stop()


LONG = "Ресторан української та середземноморської кухні «Під старим каштаном біля річки»"


async def test_programs_of_every_state_and_a_long_name_have_room(browser, fresh):
    """The longest words of the list, and the menu at the end of each row is in reach."""
    outside = {}
    for locale in ("en-US", "uk-UA"):
        context = await browser.new_context(locale=locale)
        page = await context.new_page()
        kept = f"{fresh.url}/api/businesses/GoldenGateHvacRepair00"
        assert (await page.request.put(kept, data={"name": LONG})).ok
        await page.goto(f"{fresh.url}/programs?status=ALL")
        name = page.locator("[data-program]").get_by_text(LONG).first
        await expect(name).to_have_attribute("title", LONG)
        for width in (320, *WIDTHS, 1000, 1001, 1100):
            await page.set_viewport_size({"width": width, "height": 900})
            if found := await page.evaluate(OUTSIDE):
                outside[f"{locale} {width}"] = found
            assert (await name.bounding_box())["height"] < 50, "two lines at the most"
        await context.close()
    assert not outside


async def test_every_page_begins_at_the_same_edge(page, still):
    """From page to page neither the heading nor what stands above it moves."""
    edges = set()
    for path in ("/programs", "/businesses", "/create-program", "/settings"):
        await opened(page, still.url + path)
        for what in ("h1", ".ad-brand", ".ad-banner summary"):
            edges.add(round((await page.locator(what).first.bounding_box())["x"]))
    assert len(edges) == 1, edges


async def test_a_filter_does_not_push_what_is_under_the_pointer(page, still):
    await opened(page, f"{still.url}/jobs")
    field, table = page.get_by_label("Search by ID"), page.locator("table").first
    for one in (page.locator("tr[data-job]").first, field, table):
        await expect(one).to_be_visible()
    before = [(await one.bounding_box())["y"] for one in (field, table)]
    await field.fill("job_")
    await expect(page.get_by_role("button", name="Clear filters")).to_be_visible()
    await expect(page.get_by_role("button", name="Save this view")).to_be_visible()
    assert [(await one.bounding_box())["y"] for one in (field, table)] == before


async def test_on_a_phone_the_filters_are_one_row_that_unfolds(page, still):
    await page.set_viewport_size({"width": 360, "height": 780})
    for path in ("/jobs", "/programs", "/schedules"):
        await opened(page, still.url + path)
        search, more = page.get_by_role("searchbox"), page.get_by_role("button", name="Filters")
        left, right = await search.bounding_box(), await more.bounding_box()
        assert abs(left["y"] + left["height"] / 2 - right["y"] - right["height"] / 2) < 8
        await expect(page.get_by_role("combobox")).to_have_count(0)
    await opened(page, f"{still.url}/jobs?status=FAILED&days=7")
    more, status = (
        page.get_by_role("button", name="Filters · 2"),
        page.get_by_role("combobox", name="Status"),
    )
    await more.focus()
    await page.keyboard.press("Enter")
    await expect(status).to_be_visible()
    await expect(more).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("Tab")
    await expect(status).to_be_focused()
    await more.click()
    await expect(status).to_be_hidden()
    await page.get_by_role("button", name="Take the filter away: Status, FAILED").press("Enter")
    await expect(page.get_by_role("button", name="Filters · 1")).to_be_focused()
    await expect(page).to_have_url(f"{still.url}/jobs?days=7")
    await page.set_viewport_size({"width": 768, "height": 900})
    await expect(status).to_be_visible()
    await expect(page.get_by_role("button", name="Filters · 1")).to_be_hidden()


async def test_the_ways_out_of_a_doubt_do_not_touch_on_a_phone(page, still):
    await page.set_viewport_size({"width": 360, "height": 780})
    await opened(page, f"{still.url}/jobs/{still.jobs['asking']}")
    boxes = []
    for name in ("Check again", "It exists: link it", "Submit again"):
        button = page.get_by_role("button", name=name)
        boxes.append(await button.bounding_box())
        await button.focus()
        navigation = await page.get_by_role("navigation", name="Main").bounding_box()
        box = await button.bounding_box()
        assert box["y"] + box["height"] <= navigation["y"], "the focus is under the navigation"
    for one, other in itertools.pairwise(boxes):
        aside = other["x"] - one["x"] - one["width"]
        below = other["y"] - one["y"] - one["height"]
        assert max(aside, below) >= 7, (one, other)


async def test_the_browser_says_a_long_time_as_the_server_does(page, still):
    await opened(page, f"{still.url}/jobs")
    said = await page.evaluate(
        """() => {
          const span = document.createElement('ad-span');
          const now = Date.now(), ago = (seconds) => new Date(now - seconds * 1000).toISOString();
          const said = {text: '{} ago', now: ago(0), since: ago(3974640)};
          for (const name in said) span.setAttribute(name, said[name]);
          document.body.append(span);
          return span.textContent;
        }"""
    )
    assert said == "46 days 0 h ago"


async def test_what_ends_a_dialog_is_in_view_on_a_small_phone(page, still):
    await page.set_viewport_size({"width": 320, "height": 568})
    for name in ("Duplicate", "Terminate", "Schedule a change"):
        await opened(page, f"{still.url}/program-status/{PROGRAM}")
        await page.get_by_role("button", name=name).first.click()
        buttons = page.get_by_role("dialog").locator(".ad-end").last.get_by_role("button")
        await buttons.first.wait_for()
        for button in await buttons.all():
            await expect(button).to_be_in_viewport(ratio=1)


async def test_what_was_asked_stands_beside_what_happened_where_there_is_room(page, still):
    await opened(page, f"{still.url}/jobs/{still.jobs['failed']}")
    happened = page.locator(".ad-panel", has=page.get_by_role("heading", name="Timeline"))
    asked = page.locator(".ad-panel", has=page.get_by_role("heading", name="What was asked"))
    card = page.locator("[data-job-id]").first
    left, right, top = [await one.bounding_box() for one in (happened, asked, card)]
    assert right["x"] >= left["x"] + left["width"]
    assert right["y"] == top["y"], "beside the card, from its upper edge"
    await page.set_viewport_size({"width": 768, "height": 900})
    left, right = [await one.bounding_box() for one in (happened, asked)]
    assert right["y"] >= left["y"] + left["height"]


async def test_on_a_phone_two_rows_stand_before_the_programs(page, still):
    """What is pressed to narrow the list; the line with its count and age is none of them."""
    await page.set_viewport_size({"width": 360, "height": 780})
    await opened(page, f"{still.url}/programs")
    rows = await page.evaluate("""() => new Set([...document.querySelectorAll(
      '.ad-wrap a, .ad-wrap button, .ad-wrap input')]
      .filter((e) => e.checkVisibility() && !e.closest('.ad-section, .ad-panel'))
      .filter((e) => !e.closest('.ad-listing-state'))
      .map((e) => Math.round((e.getBoundingClientRect().top + e.getBoundingClientRect().bottom)
        / 20))).size""")
    assert rows == 2
    first = await page.locator("[data-program]").first.bounding_box()
    assert first["y"] < 450, "a program is in view above the navigation, whole"
    await page.get_by_role("checkbox").first.check()
    await page.get_by_role("button", name="All on this page").click()
    await expect(page.get_by_text("3 programs picked")).to_be_visible()


async def test_an_empty_list_has_a_button_like_any_other(page, fresh):
    await page.set_viewport_size({"width": 360, "height": 780})
    await opened(page, f"{fresh.url}/jobs")
    button = page.locator(".ad-empty").get_by_role("link", name="Create program")
    assert (await button.bounding_box())["height"] <= 48
    colours = "(e) => [e, e.querySelector('.q-icon')].map((one) => getComputedStyle(one).color)"
    assert len(set(await button.evaluate(colours))) == 1


async def test_a_duration_stands_on_one_line_on_a_tablet(page, still):
    await page.set_viewport_size({"width": 768, "height": 900})
    await opened(page, f"{still.url}/jobs")
    await page.locator("td.num").first.wait_for()
    lines = await page.evaluate("""() => [...document.querySelectorAll('td.num')].map((cell) => {
      cell.textContent = '59 min 59 s';
      const range = document.createRange();
      range.selectNodeContents(cell);
      return range.getClientRects().length;
    })""")
    assert set(lines) == {1}
    assert not await page.evaluate(OUTSIDE)


async def test_where_there_is_little_height_nothing_stands_over_what_is_read(page, still):
    """As with 400 % on a desk of 1280 px."""
    await page.set_viewport_size({"width": 320, "height": 256})
    await opened(page, f"{still.url}/jobs")
    # The list comes after the heading: before, there is nothing to scroll to.
    await page.wait_for_function("document.documentElement.scrollHeight > innerHeight + 600")
    await page.mouse.move(160, 128)
    await page.mouse.wheel(0, 600)
    await page.wait_for_function("scrollY > 300")
    over = await page.evaluate("""() => ['.ad-top', '.ad-nav'].map((q) => document.querySelector(q)
      .getBoundingClientRect()).filter((box) => box.bottom > 0 && box.top < innerHeight).length""")
    assert over == 0
    for link in ("Overview", "Jobs", "Settings"):
        one = page.get_by_role("navigation", name="Main").get_by_role("link", name=link)
        await one.scroll_into_view_if_needed()
        await expect(one).to_be_in_viewport(ratio=1)
    assert not await page.evaluate(OUTSIDE)
