"""A feature that is saved again: what is a change, and what is the same one twice."""

import asyncio

from test_features_of_program import MANUAL, field, jobs_of, opened, press, remove_goal, statuses

from components.in_turns import Turns


async def recorded(adtrail, count):
    """Once so many jobs of the program are in the store."""
    async with asyncio.timeout(5):
        while len(await jobs_of(adtrail, MANUAL)) != count:  # noqa: ASYNC110 - a row has no event
            await asyncio.sleep(0.01)


async def test_a_click_as_the_answer_arrives_sends_nothing_again(
    user, adtrail, eventually, monkeypatch
):
    """The card says COMPLETED a moment before its form is told."""
    held = []
    monkeypatch.setattr(Turns, "then", lambda _self, draw: held.append(draw))
    await opened(user)
    field(user, "Website").set_value("source=ad")
    press(user, "Save: Tracked links")
    await eventually(lambda: statuses(user) == ["COMPLETED"])
    assert held
    press(user, "Save: Tracked links")
    await user.should_see("Nothing has changed.")
    assert len(await jobs_of(adtrail, MANUAL)) == 1
    field(user, "Website").set_value("source=other")  # that is a change of its own
    press(user, "Save: Tracked links")
    await recorded(adtrail, 2)


async def test_what_was_removed_can_be_set_again(user, adtrail, eventually):
    await remove_goal(user, adtrail, eventually)
    await eventually(lambda: field(user, "Ad goal").value == "DEFAULT")
    field(user, "Ad goal").set_value("CALLS")
    press(user, "Save: Ad goal")
    await recorded(adtrail, 2)


async def test_what_is_typed_while_a_save_is_recorded_is_not_taken_for_saved(
    user, adtrail, eventually, monkeypatch
):
    gate, record = asyncio.Event(), adtrail.programs.features

    async def later(*arguments, **named):
        job = await record(*arguments, **named)
        await gate.wait()
        return job

    monkeypatch.setattr(adtrail.programs, "features", later)
    await opened(user)
    field(user, "Website").set_value("source=first")
    press(user, "Save: Tracked links")
    await recorded(adtrail, 1)
    field(user, "Website").set_value("source=second")
    gate.set()
    await eventually(lambda: statuses(user) == ["COMPLETED"])
    await asyncio.sleep(0.2)  # and the values are read again
    assert field(user, "Website").value == "source=second"
    press(user, "Save: Tracked links")
    await recorded(adtrail, 2)


async def test_what_another_changed_meanwhile_can_be_set_back(user, adtrail, eventually):
    await opened(user)
    field(user, "Website").set_value("source=mine")
    press(user, "Save: Tracked links")
    await eventually(lambda: statuses(user) == ["COMPLETED"])
    change = {"LINK_TRACKING": {"website": "source=other"}}
    await adtrail.programs.features(MANUAL, {"write": change})
    await eventually(lambda: field(user, "Website").value == "source=other")
    field(user, "Website").set_value("source=mine")
    press(user, "Save: Tracked links")
    await recorded(adtrail, 3)
