"""/schedules: what is to happen, cancelling it, and deciding about what was missed."""

from datetime import UTC, datetime, timedelta

import pytest
from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement
from nicegui.testing.user_interaction import UserInteraction

from components.status_badge import Badge
from models.job import JobKind
from models.schedule import State, Way
from pages import schedules

PROGRAM = "ProgActiveManualBid000"
YEAR = (datetime.now(UTC) + timedelta(days=30)).year + 1


OTHER = "ProgActiveAutobid00000"
BUDGET = {"action": "budget", "budget": 540}
PAUSE = {"action": "pause"}


async def scheduled(adtrail, what=BUDGET, program=PROGRAM, day=10):
    when = {"at": f"{YEAR}-01-{day}T09:00", "zone": "Europe/Kyiv"}
    return await adtrail.schedules.add(program, what | when)


def rows(user):
    """The rows of the table, from above."""
    body = next(e for e in user.current_layout.descendants() if e.tag == "tbody")
    return {row.props["data-schedule"]: row for row in body.default_slot.children}


async def test_a_schedule_is_shown_and_taken_back(user, adtrail):
    await user.open("/schedules")
    await user.should_see("Nothing is scheduled")
    made = await scheduled(adtrail)
    await user.open("/schedules")
    await user.should_see("Change the budget to $540.00")
    await user.should_see(f"10.01.{YEAR} 09:00, Europe/Kyiv (UTC+2)")
    user.find(kind=ui.button, content="Cancel").click()
    await user.should_see(kind=Badge, content="Taken back")
    assert adtrail.schedules.get(made.id).state is State.CANCELLED


async def test_one_of_another_partner_says_so(user, adtrail):
    here, there = await scheduled(adtrail), await scheduled(adtrail, PAUSE, OTHER)
    await adtrail.schedules.rows.move(there, {"partner": "http://partner.example"})
    await user.open("/schedules")
    await user.should_see(kind=TextElement, content="Pause the program")
    belongs = "Belongs to another partner: http://partner.example"
    shown = {
        name: [getattr(e, "text", "") for e in row.descendants()]
        for name, row in rows(user).items()
    }
    assert {name: belongs in words for name, words in shown.items()} == {
        here.id: False,
        there.id: True,
    }


async def test_one_that_waits_is_given_another_moment(user, adtrail, eventually):
    made = await scheduled(adtrail)
    await user.open("/schedules")
    await user.should_see(f"10.01.{YEAR} 09:00, Europe/Kyiv (UTC+2)")
    user.find(kind=ui.button, content="Reschedule").click()
    await user.should_see("Keep it")
    fields = {f.props["label"]: f for f in user.find(kind=ui.input).elements}
    shown = [fields[name].value for name in ("Date", "Time", "Time zone")]
    assert shown == [f"{YEAR}-01-10", "09:00", "Europe/Kyiv"]
    (confirm,) = user.find(kind=ui.button, content="Change the time").elements
    fields["Time"].set_value("")
    UserInteraction(user, {confirm}, None).click()
    await user.should_see("Say when.")
    fields["Time"].set_value("10:30")
    await user.should_see(f"Change the budget to $540.00: 10.01.{YEAR} 10:30, Europe/Kyiv (UTC+2).")
    UserInteraction(user, {confirm}, None).click()
    words = f"10.01.{YEAR} 10:30, Europe/Kyiv (UTC+2)"
    row = rows(user)[made.id]
    await eventually(lambda: words in [getattr(e, "text", "") for e in row.descendants()])
    now = adtrail.schedules.get(made.id)
    assert (now.due_at, now.state) == (made.due_at + timedelta(minutes=90), State.WAITING)


async def asked(user):
    """Opens the dialog for another moment: its fields, and the button that moves."""
    await user.should_see("Reschedule")  # the page stands before its rows
    user.find(kind=ui.button, content="Reschedule").click()
    await user.should_see("Keep it")
    (confirm,) = user.find(kind=ui.button, content="Change the time").elements
    fields = {f.props["label"]: f for f in user.find(kind=ui.input).elements}
    return fields, UserInteraction(user, {confirm}, None)


async def test_the_seconds_of_a_moment_stay_when_its_day_is_changed(user, adtrail, eventually):
    when = {"at": f"{YEAR}-01-10T09:00:42", "zone": "Europe/Kyiv"}
    made = await adtrail.schedules.add(PROGRAM, BUDGET | when)
    await user.open("/schedules")
    await user.should_see(f"10.01.{YEAR} 09:00:42, Europe/Kyiv (UTC+2)")
    fields, confirm = await asked(user)
    assert (fields["Time"].value, fields["Time"].props["step"]) == ("09:00:42", "1")
    fields["Date"].set_value(f"{YEAR}-01-11")
    confirm.click()
    later = made.due_at + timedelta(days=1)
    await eventually(lambda: adtrail.schedules.get(made.id).due_at == later)


async def test_the_second_of_two_who_move_one_is_told_where_it_stands(user, adtrail, eventually):
    made = await scheduled(adtrail)
    await user.open("/schedules")
    fields, confirm = await asked(user)
    elsewhere = {"at": f"{YEAR}-01-12T10:30"}
    await adtrail.schedules.shift(made.id, elsewhere)
    fields["Time"].set_value("11:00")
    confirm.click()
    moved = f"12.01.{YEAR} 10:30, Europe/Kyiv (UTC+2)"
    await user.should_see(f"It was moved meanwhile, to {moved}. Nothing was changed.")
    await user.should_see(f"Change the budget to $540.00: {moved}")
    assert adtrail.schedules.get(made.id).due_at == made.due_at + timedelta(days=2, minutes=90)
    confirm.click()
    wanted = made.due_at + timedelta(hours=2)
    await eventually(lambda: adtrail.schedules.get(made.id).due_at == wanted)


async def test_a_missed_one_is_run_by_a_person_and_leads_to_its_job(user, adtrail):
    made = await scheduled(adtrail)
    changes = {"state": State.MISSED, "due_at": datetime.now(UTC) - timedelta(hours=3)}
    await adtrail.schedules.rows.move(made, changes)
    adtrail.engine.nudge(made.id)  # it finds it missed, and lets go of it
    await user.open("/schedules")
    await user.should_see("Missed: decide")
    user.find(kind=ui.button, content="Run now").click()
    await user.should_see("Has happened", retries=30)
    await user.should_see("Its job")


async def test_the_address_names_state_change_and_program(user, adtrail, link):
    kept = await scheduled(adtrail, PAUSE, OTHER)
    for what, program in ((BUDGET, OTHER), (PAUSE, PROGRAM)):
        await scheduled(adtrail, what, program)
    await adtrail.schedules.cancel((await scheduled(adtrail, PAUSE, OTHER, 11)).id)
    await user.open(f"/schedules?state=waiting&action=pause&program={OTHER}")
    await user.should_see("1 scheduled change")
    assert list(rows(user)) == [kept.id]
    await user.open("/schedules?state=wrong&action=dance&page=x")
    await user.should_see("4 scheduled changes")
    await user.open("/schedules?state=refused")
    await user.should_see("No scheduled change matches")
    assert link("Show all schedules") == "/schedules"


async def test_a_choice_goes_into_the_address_and_the_list_follows(user, adtrail, eventually):
    await scheduled(adtrail)
    wanted = await scheduled(adtrail, PAUSE)
    await user.open("/schedules")
    await user.should_see("2 scheduled changes")
    select = next(e for e in user.find(ui.select).elements if e.props["label"] == "What")
    select.set_value("pause")
    await eventually(lambda: list(rows(user)) == [wanted.id])
    assert user.back_history[-1] == "/schedules?action=pause"


async def test_a_long_list_has_pages(user, adtrail, monkeypatch, link):
    monkeypatch.setattr(schedules, "_SIZE", 2)
    made = [await scheduled(adtrail, day=day) for day in (10, 11, 12)]
    await user.open("/schedules")
    await user.should_see("1 to 2 of 3")
    assert list(rows(user)) == [one.id for one in made[:2]]
    assert link("Next") == "/schedules?page=2"
    await user.open("/schedules?page=2")
    await user.should_see("3 to 3 of 3")
    assert list(rows(user)) == [made[2].id]
    await user.open("/schedules?page=9")
    await user.should_see("There is no such page")


async def test_a_row_changes_where_it_stands_and_a_new_one_is_offered(user, adtrail, eventually):
    first, second = [await scheduled(adtrail, day=day) for day in (10, 12)]
    await user.open("/schedules")
    await user.should_see("2 scheduled changes")
    before = rows(user)
    await adtrail.schedules.cancel(first.id)
    await user.should_see(kind=Badge, content="Taken back")
    between = await scheduled(adtrail, day=11)
    await user.should_see("1 new - show")
    assert rows(user) == before
    user.find(kind=ui.button, content="1 new - show").click()
    await eventually(lambda: list(rows(user)) == [between.id, second.id, first.id])
    assert {one: rows(user)[one] for one in before} == before


@pytest.mark.parametrize(
    ("job", "way", "words"),
    [
        ("in progress", Way.ADTRAIL, "Is happening"),
        ("failed", Way.ADTRAIL, "Did not go through"),
        ("completed", Way.ADTRAIL, "Has happened"),
        ("failed", Way.PARTNER, "Did not go through"),
        ("completed", Way.PARTNER, "The partner has it"),
    ],
)
async def test_how_it_went_is_what_its_job_says(user, adtrail, make_job, job, way, words):  # noqa: PLR0917
    made = await scheduled(adtrail)
    job_id = (await make_job(job, kind=JobKind.EDIT)).id
    await adtrail.schedules.rows.move(made, {"state": State.FIRED, "way": way, "job_id": job_id})
    await user.open("/schedules")
    await user.should_see(words)
    if words != "Has happened":  # the filter's word
        await user.should_not_see(kind=Badge, content="Has happened")
