"""What the browser tests share."""

import asyncio
from urllib.parse import urljoin


async def fill_create(page, business, budget="200.00", **fields):
    """Fill the create form as a person would."""
    await page.get_by_label("Business ID", exact=True).fill(business)
    await page.get_by_label("Budget (USD)", exact=True).fill(budget)
    for label, value in fields.items():
        await page.get_by_label(label, exact=True).fill(value)


async def eventually(condition, seconds=15):
    """Wait until an async condition holds."""
    for _ in range(int(seconds / 0.05)):
        if await condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never happened")


async def taken_up(page, job_id):
    """Wait until the partner has a job: one that comes after `finish_jobs` would never end."""
    address = urljoin(page.url, f"/api/reseller/status/{job_id}")

    async def there():
        return (await (await page.request.get(address)).json())["partner_job_id"]

    await eventually(there, 30)


async def caught(card, status):
    """Wait for a status frame by frame: `expect` looks once a second, and the page is left soon."""
    job_id = await card.get_attribute("data-job-id")
    shown = f'[data-job-id="{job_id}"][data-status="{status}"]'
    await card.page.wait_for_function("(shown) => document.querySelector(shown)", arg=shown)


async def submit(page):
    """Press *Create Program*; the card of the job that this made."""
    before = await known(page)
    await page.get_by_role("button", name="Create Program").click()
    return page.locator(f'[data-job-id="{await new_one(page, before)}"]').first


async def known(page):
    """Ids of the jobs there are: cards of them may still be on their way to the page."""
    answer = await page.request.get(urljoin(page.url, "/api/jobs?limit=100"))
    return [job["job_id"] for job in (await answer.json())["jobs"]]


async def new_one(page, before):
    """The id of the first card of a job that was not there before."""
    ids = "[...document.querySelectorAll('[data-job-id]')].map((e) => e.dataset.jobId)"
    new = await page.wait_for_function(
        f"(before) => {ids}.find((id) => !before.includes(id))", arg=before
    )
    return await new.json_value()


def watch(page):
    """Collects what a browser complains about."""
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    return complaints
