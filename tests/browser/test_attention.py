"""What draws attention, in a real Chromium: title and icon, sounds, notifications.

Headless Chromium never hides a page and asks nobody, so `document.hidden`, the closing of the
permission's question and the click on a notification are played; permissions granted and denied,
the service worker, its notifications and the sounds are the browser's own.
"""

import asyncio
import itertools

import pytest
import pytest_asyncio
from playwright.async_api import expect
from tests_browser import eventually, fill_create, submit, taken_up, watch

from benchmarks.partner import partner_on_a_socket
from benchmarks.serving import Server

GOOD = "GoldenGateHvacRepair00"
BAD = "TestRejectTopRejected0"
_PLAYED = """
let hidden = false;
Object.defineProperty(document, "hidden", { get: () => hidden });
window.hide = (now) => { hidden = now; document.dispatchEvent(new Event("visibilitychange")); };
window.heard = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...at) {
  if (this.context instanceof AudioContext) window.heard.push(Math.round(this.frequency.value));
  return start.apply(this, at);
};
"""
_SHOWN = """async () => {
  const worker = await navigator.serviceWorker.getRegistration();
  return worker ? (await worker.getNotifications()).map((n) => [n.tag, n.title]) : [];
}"""
_ICON = "() => document.querySelector('link[rel~=icon]').getAttribute('href')"
_days = itertools.count(1)
NOTIFY = "Notify me when this finishes"


@pytest.fixture(scope="module")
def partner():
    """Finishes jobs when told to, so that a test is where it wants to be by then."""
    with partner_on_a_socket(seconds=60, ticking=False) as held:
        yield held


@pytest.fixture(scope="module")
def server(partner, tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("attention"), ADTRAIL_UPSTREAM_URL=partner.url)
    yield running
    running.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser, server):
    """A browser with a page; `permission` is granted, denied, or not yet asked for."""
    opened = []

    async def open_(permission=None):
        context = await browser.new_context(viewport={"width": 1280, "height": 900})
        await context.add_init_script(_PLAYED)
        page = await context.new_page()
        if permission is not None:
            await _permit(browser, context, page, server.url, permission)
        opened.append((context, watch(page)))
        return page

    yield open_
    for context, complaints in opened:
        await context.close()
        assert not complaints


async def _permit(browser, context, page, origin, setting):
    session = await context.new_cdp_session(page)
    target = await session.send("Target.getTargetInfo")
    whole = await browser.new_browser_cdp_session()
    named = {"permission": {"name": "notifications"}, "setting": setting, "origin": origin}
    where = {"browserContextId": target["targetInfo"]["browserContextId"]}
    await whole.send("Browser.setPermission", named | where)


async def _create(page, server, business=GOOD):
    await page.goto(f"{server.url}/create-program")
    # The partner refuses what is the same as another request under way.
    start = {"Start date": f"2027-05-{next(_days):02}"}
    await fill_create(page, business, "200.00", **start)
    card = await submit(page)
    await taken_up(page, await card.get_attribute("data-job-id"))
    return card


async def _go(page, name):
    await page.get_by_role("navigation").get_by_role("link", name=name).click()
    await expect(page.get_by_role("heading", level=1)).to_be_focused()


async def _ended(server, page, job_id):
    async def over():
        answer = await page.request.get(f"{server.url}/api/reseller/status/{job_id}")
        return (await answer.json())["terminal"]

    await eventually(over)


async def test_a_hidden_tab_is_notified_once_on_whatever_page_it_is(visitor, server, partner):
    page = await visitor("granted")
    card = await _create(page, server)
    job_id = await card.get_attribute("data-job-id")
    await card.get_by_role("button", name=NOTIFY).click()
    await expect(card).to_contain_text("You will be notified when this finishes")
    await _go(page, "Programs")
    await page.evaluate("hide(true)")
    partner.finish_jobs()

    async def shown():
        return await page.evaluate(_SHOWN)

    await eventually(shown)
    again = {"title": "Again", "tag": job_id, "url": "/"}  # as another hidden tab would say it
    await page.evaluate("(said) => adtrail.notify(said)", again)
    await asyncio.sleep(0.5)
    assert await shown() == [[job_id, "Program created successfully!"]]

    (worker,) = page.context.service_workers
    await worker.evaluate(
        """async () => {
          const [notification] = await registration.getNotifications();
          dispatchEvent(new NotificationEvent("notificationclick", { notification }));
        }"""
    )
    await page.wait_for_url(f"**/jobs/{job_id}")

    async def gone():
        return await shown() == []

    await eventually(gone)


async def test_a_tab_that_is_looked_at_is_not_notified(visitor, server, partner):
    page = await visitor("granted")
    card = await _create(page, server)
    job_id = await card.get_attribute("data-job-id")
    await card.get_by_role("button", name=NOTIFY).click()
    await expect(card).to_contain_text("You will be notified")
    await _go(page, "Programs")
    partner.finish_jobs()
    await _ended(server, page, job_id)
    await asyncio.sleep(1)
    assert await page.evaluate(_SHOWN) == []


async def test_the_wish_outlives_a_reload_and_can_be_taken_back(visitor, server):
    page = await visitor("granted")
    card = await _create(page, server)
    await card.get_by_role("button", name=NOTIFY).click()
    await expect(card).to_contain_text("You will be notified")
    await page.reload()
    await expect(card).to_contain_text("You will be notified")
    await card.get_by_role("button", name="Do not notify me").click()
    await expect(card.get_by_role("button", name=NOTIFY)).to_be_visible()
    await page.reload()
    await expect(card.get_by_role("button", name=NOTIFY)).to_be_visible()


async def test_a_refusal_says_how_to_undo_it(visitor, server):
    page = await visitor("denied")
    card = await _create(page, server)
    await card.get_by_role("button", name=NOTIFY).click()
    await expect(card).to_contain_text("Notifications from Adtrail are blocked in this browser.")
    await expect(card).to_contain_text("set Notifications to Allow")
    await expect(card.get_by_role("button", name=NOTIFY)).to_be_visible()


async def test_a_question_that_was_closed_is_asked_again(visitor, server):
    page = await visitor("granted")
    card = await _create(page, server)
    await page.evaluate(
        "ask = Notification.requestPermission; Notification.requestPermission = () => 'default'"
    )
    await card.get_by_role("button", name=NOTIFY).click()
    await expect(card).to_contain_text("The browser's question was closed.")
    await page.evaluate("Notification.requestPermission = ask")
    await card.get_by_role("button", name=NOTIFY).click()
    await expect(card).to_contain_text("You will be notified")


async def test_nothing_is_asked_before_the_button_is_pressed(visitor, server):
    page = await visitor()
    await page.context.add_init_script("Notification.requestPermission = () => heard.push('asked')")
    await _create(page, server)
    await _go(page, "Settings")
    assert await page.evaluate("heard") == []
    assert page.context.service_workers == []


async def test_the_tab_shows_how_many_jobs_run_on_every_page(visitor, server):
    page = await visitor()
    await _create(page, server)
    await expect(page).to_have_title("(1) Creating program... - Adtrail")
    await _create(page, server)
    await expect(page).to_have_title("(2) Creating program... - Adtrail")
    assert await page.evaluate(_ICON) == "/static/favicon-running.svg"
    await _go(page, "Programs")
    await asyncio.sleep(0.3)
    await expect(page).to_have_title("(2) Creating program... - Adtrail")
    await page.reload()
    await expect(page).to_have_title("(2) Creating program... - Adtrail")
    assert await page.evaluate(_ICON) == "/static/favicon-running.svg"
    await page.goto(f"{server.url}/settings")
    await page.get_by_role("switch", name="Show running jobs in the tab's title").click()
    await expect(page).to_have_title("Settings - Adtrail")
    assert await page.evaluate(_ICON) == "/favicon.ico"


@pytest.mark.parametrize(
    ("business", "end"),
    [
        (GOOD, ("done", "✓ Program created successfully! - Adtrail")),
        (BAD, ("failed", "✗ Program was not created - Adtrail")),
        ("TestPartlyApplied00000", ("failed", "✗ Only partly done - Adtrail")),
    ],
)
async def test_what_ended_in_a_hidden_tab_is_shown_until_it_is_seen(
    visitor, server, partner, business, end
):
    icon, title = end
    page = await visitor()
    await _create(page, server, business)
    await _go(page, "Jobs")
    await expect(page).to_have_title("(1) Creating program... - Adtrail")
    await page.evaluate("hide(true)")
    partner.finish_jobs()
    await expect(page).to_have_title(title, timeout=15_000)
    assert await page.evaluate(_ICON) == f"/static/favicon-{icon}.svg"
    await _go(page, "Programs")
    await expect(page).to_have_title(title)
    await page.evaluate("hide(false)")
    await expect(page).to_have_title("Programs - Adtrail", timeout=10_000)
    assert await page.evaluate(_ICON) == "/favicon.ico"


async def test_another_browser_shows_nothing_of_it(visitor, server):
    page, stranger = await visitor(), await visitor()
    await _create(page, server)
    await expect(page).to_have_title("(1) Creating program... - Adtrail")
    await stranger.goto(f"{server.url}/jobs")
    await asyncio.sleep(0.5)
    await expect(stranger).to_have_title("Jobs - Adtrail")


async def test_there_is_no_sound_unless_it_was_turned_on(visitor, server, partner):
    page = await visitor()
    card = await _create(page, server)
    partner.finish_jobs()
    await _ended(server, page, await card.get_attribute("data-job-id"))
    await asyncio.sleep(0.5)
    assert await page.evaluate("heard") == []


async def _sound_on(page, server):
    await page.goto(f"{server.url}/settings")
    await page.get_by_role("switch", name="Play a sound").click()
    await page.get_by_role("button", name="Play success").click()
    await page.wait_for_function("heard.length === 2")


@pytest.mark.parametrize(("business", "notes"), [(GOOD, [659, 988]), (BAD, [311, 233])])
async def test_one_tab_sounds_once_and_a_note_says_the_same(
    visitor, server, partner, business, notes
):
    page = await visitor()
    await _sound_on(page, server)
    other = await page.context.new_page()
    await _touch(other, server)
    await _create(page, server, business)
    await _go(page, "Programs")
    await other.evaluate("heard.length = 0")
    partner.finish_jobs()
    note = page.locator(".ad-notice")
    await expect(note).to_be_visible(timeout=15_000)

    async def heard():
        return await page.evaluate("heard") + await other.evaluate("heard")

    await eventually(heard)
    await asyncio.sleep(0.7)
    assert await heard() == notes
    await page.reload()  # and it is never heard on load
    await page.mouse.click(5, 500)
    await asyncio.sleep(1)
    assert await page.evaluate("heard") == []
    await expect(note).to_have_count(0)


# Sound that takes a second to begin, as on a machine that does other things.
_SLOW_SOUND = """
Object.defineProperty(AudioContext.prototype, "state", { get() {
  this.begun ??= performance.now();
  return performance.now() - this.begun < 1000 ? "suspended" : "running";
} });
AudioContext.prototype.resume = () => new Promise((begins) => setTimeout(begins, 1100));
"""


async def test_a_sound_that_was_asked_for_is_heard_where_sound_is_slow_to_begin(visitor, server):
    page = await visitor()
    await page.context.add_init_script(_SLOW_SOUND)
    await _sound_on(page, server)


async def _touch(page, server):
    """A click in this tab, too: a browser lets no page sound that nobody has touched."""
    await page.goto(f"{server.url}/settings")
    await page.get_by_role("button", name="Play failure").click()
    await page.wait_for_function("heard.length === 2")


async def test_the_note_leads_to_the_job(visitor, server, partner):
    page = await visitor()
    await _sound_on(page, server)
    card = await _create(page, server, BAD)
    job_id = await card.get_attribute("data-job-id")
    await _go(page, "Jobs")
    partner.finish_jobs()
    note = page.locator(".ad-notice")
    await expect(note).to_contain_text("Program was not created", timeout=15_000)
    await note.get_by_role("link", name="Open the job").click()
    await page.wait_for_url(f"**/jobs/{job_id}")
    await expect(note).to_have_count(0)


async def test_the_card_itself_is_the_twin_where_it_stands(visitor, server, partner):
    page = await visitor()
    await _sound_on(page, server)
    card = await _create(page, server, BAD)
    await expect(card).to_have_attribute("data-status", "IN_PROGRESS", timeout=15_000)
    partner.finish_jobs()
    await expect(card).to_have_attribute("data-point", "", timeout=15_000)
    await expect(page.locator(".ad-notice")).to_have_count(0)


async def test_the_sounds_are_short_and_follow_the_volume(visitor, server):
    page = await visitor()
    await page.goto(f"{server.url}/settings")
    loudest = await page.evaluate(
        """async () => {
          const loud = async (which, volume) => {
            const context = new OfflineAudioContext(1, 44100, 44100);
            adtrail.tune(context, which, volume);
            const wave = (await context.startRendering()).getChannelData(0);
            return [Math.max(...wave.slice(0, 22050)), Math.max(...wave.slice(22050))];
          };
          return [await loud("good", 1), await loud("bad", 1), await loud("good", 0.25)];
        }"""
    )
    (good, after), (bad, after_bad), (quiet, _) = loudest
    assert 0.4 < good < 0.8
    assert 0.4 < bad < 0.8
    assert quiet < good / 3
    assert after == after_bad == 0, "over within half a second"
