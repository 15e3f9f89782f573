"""/schedules: what is to happen, cancelling it, and deciding about what was missed."""

from datetime import UTC, datetime, timedelta

from nicegui import ui

from models.schedule import State

PROGRAM = "ProgActiveManualBid000"
YEAR = (datetime.now(UTC) + timedelta(days=30)).year + 1


async def scheduled(adtrail):
    said = {"action": "budget", "budget": 540, "at": f"{YEAR}-01-10T09:00", "zone": "Europe/Kyiv"}
    return await adtrail.schedules.add(PROGRAM, said)


async def test_a_schedule_is_shown_and_taken_back(user, adtrail):
    await user.open("/schedules")
    await user.should_see("Nothing is scheduled")
    made = await scheduled(adtrail)
    await user.open("/schedules")
    await user.should_see("Change the budget to $540.00")
    await user.should_see(f"10.01.{YEAR} 09:00, Europe/Kyiv (UTC+2)")
    user.find(kind=ui.button, content="Cancel").click()
    await user.should_see("Taken back")
    assert adtrail.schedules.get(made.id).state is State.CANCELLED


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
