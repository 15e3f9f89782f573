"""What a browser says of itself, in as few words as people have for it."""

import re

# The first that fits: nearly all of them name Safari, and most of them Chrome, as well.
_BROWSERS = (
    ("Edge", re.compile(r"\bEdg(e|A|iOS)?/")),
    ("Opera", re.compile(r"\b(OPR|OPT|Opera)/")),
    ("Samsung Internet", re.compile(r"\bSamsungBrowser/")),
    ("Firefox", re.compile(r"\b(Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"\b(Headless)?(Chrome|Chromium|CriOS)/")),
    ("Safari", re.compile(r"\bVersion/[\d.]+ .*\bSafari/")),
)
_SYSTEMS = (  # Android names Linux, and an iPhone macOS
    ("Android", re.compile(r"\bAndroid\b")),
    ("iOS", re.compile(r"\b(iPhone|iPad|iPod)\b")),
    ("ChromeOS", re.compile(r"\bCrOS\b")),
    ("Windows", re.compile(r"\bWindows\b")),
    ("macOS", re.compile(r"\bMacintosh\b")),
    ("Linux", re.compile(r"\b(Linux|X11)\b")),
)


def browser_and_system(agent: str) -> tuple[str | None, str | None]:
    """Such as ("Firefox", "Linux"); None for what is not known. An iPad may call itself a Mac."""
    browser, system = (
        next((name for name, mark in known if mark.search(agent)), None)
        for known in (_BROWSERS, _SYSTEMS)
    )
    return browser, system
