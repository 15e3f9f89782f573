"""A real server in a process of its own, and a real Chromium that looks at it."""

import json
import os
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright, expect
from tests_browser import watch

from benchmarks.partner import partner_on_a_socket
from benchmarks.serving import CHROMIUM, FLAGS, ROOT, Server

# Patience costs nothing where all goes well: a machine that does other things is no failure.
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items):
    missing = pytest.mark.skip(reason="no Chromium on this machine (Debian: apt install chromium)")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if pytest_asyncio.is_async_test(item):  # on the loop of the one Chromium that all share
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            if CHROMIUM is None and "ADTRAIL_TEST_EVERYTHING" not in os.environ:
                item.add_marker(missing)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("served"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def alone(tmp_path_factory):
    """A server for tests that leave no job under way: whosever it is, it holds a redirect back."""
    running = Server(tmp_path_factory.mktemp("alone"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def still(tmp_path_factory):
    """A server with a job in every state, and nothing moves; `jobs[state]` is its id."""
    folder = tmp_path_factory.mktemp("still")
    path = f"{ROOT}:{ROOT / 'tests'}"
    running = Server(folder, script="tests/browser/serve_still.py", PYTHONPATH=path)
    running.jobs = json.loads((folder / "jobs.json").read_text())
    yield running
    running.stop()


@pytest.fixture
def own_server(tmp_path):
    """A server that a test may stop, kill and configure as it likes."""
    started = []

    def start(**settings):
        started.append(Server(tmp_path, **settings))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.stop()


@pytest.fixture
def partner():
    """Finishes jobs when told to, so that a test is where it wants to be by then."""
    with partner_on_a_socket(seconds=60, ticking=False) as held:
        yield held


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium():
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(chromium):
    """Nobody has been here before, and no page stays open behind a test."""
    yield chromium
    for context in chromium.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser):
    """A page of 1280 px; the test fails when it logs an error."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    opened = await context.new_page()
    complaints = watch(opened)
    yield opened
    await context.close()
    assert not complaints
