"""Web Push from the button to the notification, with no page of Adtrail open.

There is no push service to reach from here, so two steps are played: what `PushManager.subscribe`
gives back (keys of our own, and an address on loopback), and the way from the push service to the
service worker, which is Chromium's own command for it. Between them everything is real: the server
seals and signs, the push service on loopback opens and checks, the worker shows.
"""

import asyncio
import itertools
import json

import pytest
from playwright.async_api import expect
from push_service import BrowserKeys, push_service, signed_by
from tests_browser import eventually, fill_create, submit, taken_up, watch

from benchmarks.partner import partner_on_a_socket
from benchmarks.serving import Server

_PLAYED = """
const given = SUBSCRIPTION;
PushManager.prototype.getSubscription = async () => null;
PushManager.prototype.subscribe = async (how) => {
  window.asked = how;
  if (!given) throw new DOMException("no service", "AbortError");
  return { toJSON: () => given };
};
"""
_budgets = itertools.count(200)
NOTIFY, CLOSED = "Notify me when this finishes", "Also when Adtrail is closed"


@pytest.fixture
def service():
    with push_service() as running:
        yield running


@pytest.fixture(scope="module")
def calm(tmp_path_factory):
    """A server on which no job ends before a test does."""
    running = Server(tmp_path_factory.mktemp("calm"), ADTRAIL_SANDBOX_SECONDS="600")
    yield running
    running.stop()


async def _visit(browser, server, given):
    context = await browser.new_context()
    await context.grant_permissions(["notifications"], origin=server.url)
    await context.add_init_script(_PLAYED.replace("SUBSCRIPTION", json.dumps(given)))
    page = await context.new_page()
    complaints = watch(page)
    await page.goto(f"{server.url}/create-program")
    await fill_create(page, "GoldenGateHvacRepair00", f"{next(_budgets)}.00")  # no twins
    card = await submit(page)
    await card.get_by_role("button", name=NOTIFY).click()
    await expect(card).to_contain_text("You will be notified")
    return page, card, complaints


async def test_a_closed_adtrail_tells_that_a_job_has_ended(browser, own_server, service):
    keys = BrowserKeys()
    with partner_on_a_socket(seconds=60, ticking=False) as partner:
        server = own_server(ADTRAIL_UPSTREAM_URL=partner.url, ADTRAIL_PUSH_LOOPBACK="true")
        given = keys.subscription(service.endpoint())
        page, card, complaints = await _visit(browser, server, given)
        job_id = await card.get_attribute("data-job-id")
        await card.get_by_role("button", name=CLOSED).click()
        await expect(card).to_contain_text("even if Adtrail is closed by then")
        asked = await page.evaluate("asked")
        assert asked["userVisibleOnly"] is True
        await taken_up(page, job_id)
        await page.reload()
        await expect(card).to_contain_text("even if Adtrail is closed by then")
        (worker,) = page.context.service_workers
        await page.goto("about:blank")

        async def nobody_looks():
            return await worker.evaluate("clients.matchAll().then((all) => all.length)") == 0

        await eventually(nobody_looks)

        asks = {"title": "Please decide", "body": "", "tag": job_id, "url": f"/jobs/{job_id}"}
        decide = [[job_id, "Please decide", f"/jobs/{job_id}"]]
        await _deliver(page, server, worker, asks | {"asks": True}, decide)

        partner.finish_jobs()

        async def sent():
            return service.requests

        await eventually(sent, 30)
        await asyncio.sleep(1)
        ((_path, headers, body),) = service.requests
        key, _claims = signed_by(headers["Authorization"])
        assert key == asked["applicationServerKey"]
        said = keys.open(body)
        done = [[job_id, "Program created successfully!", f"/jobs/{job_id}"]]
        await _deliver(page, server, worker, said, done)  # its end is told, too
        await _deliver(page, server, worker, said, done)  # and one notification is enough

        await page.goto(f"{server.url}/settings")
        await page.get_by_role("button", name="Turn off").click()
        await expect(page.get_by_text("on a running job: it offers that then")).to_be_visible()
        assert not complaints


async def _deliver(page, server, worker, said, then):
    """Hand the worker a message as the browser does when its push service sends one.

    `then` is all that is shown after it.
    """
    session = await page.context.new_cdp_session(page)
    found = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated", lambda e: found.extend(e["registrations"])
    )
    await session.send("ServiceWorker.enable")

    async def registered():
        return found

    await eventually(registered)
    message = {"origin": server.url, "registrationId": found[0]["registrationId"]}
    await session.send("ServiceWorker.deliverPushMessage", message | {"data": json.dumps(said)})
    all_shown = """async () => (await registration.getNotifications())
      .map((one) => [one.tag, one.title, one.data.url])"""

    async def shown():
        return await worker.evaluate(all_shown) == then

    await eventually(shown)
    await asyncio.sleep(0.3)
    assert await shown()


async def test_a_browser_that_cannot_subscribe_says_so_and_notifies_all_the_same(browser, calm):
    _page, card, complaints = await _visit(browser, calm, None)
    await card.get_by_role("button", name=CLOSED).click()
    await expect(card).to_contain_text("push service did not take this up")
    await expect(card.get_by_role("button", name="Do not notify me")).to_be_visible()
    assert not complaints


async def test_an_address_in_our_own_network_is_refused(browser, calm):
    inner = BrowserKeys().subscription("http://127.0.0.1:1/send")
    _page, card, complaints = await _visit(browser, calm, inner)
    await card.get_by_role("button", name=CLOSED).click()
    await expect(card).to_contain_text("A push service's address begins with https://")
    assert not complaints
