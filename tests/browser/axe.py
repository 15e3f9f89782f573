"""axe-core in a page, and the looks that every page has to stand."""

from axe_playwright_python.base import AXE_SCRIPT

WIDTHS = (1280, 768, 320)  # `test_looks.py` is what lies between
_COLOURS = ("color-contrast", "link-in-text-block")  # all rules that look at colours
_RUN = """async (only) => {
  const rules = {'target-size': {enabled: true}};  // 24 px, not on by default
  const which = only ? {runOnly: only} : {rules};
  // Behind a dialog nothing can be read or done. Its shade lies below it, which axe does not see.
  document.querySelectorAll('.q-dialog__backdrop').forEach((e) => { e.style.display = 'none'; });
  const over = document.querySelector('dialog[open], .q-dialog__inner, .q-menu');
  const found = await axe.run(over || document, {...which, resultTypes: ['violations']});
  // Of a button in a dialog axe sees the panel behind it instead of its own colour, in some looks;
  // the same buttons stand on pages, where it sees them.
  const lost = (v, n) =>
    over && v.id === 'color-contrast' && `${n.target}`.includes('.q-btn__content');
  return found.violations.flatMap((v) => v.nodes.filter((n) => !lost(v, n)).map((n) =>
    `${v.id}: ${n.target} (${n.any.concat(
    n.all, n.none).map((check) => check.message).join('; ') || v.help})`));
}"""
_WIDER = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


async def faults(page, only=None):
    """What axe has against the page as it stands, by `only` these rules if said.

    And whether it scrolls sideways.
    """
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    found = await page.evaluate(_RUN, only)
    wider = await page.evaluate(_WIDER)
    return found + ([f"scrolls sideways by {wider} px"] if wider > 0 else [])


async def whole_page_faults(page, width=1280, only=None):
    """`faults` in a window as high as the page.

    In a lower one what lies under the navigation or another bar by chance counts as too small,
    although it can be scrolled (`test_looks.py`: the focus never lies there).
    """
    high = await page.evaluate("() => document.scrollingElement.scrollHeight")
    await page.set_viewport_size({"width": width, "height": max(900, high)})
    await page.wait_for_timeout(50)
    return await faults(page, only)


async def in_every_look(page, name, widths=WIDTHS):
    """{look: faults} of the page at every width, light and dark; nothing is loaded again.

    The dark changes colours and nothing else (`test_palette.py`), so only they are looked at there.
    """
    complaints = {}
    for scheme, only in (("light", None), ("dark", _COLOURS)):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in widths:
            await page.set_viewport_size({"width": width, "height": 900})
            if found := await whole_page_faults(page, width, only):
                complaints[f"{name} {scheme} {width}"] = found
    return complaints
