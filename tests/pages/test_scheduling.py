"""The dialog "Schedule a change", on the pages of a program and in its row."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from nicegui import ui
from nicegui.testing.user_interaction import UserInteraction

from models.schedule import Action, IfMissed, State, Way
from services.schedules import job_of
from services.store.schedules import ScheduleFilter

CPC, PROFILE, FUTURE = "ProgActiveManualBid000", "ProgEnhancedProfile000", "ProgFutureCampaign0000"
YEAR = (datetime.now(UTC) + timedelta(days=30)).year + 1
DAY = f"{YEAR}-01-10"
NINE = f"10.01.{YEAR} 09:00, Europe/Kyiv (UTC+2)"


@pytest.fixture
def scheduling(user):
    """Open the dialog on a program's page, in a browser whose clock is Kyiv's."""
    user.javascript_rules[re.compile(r".*Intl\.DateTimeFormat", re.DOTALL)] = lambda _match: (
        "Europe/Kyiv"
    )

    async def opened(program=CPC, page="program-status"):
        await user.open(f"/{page}/{program}")
        await user.should_see("Schedule a change")
        user.find(kind=ui.button, content="Schedule a change").click()
        await user.should_see("Time zone")
        await user.should_see(kind=ui.input, content="Europe/Kyiv")

    return opened


def fill(user, **values):
    """Put a value into the field with each label."""
    for label, value in values.items():
        fields = user.find(kind=ui.input).elements | user.find(kind=ui.select).elements
        field = next(f for f in fields if f.props["label"] == label.replace("_", " ") and f.visible)
        with user:
            field.set_value(value)


def press(user, words):
    """The button with these words, or with this name for those who cannot see it."""
    buttons = user.find(kind=ui.button).elements
    button = next(b for b in buttons if words in {b.text, b.props.get("aria-label")})
    UserInteraction(user, {button}, None).click()


async def all_of(adtrail):
    return await adtrail.schedules.rows.page(ScheduleFilter(), 10)


async def test_a_budget_waits_for_a_time_of_the_persons_clock(user, adtrail, scheduling):
    await scheduling()
    fill(user, What=Action.BUDGET, Date=DAY, Time="09:00")
    fields = user.find(kind=ui.input).elements
    next(f for f in fields if f.props["label"] == "Budget (USD)").set_value("540.00")
    await user.should_see(f"Change the budget to $540.00: {NINE}.")
    press(user, "Schedule")
    await user.should_see("Scheduled changes")
    await user.should_see("Waits for its moment")
    (made,) = await all_of(adtrail)
    assert (made.order, made.zone) == ({"budget": 54_000}, "Europe/Kyiv")
    assert (made.if_missed, made.way) == (IfMissed.RUN, Way.ADTRAIL)
    press(user, f"Cancel: Change the budget to $540.00, {CPC}")
    await user.should_see("Taken back")
    assert adtrail.schedules.get(made.id).state is State.CANCELLED


async def test_what_the_partner_keeps_is_said_to_be_for_good_and_is_a_job_at_once(
    user, adtrail, scheduling
):
    await scheduling()
    await user.should_not_see("cannot be taken back")
    fill(user, Who_waits_for_it=Way.PARTNER, Date=DAY)
    await user.should_see("This cannot be taken back")
    await user.should_not_see("Time zone")
    fields = user.find(kind=ui.input).elements
    next(f for f in fields if f.props["label"] == "Budget (USD)").set_value("540.00")
    await user.should_see(f"10.01.{YEAR} 00:00, America/Los Angeles (UTC-8)")
    press(user, "Schedule")
    await user.should_see("Saving changes...")
    await user.should_see("The partner has it")
    (made,) = await all_of(adtrail)
    assert adtrail.store.get(made.job_id).order["future_budget_date"] == DAY


async def test_an_end_is_asked_as_plainly_as_an_immediate_one(user, adtrail, scheduling):
    await scheduling()
    fill(user, What=Action.TERMINATE, Date=DAY, Time="09:00")
    for words in ("GoldenGateHvacRepair00", "$600.00", "this cannot be undone"):
        await user.should_see(words)
    assert not await all_of(adtrail)
    press(user, "Schedule the end")
    await user.should_see("Scheduled changes")
    (made,) = await all_of(adtrail)
    assert (made.action, made.order) == (Action.TERMINATE, {})


async def test_the_reason_of_an_end_is_shown_with_it_and_becomes_that_of_its_job(
    user, adtrail, scheduling
):
    await scheduling()
    await user.should_not_see("Reason (optional)")
    fill(user, What=Action.TERMINATE, Date=DAY, Time="09:00")
    await user.should_see("Reason (optional)")
    fields = user.find(kind=ui.input).elements
    next(f for f in fields if f.props["label"] == "Reason (optional)").set_value("Season is over")
    press(user, "Schedule the end")
    await user.should_see("Reason: Season is over")
    (made,) = await all_of(adtrail)
    assert job_of(made, made.due_at).order == {"reason": "Season is over"}


async def test_a_reason_that_was_typed_for_an_end_is_not_sent_with_a_pause(
    user, adtrail, scheduling
):
    await scheduling()
    fill(user, What=Action.TERMINATE, Date=DAY, Time="09:00")
    fields = user.find(kind=ui.input).elements
    next(f for f in fields if f.props["label"] == "Reason (optional)").set_value("Season is over")
    fill(user, What=Action.PAUSE)
    await user.should_not_see("Reason (optional)")
    press(user, "Schedule")
    await user.should_see("Scheduled changes")
    (made,) = await all_of(adtrail)
    assert (made.action, made.order) == (Action.PAUSE, {})


async def test_an_end_before_the_beginning_is_said_to_delete_the_program(user, scheduling):
    await scheduling(FUTURE)
    fill(user, What=Action.TERMINATE)
    await user.should_see("its ID disappears from every list")


async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_recorded(
    user, adtrail, scheduling
):
    await scheduling()
    press(user, "Schedule")
    await user.should_see("Enter the new budget.")
    await user.should_see("Say when.")
    fill(user, Date="2020-01-10", Time="09:00", Time_zone="Mars")
    await user.should_see("Write the zone as Europe/Kyiv or America/New_York.")
    fill(user, Time_zone="")  # is not meant as UTC
    await user.should_see("Write the zone as Europe/Kyiv or America/New_York.")
    fill(user, Time_zone="Europe/Kyiv")
    await user.should_see("Choose a time that is still to come.")
    fill(user, Date=DAY, Time="")  # a day alone is not handed to the partner here
    await user.should_see("Say when.")
    press(user, "Schedule")
    assert not await all_of(adtrail)


async def test_of_a_program_without_clicks_only_the_end_can_be_scheduled(user, scheduling):
    await scheduling(PROFILE)
    await user.should_see("Schedule the end")
    await user.should_not_see("Budget (USD)")


async def test_the_page_for_editing_has_it_as_well(user, adtrail, scheduling):
    await scheduling(page="edit")
    fill(user, What=Action.PAUSE, Date=DAY, Time="09:00", If_Adtrail_does_not_run_then="ask")
    press(user, "Schedule")
    await user.should_see("Scheduled changes")
    (made,) = await all_of(adtrail)
    assert (made.action, made.if_missed) == (Action.PAUSE, IfMissed.ASK)


async def test_a_row_of_the_list_has_it_and_says_what_was_scheduled(user, adtrail, eventually):
    await user.open("/programs")
    await user.should_see(CPC)
    press(user, f"Actions for {CPC}")
    items = user.find(kind=ui.menu_item).elements
    words = "Schedule a change"
    item = next(e for e in items if any(getattr(c, "text", "") == words for c in e.descendants()))
    UserInteraction(user, {item}, None).click()
    await user.should_see("Time zone")
    fill(user, What=Action.RESUME, Date=DAY, Time="09:00", Time_zone="Europe/Kyiv")
    press(user, "Schedule")
    press(user, "Schedule")  # twice is once
    await eventually(lambda: f"Let the program run again: {NINE}" in user.notify.messages)
    assert [one.program_id for one in await all_of(adtrail)] == [CPC]
    assert len(user.notify.messages) == 1
