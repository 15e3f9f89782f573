"""Everybody can use it: axe-core, keyboard, screen reader, motion, contrast (experience 4)."""

import json

from axe import in_every_look
from job_states import PROGRAM, STATES
from playwright.async_api import expect

PAGES = {
    "overview": "/",
    "create": "/create-program",
    "edit": f"/edit/{PROGRAM}",
    "program": f"/program-status/{PROGRAM}",
    "features": f"/features/{PROGRAM}",
    "program that is not there": "/program-status/NoSuchProgram00000000",
    "programs": "/programs",
    "businesses": "/businesses",
    "schedules": "/schedules",
    "many at once": "/bulk",
    "batch that is not there": "/bulk/bulk_nothing",
    "jobs": "/jobs",
    "jobs, none found": "/jobs?q=nothing&status=FAILED",
    "settings": "/settings",
    "changes of the settings": "/settings/changes",
    "job that is not there": "/jobs/job_nothing",
    "page that is not there": "/nothing",
}
UNFINISHED = set(STATES) - {"refused", "failed"}


async def opened(page, url):
    await page.goto(url)
    await page.locator("h1").first.wait_for()
    await page.wait_for_function("() => window.did_handshake")
    await page.locator(".ad-skeleton").first.wait_for(state="detached")
    await page.get_by_text("Asking the partner for").wait_for(state="detached")


async def test_axe_finds_nothing_on_any_page(browser, still):
    page = await browser.new_page()
    complaints = {}
    for name, path in PAGES.items():
        await opened(page, still.url + path)
        complaints |= await in_every_look(page, name)
    assert not complaints, json.dumps(complaints, indent=1)


async def test_axe_finds_nothing_on_any_state_of_a_job(browser, still):
    page = await browser.new_page()
    complaints = {}
    await opened(page, f"{still.url}/create-program")  # whatever has not ended has its card here
    for state in UNFINISHED:
        await page.locator(f'[data-job-id="{still.jobs[state]}"]').wait_for()
    complaints |= await in_every_look(page, "folded")
    folded = page.get_by_role("button", name="Show ")
    for left in reversed(range(await folded.count())):
        await folded.first.click()
        # A card says "Hide" only once the server has opened it.
        await expect(folded).to_have_count(left)
    complaints |= await in_every_look(page, "unfinished")
    for state in set(still.jobs) - UNFINISHED:
        await opened(page, f"{still.url}/jobs/{still.jobs[state]}")
        for fold in await page.locator("summary").all():
            await fold.click()
        complaints |= await in_every_look(page, state)
    assert not complaints, json.dumps(complaints, indent=1)


OVER = "dialog[open], .q-dialog__inner, .q-menu"
OPEN = {  # what stands open over or in a page: (page, what opens it)
    "calendar": ("/create-program", ["Open calendar"]),
    "duplicate": (f"/program-status/{PROGRAM}", ["Duplicate"]),
    "terminate": (f"/program-status/{PROGRAM}", ["Terminate"]),
    "schedule": (f"/program-status/{PROGRAM}", ["Schedule a change"]),
    "what a program's row can do": ("/programs", ["Actions for"]),
    "keys": ("/", ["Keyboard shortcuts"]),
    "palette": ("/", ["Go to or do"]),
    "charts and their table": ("/jobs", ["Durations and outcomes", "As a table"]),
    "a view to save": ("/jobs?status=FAILED", ["Save this view"]),
}


async def test_axe_finds_nothing_on_what_stands_open(browser, still):
    page = await browser.new_page()
    # What fades in has the wrong contrast until it is there.
    await page.emulate_media(reduced_motion="reduce")
    complaints = {}
    for name, (path, names) in OPEN.items():
        await opened(page, still.url + path)
        for words in names:
            button = page.get_by_role("button", name=words)
            fold = page.locator("summary", has_text=words)
            await button.or_(fold).first.click(timeout=10_000)
        stands = "details[open] table" if path == "/jobs" else OVER
        await expect(page.locator(stands).first).to_be_visible()
        await page.wait_for_timeout(400)  # and what the server still says there
        complaints |= await in_every_look(page, name, (1280, 320))
    assert not complaints, json.dumps(complaints, indent=1)


async def test_axe_finds_nothing_in_ukrainian(browser, still):
    context = await browser.new_context(locale="uk-UA")
    page = await context.new_page()
    complaints = {}
    for name in ("overview", "create", "program", "jobs", "settings"):
        await page.goto(still.url + PAGES[name])
        await page.locator("h1").first.wait_for()
        await page.wait_for_function("() => window.did_handshake")
        await page.locator(".ad-skeleton").first.wait_for(state="detached")
        assert await page.locator("html").get_attribute("lang") == "uk"
        complaints |= await in_every_look(page, name, (1280, 320))
    await context.close()
    assert not complaints, json.dumps(complaints, indent=1)
