"""What a first look at the pages fetches: little, compressed, once, and every icon is drawn."""

import pytest

PAGES = ["/", "/programs", "/create-program", "/jobs", "/settings"]
_WIDER_THAN_ONE = """() => [...document.querySelectorAll('.material-icons')]
  .filter((icon) => icon.scrollWidth > 1.2 * parseFloat(getComputedStyle(icon).fontSize))
  .map((icon) => icon.textContent)"""
_SENT = """() => performance.getEntriesByType('resource').filter((e) => e.transferSize > 0)
  .map((e) => new URL(e.name).pathname)"""
LONG = 31_536_000  # seconds: a year


async def settled(page, url):
    await page.goto(url)
    await page.locator("#main h1").wait_for()
    await page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("path", PAGES)
async def test_every_icon_is_one_glyph_of_our_font(server, page, path):
    fonts = []
    page.on("request", lambda r: fonts.append(r.url) if r.resource_type == "font" else None)
    await settled(page, server.url + path)
    await page.evaluate("document.fonts.ready")
    assert await page.locator(".material-icons").count()
    assert await page.evaluate(_WIDER_THAN_ONE) == []
    assert {url.partition("?")[0] for url in fonts} == {f"{server.url}/static/icons.woff2"}


async def test_script_and_style_are_compressed_and_kept_for_a_year(server, page):
    answers = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - playwright hooks it
    await settled(page, server.url)
    code = [a for a in answers if a.request.resource_type in {"script", "stylesheet"}]
    assert len(code) > 10
    for answer in code:
        headers = await answer.all_headers()
        assert f"max-age={LONG}" in headers["cache-control"], answer.url
        small = int(headers.get("content-length", 0)) < 500
        assert small or headers.get("content-encoding") == "gzip", answer.url


async def test_a_second_load_fetches_no_script_style_or_font_again(server, page):
    await settled(page, f"{server.url}/jobs")
    await settled(page, f"{server.url}/jobs")
    sent = await page.evaluate(_SENT)
    assert not [name for name in sent if name.endswith((".js", ".mjs", ".css", ".woff2"))]
