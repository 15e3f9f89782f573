"""The usual browsers and systems, as they name themselves."""

import pytest

from models.user_agent import browser_and_system

BLINK = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
LINUX, WINDOWS = "X11; Linux x86_64", "Windows NT 10.0; Win64; x64"
MAC, IPHONE = "Macintosh; Intel Mac OS X 10_15_7", "iPhone; CPU iPhone OS 18_7 like Mac OS X"


@pytest.mark.parametrize(
    ("system", "rest", "said"),
    [
        (LINUX, f"{BLINK} Safari/537.36", ("Chrome", "Linux")),
        (LINUX, f"{BLINK.replace('Ch', 'HeadlessCh')} Safari/537.36", ("Chrome", "Linux")),
        ("Linux; Android 10; K", f"{BLINK} Mobile Safari/537.36", ("Chrome", "Android")),
        ("X11; CrOS x86_64 14541.0.0", f"{BLINK} Safari/537.36", ("Chrome", "ChromeOS")),
        (IPHONE, f"{WEBKIT} CriOS/142.0 Mobile/15E148 Safari/604.1", ("Chrome", "iOS")),
        (f"{WINDOWS}; rv:145.0", "Gecko/20100101 Firefox/145.0", ("Firefox", "Windows")),
        ("X11; Ubuntu; Linux x86_64", "Gecko/20100101 Firefox/145.0", ("Firefox", "Linux")),
        (MAC, f"{WEBKIT} Version/18.6 Safari/605.1.15", ("Safari", "macOS")),
        (IPHONE, f"{WEBKIT} Version/18.6 Mobile/15E148 Safari/604.1", ("Safari", "iOS")),
        (WINDOWS, f"{BLINK} Safari/537.36 Edg/142.0.0.0", ("Edge", "Windows")),
        (MAC, f"{BLINK} Safari/537.36 OPR/125.0.0.0", ("Opera", "macOS")),
        ("compatible", "Chromebook-sync/1.0 Firefoxy/2", (None, None)),
    ],
)
def test_a_browser_is_called_what_people_call_it(system, rest, said):
    assert browser_and_system(f"Mozilla/5.0 ({system}) {rest}") == said


@pytest.mark.parametrize("agent", ["", "curl/8.14.1"])
def test_what_nobody_knows_is_not_guessed(agent):
    assert browser_and_system(agent) == (None, None)
