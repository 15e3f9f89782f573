"""/jobs/{job_id}: every state a job can be in, and the job that does not exist."""

import pytest
from job_states import BUSINESS, CREATE, MIXED, PROGRAM

from models.duplicate_evidence import Planned
from models.duplication import Plan
from models.evidence import Reported, Retried, Troubled
from models.job import JobKind
from models.job_status import JobStatus
from services.retelling import NOT_ANSWERED

SOURCE = "ProgPausedManualBid_0"


@pytest.mark.parametrize(
    ("state", "seen"),
    [
        ("recorded", "Status: PENDING"),
        ("not sent", "Not sent; will be tried again"),
        ("submitting", "Sending to the partner"),
        ("pending", "Taken by the partner"),
        ("in progress", "Status: IN_PROGRESS"),
        ("delayed", "Check now"),
        ("lost", "Status: IN_PROGRESS"),
        ("unconfirmed", "It is not certain that the partner got this request"),
        ("asking", "Please decide: nothing is sent again by itself."),
        ("refused", "Status: FAILED"),
        ("failed", "Program was not created"),
        ("completed", "Program created successfully!"),
    ],
)
async def test_every_state_has_its_words(user, make_job, state, seen):
    job = await make_job(state)
    await user.open(f"/jobs/{job.id}")
    await user.should_see(f"Job ID: {job.id}")
    await user.should_see(seen)
    await user.should_see("Recorded here")


async def test_the_order_is_readable_in_dollars(user, make_job):
    job = await make_job("in progress")
    await user.open(f"/jobs/{job.id}")
    await user.should_see("$200.00 a month, starting at once, at most $5.00 a click.")
    await user.should_see("Max bid (USD)")
    await user.should_see("$5.00")
    await user.should_see("It comes when the partner has finished.")


async def test_what_came_by_rest_says_so_in_a_word(user, make_job):
    job = await make_job("in progress", actor="rest")
    await user.open(f"/jobs/{job.id}")
    await user.should_see("Asked by")
    shown = {getattr(one, "text", "") for one in user.current_layout.descendants()}
    assert "REST" in shown
    assert "rest" not in shown


async def test_a_duplicate_leads_to_what_it_was_made_from_also_once_that_was_read(
    user, adtrail, make_job, link
):
    plan = Plan(SOURCE)
    job = await make_job("recorded", kind=JobKind.DUPLICATE, plan=plan.kept(), program_id=PROGRAM)
    read = Planned(order=CREATE, business_id=BUSINESS, program_type="CPC", plan=plan)
    await adtrail.store.move(job.id, read)
    await user.open(f"/jobs/{job.id}")
    await user.should_see(f"A copy of program {SOURCE}.")
    await user.should_see("Copied from")
    assert link(f"Copy of: {SOURCE}") == f"/program-status/{SOURCE}"
    assert link(SOURCE) == f"/program-status/{SOURCE}"


async def test_trouble_is_told_in_words_and_the_librarys_name_for_it_is_a_detail(
    user, make_job, move
):
    trouble = {"kind": "no_answer", "message": NOT_ANSWERED.format("ReadError: gone")}
    job = await make_job("in progress")
    await move(job, Troubled(trouble=trouble))
    await user.open(f"/jobs/{job.id}")
    await user.should_see("The partner did not answer. The connection broke off.")
    (shown,) = user.find("The partner did not answer. ReadError: gone").elements
    assert any(one.tag == "details" for one in shown.ancestors())


async def test_the_timeline_tells_the_partners_words_and_the_gaps(user, make_job):
    job = await make_job("completed")
    await user.open(f"/jobs/{job.id}")
    await user.should_see("partner: PROCESSING")
    await user.should_see("partner: COMPLETED")
    await user.should_see("< 0.1 s later")


async def test_the_timeline_and_the_papers_grow_while_one_looks(user, make_job, move):
    job = await make_job("in progress")
    await user.open(f"/jobs/{job.id}")
    await user.should_see("It comes when the partner has finished.")
    done = Reported(
        status=JobStatus.COMPLETED, receipt='{"status": "COMPLETED"}', program_id="NewProgram"
    )
    await move(job, done)
    await user.should_see("Status: COMPLETED", retries=10)
    await user.should_see("As the partner sent it", retries=10)
    await user.should_see("NewProgram")
    await user.should_not_see("It comes when the partner has finished.")


async def test_an_edit_names_what_changes(user, make_job):
    order = {"budget": 70_000, "future_budget_date": "2099-02-01", "end": "9999-12-31"}
    job = await make_job("pending", kind=JobKind.EDIT, order=order)
    await user.open(f"/jobs/{job.id}")
    await user.should_see("Edit: Cost-per-click ads")
    await user.should_see("Budget $700.00 a month from 01.02.2099, no end date.")
    await user.should_see("01.02.2099")
    await user.should_see("No end date")


async def test_an_end_says_so(user, make_job):
    job = await make_job("pending", kind=JobKind.TERMINATE)
    await user.open(f"/jobs/{job.id}")
    await user.should_see("End the program at once.")


async def test_mixed_results_are_counted_and_listed(user, make_job):
    job = await make_job("completed", receipt=MIXED)
    await user.open(f"/jobs/{job.id}")
    await user.should_see("1 of 2 done")
    await user.should_see("BusinessNumberTwo00000")
    await user.should_see("REJECTED")


async def test_a_job_leads_to_the_one_that_submitted_it_again(user, make_job, move):
    old = await make_job("failed")
    await move(old, Retried(retried_by="job_new"))
    await user.open(f"/jobs/{old.id}")
    await user.should_see("Submitted again as")
    await user.should_see("job_new")


async def test_it_can_be_shared(user, make_job):
    job = await make_job("pending", actor="rest")
    await user.open(f"/jobs/{job.id}")
    await user.should_see(f"http://test/jobs/{job.id}")
    await user.should_see("through REST")


async def test_an_unknown_job_is_a_page_that_says_so(user, link):
    await user.open("/jobs/job_nobody_has")
    await user.should_see("There is no job job_nobody_has. A program's ID is not a job's ID.")
    assert link("To the jobs") == "/jobs"


@pytest.mark.parametrize(
    ("refused", "seen"),
    [
        ({"field": "max_bid", "value": "500"}, "Value: “$5.00”"),
        ({"field": "budget", "value": "2000"}, "Value: “$20.00”"),
        ({"field": "budget", "value": "25.00"}, "Value: “25.00”"),
        ({"field": "ad_categories", "value": "500"}, "Value: “500”"),
    ],
)
async def test_a_refused_amount_is_said_in_dollars(user, make_job, move, refused, seen):
    job = await make_job("in progress")
    error = {"code": "INVALID_PRICE", "message": "x"} | refused
    ended = Reported(status=JobStatus.FAILED, receipt='{"status": "REJECTED"}', error=error)
    await move(job, ended)
    await user.open(f"/jobs/{job.id}")
    await user.should_see(seen)
