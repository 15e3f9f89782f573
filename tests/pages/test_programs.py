"""/programs: what the partner lists, by its own filter, a page at a time."""

import pytest

from services.upstream.port import ProgramPage


@pytest.fixture
def listed(adtrail, monkeypatch):
    """The partner lists this many programs; what it was asked is noted."""
    asked = []

    def lists(total):
        async def programs(offset, limit, program_status):
            asked.append((offset, limit, program_status))
            numbers = range(offset, min(offset + limit, total))
            rows = [{"program_id": f"Program{n:03}", "program_type": "EP"} for n in numbers]
            return ProgramPage(rows, total, offset, limit, program_status)

        monkeypatch.setattr(adtrail.catalog, "programs", programs)
        return asked

    return lists


async def test_current_programs_are_listed_at_first(user, link):
    await user.open("/programs")
    await user.should_see("ProgActiveManualBid000")
    await user.should_see("$600.00")
    await user.should_see("Running")
    await user.should_not_see("ProgFutureCampaign0000")
    assert link("ProgActiveManualBid000") == "/program-status/ProgActiveManualBid000"


@pytest.mark.parametrize(
    ("status", "program", "badge"),
    [
        ("FUTURE", "ProgFutureCampaign0000", "Scheduled"),
        ("PAUSED", "-ProgPausedManualBid_0", "Paused"),
        ("PAST", "ProgEndedLastMonth0000", "Ended"),
        ("ALL", "ProgEnhancedProfile000", "$30.00"),
    ],
)
async def test_the_filter_is_in_the_address(user, status, program, badge):
    await user.open(f"/programs?status={status}")
    await user.should_see(program)
    await user.should_see(badge)


async def test_an_unreported_budget_is_a_dash(user):
    await user.open("/programs?status=PAST")
    await user.should_see("—")


async def test_another_filter_changes_the_list_and_not_the_page(user, eventually):
    await user.open("/programs")
    await user.should_see("ProgActiveManualBid000")
    tabs = user.find("Past").elements
    user.navigate.to("/programs?status=PAST")
    await user.should_see("ProgEndedLastMonth0000")
    await user.should_not_see("ProgActiveManualBid000")
    assert user.find("Past").elements == tabs


async def test_long_lists_have_pages(user, listed, link):
    asked = listed(85)
    await user.open("/programs?status=ALL&page=2")
    await user.should_see("41 to 80 of 85")
    assert asked == [(40, 40, "ALL")]
    assert link("Next") == "/programs?status=ALL&page=3"
    assert link("Previous") == "/programs?status=ALL"


async def test_an_empty_list_says_so(user, listed):
    listed(0)
    await user.open("/programs?status=PAUSED")
    await user.should_see("No program is paused")


async def test_when_the_partner_cannot_be_asked_one_can_try_again(user, partner_down):
    await user.open("/programs")
    await user.should_see("The partner could not be asked")
    await user.should_see("The partner has a problem.")
    partner_down.undo()
    user.find("Try again").click()
    await user.should_see("ProgActiveManualBid000")
