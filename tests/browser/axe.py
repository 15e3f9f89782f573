"""axe-core in a page, and the looks that every page has to stand."""

from axe_playwright_python.base import AXE_SCRIPT

SCHEMES = ("light", "dark")
WIDTHS = (1280, 360, 320)
_RUN = """async () => {
  const rules = {'target-size': {enabled: true}};  // 24 px, not on by default
  const found = await axe.run({rules, resultTypes: ['violations']});
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target} (${n.any.concat(
    n.all, n.none).map((check) => check.message).join('; ') || v.help})`));
}"""
_WIDER = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


async def faults(page):
    """What axe has against the page as it stands, and whether it scrolls sideways."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    found = await page.evaluate(_RUN)
    wider = await page.evaluate(_WIDER)
    return found + ([f"scrolls sideways by {wider} px"] if wider > 0 else [])


async def in_every_look(page, name):
    """{look: faults} of the page at every width, light and dark; nothing is loaded again."""
    complaints = {}
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            await page.wait_for_timeout(50)
            if found := await faults(page):
                complaints[f"{name} {scheme} {width}"] = found
    return complaints
