"""The pages of a section lead to each other, as far as there are any."""

import pytest
from nicegui import ui

from components.section_tabs import offer
from pages import shell


@pytest.fixture
def offered(monkeypatch):
    """Only these addresses have a page."""

    def only(*paths):
        monkeypatch.setattr(shell, "offer", lambda _routes: offer(paths))

    return only


def _tabs(user):
    links = user.find(kind=ui.link).elements
    return [
        (link.props["href"], link.props.get("aria-current"))
        for link in sorted(links, key=lambda one: one.id)
        if "ad-section" in link.parent_slot.parent.classes
    ]


async def test_a_section_shows_the_pages_that_exist_and_where_one_is(user, offered):
    offered("/programs", "/businesses", "/bulk")
    await user.open("/programs?status=PAST")
    await user.should_see("Many at once")
    assert _tabs(user) == [("/programs", "page"), ("/businesses", None), ("/bulk", None)]


async def test_the_settings_are_a_section_of_their_own(user, offered):
    offered("/settings", "/settings/changes", "/programs", "/bulk")
    await user.open("/settings")
    assert _tabs(user) == [("/settings", "page"), ("/settings/changes", None)]


async def test_a_page_alone_has_no_row(user, offered):
    offered("/programs")
    await user.open("/programs")
    assert _tabs(user) == []
