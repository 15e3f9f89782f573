"""/program-status/{id}: what the partner says now, and honest words when it says nothing."""

import pytest
from nicegui import ui

from models.evidence import Reported
from models.job import JobKind
from models.job_status import JobStatus
from models.program import Program
from services.errors import NotFound, PartnerProblem
from services.store.queries import JobFilter

SOURCE = "ProgActiveManualBid000"
FULL = {
    "program_id": "Full",
    "program_type": "CPC",
    "program_status": "ACTIVE",
    "program_pause_status": "NOT_PAUSED",
    "start_date": "2026-05-04",
    "end_date": "9999-12-31",
    "ad_categories": ["hvac", "plumbing"],
    "yelp_business_id": "Bz0000000000000000aaaA",
    "program_metrics": {
        "budget": 45_000,
        "currency": "USD",
        "is_autobid": False,
        "max_bid": 350,
        "fee_period": "Calendar Month",
        "billed_impressions": 1200,
        "billed_clicks": 31,
        "ad_cost": 9875,
    },
    "future_budget_changes": [
        {"start_date": "2026-06-01", "old_budget": 45_000, "new_budget": 60_000}
    ],
    "active_features": ["AD_GOAL"],
    "available_features": ["AD_GOAL", "LINK_TRACKING"],
}


@pytest.fixture
def partner(adtrail, monkeypatch):
    """What the partner says of any program, until the next `says`."""

    class Partner:
        asked = 0
        answer: dict | Exception = FULL

        def says(self, answer=None, **changes):
            self.answer = answer or FULL | changes

    partner = Partner()

    async def program(_program_id):
        partner.asked += 1
        if isinstance(partner.answer, Exception):
            raise partner.answer
        return Program.from_partner(partner.answer)

    monkeypatch.setattr(adtrail.catalog, "program", program)
    return partner


async def test_everything_the_partner_reports_is_shown(user, partner):
    await user.open("/program-status/Full")
    for words in (
        "Cost-per-click ads",
        "Running",
        "$450.00",
        "Spent $98.75 (21.9%)",
        "$351.25 left",
        "1,200",
        "31",
        "2.58%",
        "$3.19",
        "04.05.2026",
        "No end date",
        "Max bid $3.50",
        "Calendar month",
        "USD",
        "Bz0000000000000000aaaA",
        "hvac",
        "From 01.06.2026: $450.00 → $600.00",
        "Ad goal",
        "Link tracking",
        "The partner's own data",
        "As of",
    ):
        await user.should_see(words)


async def test_it_can_be_edited_duplicated_and_terminated(user, partner, link):
    await user.open("/program-status/Full")
    await user.should_see("Terminate")
    assert link("Edit") == "/edit/Full"
    await user.should_see("Duplicate")


async def test_duplicating_says_what_will_be_bought_and_shows_the_card(user, adtrail, eventually):
    await user.open(f"/program-status/{SOURCE}")
    await user.should_see("Terminate")
    user.find("Duplicate").click()
    await user.should_see("Duplicate this program")
    user.find("Budget (USD)").clear().type("321.10")
    user.find(kind=ui.input, content="End date").type("2099-12-31")
    await user.should_see("$321.10 a month")
    await user.should_see("until 31.12.2099")
    user.find("Duplicate program").click()
    await user.should_see("Duplicating...")
    (job,) = await adtrail.store.page(JobFilter(kinds=frozenset({JobKind.DUPLICATE})), 5)
    await eventually(lambda: adtrail.store.get(job.id).terminal)
    await user.should_see("Program duplicated!")
    made = await adtrail.catalog.program(adtrail.store.get(job.id).program_id)
    assert (made.budget, made.end.isoformat()) == (32_110, "2099-12-31")


async def test_a_copy_with_a_wrong_value_says_so_at_the_field_and_records_nothing(user, adtrail):
    await user.open(f"/program-status/{SOURCE}")
    await user.should_see("Terminate")
    user.find("Duplicate").click()
    user.find("Budget (USD)").clear()
    user.find("Duplicate program").click()
    await user.should_see("Enter the monthly budget.")
    assert adtrail.store.unfinished() == []


async def test_what_is_not_reported_is_not_made_up(user, partner):
    partner.says(program_metrics={"ad_cost": 1234})
    await user.open("/program-status/Full")
    await user.should_see("The partner does not report the budget.")
    await user.should_see("Spent $12.34")
    await user.should_see("—")
    await user.should_not_see("0.00%")
    await user.should_not_see("$0.00")


async def test_overspending_is_said(user, partner):
    partner.says(program_metrics=FULL["program_metrics"] | {"ad_cost": 50_000})
    await user.open("/program-status/Full")
    await user.should_see("$50.00 over the budget")


async def test_another_currency_is_named(user, partner):
    partner.says(program_metrics=FULL["program_metrics"] | {"currency": "CAD"})
    await user.open("/program-status/Full")
    await user.should_see("450.00 CAD")


async def test_other_types_have_a_rate_in_dollars(user):
    await user.open("/program-status/ProgEnhancedProfile000")
    await user.should_see("Enhanced Profile")
    await user.should_see("Monthly rate")
    await user.should_see("$30.00")
    await user.should_not_see("Clicks")


async def test_a_program_that_has_ended_can_only_be_duplicated(user, partner):
    partner.says(end_date="2026-06-30")
    await user.open("/program-status/Full")
    await user.should_see("Ended")
    await user.should_see("Duplicate")
    await user.should_not_see("Terminate")
    await user.should_not_see("Edit")


async def test_a_paused_program_says_so(user):
    await user.open("/program-status/-ProgPausedManualBid_0")
    await user.should_see("Paused")


async def test_terminating_names_what_ends_and_shows_the_card(user, adtrail):
    await user.open("/program-status/ProgActiveManualBid000")
    await user.should_see("Terminate")
    user.find("Terminate").click()
    await user.should_see("Terminate this program?")
    await user.should_see("It ends at once, not at the end of the day. This cannot be undone.")
    user.find("Terminate program").click()
    await user.should_see("Program terminated!", retries=40)
    await user.should_see("Ended", retries=20)
    await user.should_not_see("Edit")


async def test_before_the_start_terminating_makes_the_program_vanish(user):
    await user.open("/program-status/ProgFutureCampaign0000")
    await user.should_see("Scheduled")
    user.find("Terminate").click()
    await user.should_see("It has not begun yet: the partner deletes it")
    user.find("Terminate program").click()
    await user.should_see("This program no longer exists", retries=40)
    await user.should_see("Jobs of this program")


async def test_while_another_job_changes_it_terminating_says_so(user, partner, make_job):
    await make_job("in progress", kind=JobKind.EDIT, program_id="Full")
    await user.open("/program-status/Full")
    await user.should_see("Saving changes...")
    await user.should_see("Terminate")
    user.find("Terminate").click()
    user.find("Terminate program").click()
    await user.should_see("is still changing program Full. Wait until it has ended.")


async def test_the_page_follows_when_a_job_of_it_ends(user, partner, make_job, move):
    job = await make_job("in progress", kind=JobKind.EDIT, program_id="Full")
    await user.open("/program-status/Full")
    await user.should_see("$450.00")
    partner.says(program_metrics=FULL["program_metrics"] | {"budget": 70_000})
    await move(job, Reported(status=JobStatus.COMPLETED, program_id="Full"))
    await user.should_see("Changes saved!", retries=10)
    await user.should_see("$700.00", retries=10)
    await user.should_see(job.id)


async def test_a_job_that_begins_elsewhere_appears(user, partner, make_job):
    await user.open("/program-status/Full")
    await user.should_see("No job of Adtrail's has changed it.")
    await make_job("pending", kind=JobKind.EDIT, program_id="Full")
    await user.should_see("Saving changes...", retries=10)


async def test_jobs_of_other_programs_ask_the_partner_nothing(user, partner, make_job):
    await user.open("/program-status/Full")
    await user.should_see("As of")
    await make_job("completed", program_id="AnotherOne")
    await user.should_not_see("AnotherOne", retries=6)
    assert partner.asked == 1


async def test_refresh_asks_again(user, partner):
    await user.open("/program-status/Full")
    await user.should_see("$450.00")
    partner.says(program_metrics=FULL["program_metrics"] | {"budget": 46_000})
    user.find("Refresh").click()
    await user.should_see("$460.00")


async def test_a_new_program_that_is_not_listed_yet_is_waited_for(user, partner, make_job):
    partner.says(NotFound("none"))
    await make_job("completed", program_id="Fresh")
    await user.open("/program-status/Fresh")
    await user.should_see("The partner's list does not show it yet")
    await user.should_see("What Adtrail's own jobs know")
    await user.should_see("$200.00 a month, starting at once, at most $5.00 a click.")
    partner.says(FULL)
    user.find("Refresh").click()
    await user.should_see("$450.00")
    await user.should_not_see("The partner's list does not show it yet")


async def test_it_is_looked_for_again_without_a_click(user, partner, make_job, monkeypatch):
    monkeypatch.setattr("pages.program_status._AGAIN", 0.1)
    partner.says(NotFound("none"))
    await make_job("completed", program_id="Fresh")
    await user.open("/program-status/Fresh")
    await user.should_see("The partner's list does not show it yet")
    partner.says(FULL)
    await user.should_see("$450.00", retries=20)


async def test_a_program_of_long_ago_no_longer_exists(user, partner, make_job, adtrail):
    partner.says(NotFound("none"))
    await make_job("completed", kind=JobKind.TERMINATE, program_id="Gone")
    await user.open("/program-status/Gone")
    await user.should_see("This program no longer exists")
    await user.should_see("Jobs of this program")


async def test_an_unknown_program_is_a_page_that_says_so(user, link):
    await user.open("/program-status/NobodyHasThisProgram00")
    await user.should_see("The partner does not know this program")
    assert link("To the programs") == "/programs"
    await user.should_not_see("Terminate")


async def test_when_the_partner_cannot_be_asked_our_jobs_speak(user, partner, make_job):
    partner.says(PartnerProblem("The partner has a problem."))
    await make_job("completed", program_id="Full")
    await user.open("/program-status/Full")
    await user.should_see("The partner could not be asked")
    await user.should_see("What Adtrail's own jobs know")
    await user.should_see("GoldenGateHvacRepair00")
    partner.says(FULL)
    user.find("Try again").click()
    await user.should_see("$450.00")


async def test_what_was_read_before_stays_when_the_partner_falls_silent(user, partner):
    await user.open("/program-status/Full")
    await user.should_see("$450.00")
    partner.says(PartnerProblem("The partner has a problem."))
    user.find("Refresh").click()
    await user.should_see("Not up to date: The partner has a problem.")
    await user.should_see("$450.00")


@pytest.mark.expect_errors
async def test_our_own_mistake_ends_in_a_page_too(user, partner, link):
    partner.says(ZeroDivisionError())
    await user.open("/program-status/Full")
    await user.should_see("The page could not be built. The reason is in the log.")
    assert link("To the overview") == "/"


@pytest.fixture
def ungranted(adtrail, partner, monkeypatch):
    """The partner, who said last that this account may not pause."""
    monkeypatch.setattr(type(adtrail.programs), "may_switch", False)
    return partner


@pytest.mark.parametrize(
    ("changes", "button"),
    [
        ({}, "Pause"),
        ({"program_pause_status": "PAUSED"}, "Resume"),
        ({"program_status": "INACTIVE", "end_date": "2026-05-05"}, None),
        ({"start_date": "2099-01-01", "end_date": "2099-12-31"}, None),
    ],
)
async def test_that_pausing_is_not_granted_is_said_only_beside_its_button(
    user, ungranted, changes, button
):
    ungranted.says(**changes)
    await user.open("/program-status/Full")
    await user.should_see("Duplicate")
    if button:
        await user.should_see(button, kind=ui.button)
        await user.should_see("Pausing is not switched on for your account")
        return
    for words in ("Pause", "Resume"):
        await user.should_not_see(words, kind=ui.button)
    await user.should_not_see("Pausing is not switched on for your account")


async def test_a_running_program_is_paused_and_runs_again(user, adtrail, eventually):
    await user.open(f"/program-status/{SOURCE}")
    await user.should_see("Terminate")
    user.find(kind=ui.button, content="Pause").click()
    await user.should_see("Program paused!")
    await user.should_see("Resume")
    user.find(kind=ui.button, content="Resume").click()
    await user.should_see("Program resumed!")
    assert (await adtrail.catalog.program(SOURCE)).paused is False
