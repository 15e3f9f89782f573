"""/create-program: the form, its checks while typing, and the cards above it."""

import asyncio
from datetime import timedelta

from nicegui import ui

from components import create_form, job_tracker, redirect
from components.job_tracker import JobTracker
from components.person import _opened_for
from models.evidence import Absent, Reported
from models.job import JobKind
from models.job_status import JobStatus
from models.program import ProgramType
from services.store.filtering import JobFilter

GOOD = "GoldenGateHvacRepair00"


def cards_of(user):
    try:
        return user.find(JobTracker).elements
    except AssertionError:  # none yet
        return set()


def field(user, label):
    (found,) = (e for e in user.find(label).elements if isinstance(e, ui.input | ui.select))
    return found


async def test_the_fields_stand_in_their_order(user):
    await user.open("/create-program")
    for label in (
        "Business ID",
        "Program type",
        "Budget (USD)",
        "Automatic bidding",
        "Pacing",
        "Fee period",
        "Currency",
        "Ad categories",
        "Start date",
        "End date",
        "Promotion code",
        "Create Program",
    ):
        await user.should_see(label)
    assert set(field(user, "Program type").options) == {t.value for t in ProgramType}


async def test_max_bid_is_there_only_without_automatic_bidding(user):
    await user.open("/create-program")
    await user.should_not_see("Max bid (USD)")
    user.find(ui.switch).click()
    await user.should_see("Max bid (USD)")


async def test_only_cpc_has_money_fields(user):
    await user.open("/create-program")
    for program_type in ProgramType:
        field(user, "Program type").set_value(program_type.value)
        if program_type.is_cpc:
            await user.should_see("Budget (USD)")
        else:
            await user.should_not_see("Budget (USD)")
        await user.should_see("Start date")


async def test_what_will_be_bought_is_said(user):
    await user.open("/create-program")
    user.find(ui.switch).click()
    field(user, "Business ID").set_value(GOOD)
    field(user, "Budget (USD)").set_value("200")
    field(user, "Max bid (USD)").set_value("5")
    field(user, "Start date").set_value("2027-01-10")
    await user.should_see("$200.00 a month from 10.01.2027, at most $5.00 a click")


WRONG = [
    ("Business ID", "joes-plumbing-fresno", "A business ID has 22"),
    ("Budget (USD)", "24.99", "The budget is at least $25.00 a month."),
    ("Budget (USD)", "12.345", "two decimals"),
    ("Start date", "2020-01-01", "in the past"),
    ("Start date", "10.01.2027", "YYYY-MM-DD"),
    ("Ad categories", "Hvac Services", "is not a category alias"),
]


async def test_a_wrong_value_is_said_while_typing(user):
    await user.open("/create-program")
    for label, value, sentence in WRONG:
        field(user, label).set_value(value)
        assert sentence in field(user, label).error


async def test_submitting_puts_the_card_above_the_form_and_clears_it(user, adtrail, eventually):
    await user.open("/create-program")
    field(user, "Business ID").set_value(GOOD)
    field(user, "Budget (USD)").set_value("64.10")
    user.find("Create Program").click()
    await eventually(lambda: cards_of(user))
    (card,) = user.find(JobTracker).elements
    await eventually(lambda: field(user, "Business ID").value == "")
    job = adtrail.store.get(card.props["data-job-id"])
    assert job.order["budget"] == 6410
    await eventually(lambda: card.props["data-status"] == "COMPLETED")
    await user.should_see("✨ Redirecting to program page...")
    await eventually(
        lambda: bool(user.back_history) and "/program-status/" in user.back_history[-1]
    )


async def test_a_second_click_after_a_slow_store_buys_nothing(
    user, adtrail, eventually, monkeypatch
):
    """Where the old values stood for a moment under the next key, that moment bought again."""
    monkeypatch.setattr(create_form, "STANDS", 2.0)
    record = adtrail.programs.create

    async def slowly(*values, **more):
        await asyncio.sleep(1.1)  # longer than a double click
        return await record(*values, **more)

    monkeypatch.setattr(adtrail.programs, "create", slowly)
    await user.open("/create-program")
    field(user, "Business ID").set_value(GOOD)
    field(user, "Budget (USD)").set_value("64.10")
    user.find("Create Program").click()
    await eventually(lambda: cards_of(user))
    user.find("Create Program").click()
    await eventually(lambda: field(user, "Business ID").value == "")
    await asyncio.sleep(0)
    assert await adtrail.store.count(JobFilter()) == 1


async def test_a_form_that_was_opened_for_one_partner_sends_nothing_to_another(
    user, adtrail, eventually
):
    await user.open("/create-program")
    field(user, "Business ID").set_value(GOOD)
    field(user, "Budget (USD)").set_value("64.10")
    _opened_for[user.client] = "https://partner.example"
    user.find("Create Program").click()
    await user.should_see("Another partner is in use by now: the built-in sandbox.")
    assert await adtrail.store.count(JobFilter()) == 0
    assert field(user, "Business ID").value == GOOD, "nothing that was typed is lost"
    await user.open("/create-program")
    field(user, "Business ID").set_value(GOOD)
    field(user, "Budget (USD)").set_value("64.10")
    user.find("Create Program").click()
    await eventually(lambda: cards_of(user))


async def test_wrong_values_record_and_send_nothing(user, adtrail, eventually):
    await user.open("/create-program")
    user.find("Create Program").click()
    await eventually(lambda: field(user, "Business ID").error)
    assert field(user, "Budget (USD)").error
    assert await adtrail.store.count(JobFilter()) == 0


async def test_several_cards_stack_newest_on_top(user, make_job):
    first = await make_job("in progress", age=20)
    second = await make_job("pending", age=10)
    await user.open("/create-program")
    cards = user.find(JobTracker).elements
    places = {c.props["data-job-id"]: c.parent_slot.children.index(c) for c in cards}
    assert places[second.id] < places[first.id]


async def test_an_end_leaves_its_trace_for_a_moment_and_a_failure_until_it_is_put_away(
    user, make_job, adtrail, monkeypatch
):
    done, failed = await make_job("completed"), await make_job("failed")
    scripted = await make_job("failed", actor="rest")
    await user.open("/create-program")
    assert {done.id, failed.id} == {c.props["data-job-id"] for c in user.find(JobTracker).elements}
    later = adtrail.clock.now() + timedelta(minutes=3)
    shown = {job.id for job in adtrail.store.on_form(JobKind.CREATE, later, most=10)}
    assert shown == {failed.id}, "a success has had its moment"
    assert scripted.id not in shown, "what a script submits belongs to the list of jobs"


async def test_a_running_job_is_shown_however_many_have_ended_since(make_job, adtrail):
    running = await make_job("in progress", age=60)
    for _ in range(25):
        await make_job("completed")
    shown = adtrail.store.on_form(JobKind.CREATE, adtrail.clock.now(), most=10)
    assert running.id in {job.id for job in shown}


async def test_the_latest_are_shown_whatever_they_wait_for(make_job, adtrail):
    made = [
        await make_job(state, age=age)
        for age, state in enumerate(("pending", "in progress", "asking") * 4)
    ]
    shown = adtrail.store.on_form(JobKind.CREATE, adtrail.clock.now(), most=10)
    assert [job.id for job in shown] == [job.id for job in made[:10]]


async def test_a_crowd_of_jobs_is_a_few_cards_and_a_way_to_the_others(user, make_job):
    jobs = [await make_job("in progress") for _ in range(12)]
    await user.open("/create-program")
    shown = {card.props["data-job-id"] for card in user.find(JobTracker).elements}
    assert shown == {job.id for job in jobs[2:]}
    await user.should_see("All jobs under way")


async def test_a_second_program_right_after_the_first_is_not_taken_for_a_double_click(
    user, adtrail, eventually
):
    await user.open("/create-program")
    for business in (GOOD, "JoesPlumbingFresno0000"):
        field(user, "Business ID").set_value(business)
        field(user, "Budget (USD)").set_value("64.10")
        user.find("Create Program").click()
        await eventually(lambda: field(user, "Business ID").value == "")
    assert await adtrail.store.count(JobFilter()) == 2


async def test_a_failure_brings_the_input_back_with_the_field_marked(user, make_job, adtrail):
    failed = await make_job("failed")
    await user.open("/create-program")
    user.find("Edit and resubmit").click()
    await user.should_see("Max bid (USD)")
    assert field(user, "Business ID").value == GOOD
    assert field(user, "Budget (USD)").value == "200.00"
    assert "no approved category" in field(user, "Ad categories").error
    user.find("Create Program").click()
    await user.should_see("Creating program...")
    new = adtrail.store.get(adtrail.store.get(failed.id).retried_by)
    assert new.retry_of == failed.id


async def test_a_form_can_start_from_a_program(user):
    await user.open("/create-program?like=ProgActiveManualBid000")
    await user.should_see("Max bid (USD)")
    assert field(user, "Business ID").value == GOOD


async def test_nobody_is_taken_away_from_a_job_that_is_still_under_way(user, make_job, move):
    first, second = await make_job("in progress"), await make_job("asking")
    await user.open("/create-program")
    done = Reported(status=JobStatus.COMPLETED, program_id="ProgActiveManualBid000")
    await move(first, done)
    await user.should_see("Program created successfully!")
    await user.should_not_see("Redirecting to program page")
    await move(second, Absent(reason="not there"))
    third = await make_job("in progress")
    await user.open("/create-program")
    await move(third, done)
    await user.should_see("Redirecting to program page")


async def test_nobody_is_taken_away_from_what_was_submitted_during_the_countdown(
    user, make_job, move, eventually, monkeypatch
):
    monkeypatch.setattr(redirect, "_SECONDS", 0.25)
    first = await make_job("in progress")
    await user.open("/create-program")
    field(user, "Business ID").set_value(GOOD)  # the next one is being written
    field(user, "Budget (USD)").set_value("64.10")
    await move(first, Reported(status=JobStatus.COMPLETED, program_id="ProgActiveManualBid000"))
    await user.should_see("as soon as you are ready")
    user.find("Create Program").click()
    await eventually(lambda: len(user.find(JobTracker).elements) == 2)
    await asyncio.sleep(1)
    assert not any(to.startswith("/program-status/") for to in user.back_history)


async def test_two_that_end_together_lead_away_once(user, make_job, move, monkeypatch):
    monkeypatch.setattr(job_tracker, "_REDRAW", 0)
    first, second = await make_job("in progress"), await make_job("in progress")
    await user.open("/create-program")
    ends = [
        move(job, Reported(status=JobStatus.COMPLETED, program_id=program))
        for job, program in ((first, "ProgActiveManualBid000"), (second, "ProgActiveAutoBid00000"))
    ]
    await asyncio.gather(*ends)
    for program in ("ProgActiveManualBid000", "ProgActiveAutoBid00000"):
        await user.should_see(f"Program ID: {program}")
    assert len(user.find("Stay here").elements) == 1
