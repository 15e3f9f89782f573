"""/edit/{program_id}: live values in, only changed ones out."""

import pytest
from nicegui import ui

from components.job_tracker import JobTracker
from services.settings import SANDBOX

MANUAL = "ProgActiveManualBid000"


def cards_of(user):
    try:
        return user.find(JobTracker).elements
    except AssertionError:  # none yet
        return set()


def field(user, label):
    (found,) = (e for e in user.find(label).elements if isinstance(e, ui.input | ui.select))
    return found


async def test_the_live_values_are_there_and_nothing_has_changed(user, adtrail):
    program = await adtrail.catalog.program(MANUAL)
    await user.open(f"/edit/{MANUAL}")
    await user.should_see("Budget (USD)")
    assert field(user, "Budget (USD)").value == f"{program.budget // 100}.{program.budget % 100:02}"
    await user.should_see("Nothing has changed.")
    assert field(user, "End date").value == ""
    assert field(user, "End date").props["hint"] == "No end date"
    await user.should_not_see("9999")


async def test_only_what_changed_is_sent(user, adtrail, eventually):
    await user.open(f"/edit/{MANUAL}")
    await user.should_see("Budget (USD)")
    field(user, "Budget (USD)").set_value("750.00")
    await user.should_see("$750.00 a month")
    user.find("Save").click()
    await eventually(lambda: cards_of(user))
    (card,) = user.find(JobTracker).elements
    assert adtrail.store.get(card.props["data-job-id"]).order == {"budget": 75000}
    await eventually(lambda: card.props["data-status"] == "COMPLETED")
    assert (await adtrail.catalog.program(MANUAL)).budget == 75000


async def test_nothing_changed_says_so_and_records_nothing(user, adtrail):
    await user.open(f"/edit/{MANUAL}")
    await user.should_see("Save")
    user.find("Save").click()
    await user.should_see("Nothing has changed.")
    assert adtrail.store.busy_with(MANUAL, SANDBOX) is None


async def test_a_future_budget(user, adtrail, eventually):
    await user.open(f"/edit/{MANUAL}")
    await user.should_see("Change budget on")
    field(user, "Budget (USD)").set_value("800.00")
    field(user, "Change budget on").set_value("2027-03-01")
    await user.should_see("from 01.03.2027")
    user.find("Save").click()
    await eventually(lambda: cards_of(user))
    job = adtrail.store.busy_with(MANUAL, SANDBOX)
    assert job.order == {"budget": 80000, "future_budget_date": "2027-03-01"}


async def test_a_running_program_has_no_start_field(user):
    await user.open(f"/edit/{MANUAL}")
    await user.should_see("Started ")
    with pytest.raises(AssertionError):
        field(user, "Start date")


async def test_an_ended_program_cannot_be_changed(user, adtrail):
    page = await adtrail.catalog.programs(0, 1, "PAST")
    await user.open(f"/edit/{page.programs[0]['program_id']}")
    await user.should_see("This program has ended")
    await user.should_not_see("Save")


async def test_a_second_change_while_one_is_under_way_is_refused(user, make_job, link):
    from models.job import JobKind

    job = await make_job("in progress", kind=JobKind.EDIT, program_id=MANUAL)
    await user.open(f"/edit/{MANUAL}")
    await user.should_see("Saving changes...")
    await user.should_see("Change budget on")
    field(user, "Budget (USD)").set_value("750.00")
    user.find("Save").click()
    await user.should_see(f"Job {job.id} is still changing program {MANUAL}")
    assert link("Open the job") == f"/jobs/{job.id}"


async def test_an_unknown_program_is_said(user):
    await user.open("/edit/NoSuchProgram000000000")
    await user.should_see("The partner has no program NoSuchProgram000000000")
    await user.should_see("To the programs")


async def test_a_partner_that_cannot_be_asked_is_said(user, partner_down):
    await user.open(f"/edit/{MANUAL}")
    await user.should_see("The partner could not be asked")


async def test_the_form_goes_on_from_what_the_program_has_become(user, eventually):
    await user.open(f"/edit/{MANUAL}")
    await user.should_see("Change budget on")
    was = field(user, "Budget (USD)").value
    field(user, "Budget (USD)").set_value("750.00")
    user.find("Save").click()
    await eventually(lambda: cards_of(user))
    (card,) = cards_of(user)
    await eventually(lambda: card.props["data-status"] == "COMPLETED")
    await user.should_see("Nothing has changed.")
    field(user, "Budget (USD)").set_value(was)
    await user.should_see(f"${was} a month")
