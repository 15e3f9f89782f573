"""Make docs/pictures/ from a real run: every page and every state of the tracker.

Light and dark, 360 and 1280 px. `uv run benchmarks/pictures.py`
"""

import asyncio
import io
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.serving import CHROMIUM, FLAGS, ROOT, Server

FOLDER = ROOT / "docs" / "pictures"
GOOD = "GoldenGateHvacRepair00"
LIVE = "ProgActiveManualBid000"
SIZES = {1280: 900, 360: 780}
ORDER = {"program_name": "CPC", "budget": "200.00", "is_autobid": False, "max_bid": "5.00"}

# What a tracker can look like -> the business that makes it so, and when it is there.
STATES: dict[str, tuple[str, Callable[[dict[str, Any]], bool]]] = {
    "pending": ("TestSlowAnswer00000000", lambda d: d["status"] == "PENDING"),
    "in-progress": ("TestNeverFinishes00000", lambda d: d["status"] == "IN_PROGRESS"),
    "completed": (GOOD, lambda d: d["status"] == "COMPLETED"),
    "failed": ("TestRejectWrapperChain", lambda d: d["status"] == "FAILED"),
    "delayed": ("TestStatusHtml50300000", lambda d: d["freshness"] == "delayed"),
    "lost": ("TestStatus404000000000", lambda d: d["freshness"] == "lost"),
    "unconfirmed": ("TestDropBeforeCreate00", lambda d: d["freshness"] == "unconfirmed"),
}


async def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        try:
            async with async_playwright() as playwright:
                launch = playwright.chromium.launch
                browser = await launch(executable_path=CHROMIUM, args=FLAGS)
                await everything(browser, server.url)
                await browser.close()
        finally:
            server.stop()


async def everything(browser: Browser, url: str) -> None:
    async with httpx.AsyncClient(base_url=url) as http:
        first = await create(http, GOOD, start="2027-05-01")
        program = (await until(http, first, lambda d: d["terminal"]))["program_id"]
        await creating(browser, url)
        batch = await more(http)
        pages = {
            "overview": "/",
            "create": "/create-program",
            "edit": f"/edit/{program}",
            "program": f"/program-status/{program}",
            "programs": "/programs",
            "jobs": "/jobs",
            "job": f"/jobs/{first}",
            "features": f"/features/{LIVE}",
            "businesses": "/businesses",
            "schedules": "/schedules",
            "bulk": "/bulk",
            "batch": f"/bulk/{batch}",
            "settings": "/settings",
            "changes": "/settings/changes",
        }
        for name, path in pages.items():
            async for page, look in looks(browser):
                await page.goto(url + path)
                await page.wait_for_timeout(900)
                await keep(page, f"{name}-{look}")
        await trackers(browser, url, http)


async def more(http: httpx.AsyncClient) -> str:
    """A business that is kept, changes to come, and a batch with a row that fails; its id."""
    rows = [GOOD, "JoesPlumbingFresno0000", "TestClosedBusiness0000", "BellaItaliaTrattoria00"]
    file = "business_id,program_name,budget,is_autobid,start\n" + "".join(
        f"{business},CPC,{200 + n}.00,true,2027-06-01\n" for n, business in enumerate(rows)
    )
    kept = {"name": "Golden Gate HVAC Repair", "ad_categories": ["hvac"]}
    to_come = {"program_id": LIVE, "at": "2027-01-10T09:00", "zone": "Europe/Kyiv"}
    await http.put(f"/api/businesses/{GOOD}", json=kept)
    await http.post("/api/schedules", json=to_come | {"action": "budget", "budget": "540.00"})
    await http.post("/api/schedules", json=to_come | {"action": "pause", "at": "2027-02-01T09:00"})
    answer = await http.post(
        "/api/bulk?kind=create", content=file, headers={"Content-Type": "text/csv"}
    )
    batch = str(answer.raise_for_status().json()["bulk_id"])
    await asyncio.sleep(5)
    return batch


async def trackers(browser: Browser, url: str, http: httpx.AsyncClient) -> None:
    for name, (business, there) in STATES.items():
        async for page, look in looks(browser):
            job_id = await create(http, business, start="2027-05-01")
            await until(http, job_id, there)
            await page.goto(f"{url}/jobs/{job_id}")
            card = page.locator(f'[data-job-id="{job_id}"]').first
            await card.wait_for()
            await page.wait_for_timeout(400)
            save(await card.screenshot(), f"tracker-{name}-{look}")


async def creating(browser: Browser, url: str) -> None:
    """The picture of the README: the tracker above the form."""
    async for page, look in looks(browser):
        await page.goto(f"{url}/create-program")
        await page.get_by_label("Business ID", exact=True).fill(GOOD)
        await page.get_by_label("Budget (USD)", exact=True).fill("312.40")
        await page.get_by_role("button", name="Create Program").click()
        await page.locator('[data-status="IN_PROGRESS"]').first.wait_for()
        await page.wait_for_timeout(200)
        await keep(page, f"create-in-progress-{look}")
        await page.locator('[data-status="COMPLETED"],[data-status="FAILED"]').first.wait_for()


async def looks(browser: Browser) -> AsyncIterator[tuple[Page, str]]:
    for scheme in ("light", "dark"):
        for width, height in SIZES.items():
            async with opened(browser, scheme, width, height) as page:
                yield page, f"{scheme}-{width}"


@asynccontextmanager
async def opened(browser: Browser, scheme: str, width: int, height: int) -> AsyncIterator[Page]:
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    yield await context.new_page()
    await context.close()


async def keep(page: Page, name: str) -> None:
    save(await page.screenshot(), name)


def save(png: bytes, name: str) -> None:
    """A small picture: a palette is enough for a calm page."""
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(96)
    image.save(FOLDER / f"{name}.png", optimize=True)
    print(name)


async def create(http: httpx.AsyncClient, business: str, **values: str) -> str:
    answer = await http.post(
        "/api/reseller/program/create", json=ORDER | {"business_id": business} | values
    )
    answer.raise_for_status()
    return str(answer.json()["job_id"])


async def until(
    http: httpx.AsyncClient, job_id: str, there: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    for _ in range(600):
        document: dict[str, Any] = (await http.get(f"/api/reseller/status/{job_id}")).json()
        if there(document):
            return document
        await asyncio.sleep(0.05)
    raise TimeoutError(f"{job_id} never got there: {document}")


if __name__ == "__main__":
    asyncio.run(main())
