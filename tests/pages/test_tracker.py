"""The tracker card in every state a job can be in (experience 1 and 2)."""

from datetime import timedelta

import pytest
from nicegui import ui
from nicegui.testing.user_interaction import UserInteraction

from components.expected import range_words
from components.job_tracker import JobTracker
from components.job_words import EVENT_NAMES, HEADLINES, LOOKS, kind_name
from models import duplicate_evidence, evidence
from models.job import JobKind
from models.job_status import JobStatus

UNCERTAIN = "It is not certain that the partner got this request"

# state -> data-status, data-freshness, background, icon, headline, words that must be there
EXPECTED = {
    "recorded": ("PENDING", "fresh", "bg-yellow-50", "schedule", "Creating program...", ()),
    "submitting": ("PENDING", "fresh", "bg-yellow-50", "schedule", "Creating program...", ()),
    "pending": ("PENDING", "fresh", "bg-yellow-50", "schedule", "Creating program...", ()),
    "not sent": (
        "PENDING",
        "delayed",
        "bg-yellow-50",
        "schedule",
        "Creating program...",
        ("Check now", "The vendor has a temporary problem"),
    ),
    "in progress": (
        "IN_PROGRESS",
        "fresh",
        "bg-blue-50",
        "autorenew",
        "Creating program...",
        ("Processing your request...",),
    ),
    "delayed": (
        "IN_PROGRESS",
        "delayed",
        "bg-blue-50",
        "autorenew",
        "Creating program...",
        ("Check now", "last checked"),
    ),
    "lost": (
        "IN_PROGRESS",
        "lost",
        "bg-blue-50",
        "autorenew",
        "Creating program...",
        ("This job number is unknown or too old",),
    ),
    "unconfirmed": (
        "PENDING",
        "unconfirmed",
        "bg-yellow-50",
        "help_outline",
        UNCERTAIN,
        ("Looking for it", "Check again", "It exists: link it", "Submit again"),
    ),
    "asking": (
        "PENDING",
        "unconfirmed",
        "bg-yellow-50",
        "help_outline",
        UNCERTAIN,
        ("Please decide", "It is not in the list."),
    ),
    "completed": (
        "COMPLETED",
        "fresh",
        "bg-green-50",
        "check_circle",
        "Program created successfully!",
        ("Program ID: ProgActiveManualBid000", "Completed: "),
    ),
    "failed": (
        "FAILED",
        "fresh",
        "bg-red-50",
        "cancel",
        "Program was not created",
        ("The business has no approved category yet", "Details", "Edit and resubmit"),
    ),
    "refused": ("FAILED", "fresh", "bg-red-50", "cancel", "Program was not created", ("Details",)),
}


def card_of(user):
    (card,) = user.find(JobTracker).elements
    return card


@pytest.mark.parametrize("state", list(EXPECTED))
async def test_the_card_shows_the_state(user, make_job, state):
    status, freshness, background, icon, headline, words = EXPECTED[state]
    job = await make_job(state)
    await user.open(f"/jobs/{job.id}")
    card = card_of(user)
    assert card.props["data-job-id"] == job.id
    assert (card.props["data-status"], card.props["data-freshness"]) == (status, freshness)
    assert background in card.classes
    assert card.head.icon.props["name"] == icon
    for text in (headline, f"Job ID: {job.id}", f"Status: {status}", "Created: ", *words):
        await user.should_see(text)


@pytest.mark.parametrize("state", ["recorded", "in progress"])
async def test_the_bar_of_a_single_job_has_no_number(user, make_job, state):
    await user.open(f"/jobs/{(await make_job(state)).id}")
    bar = card_of(user)._running.bar
    assert bar.props.get("indeterminate") is True
    await user.should_not_see("%")


@pytest.mark.parametrize("kind", [JobKind.EDIT, JobKind.TERMINATE])
async def test_each_kind_has_its_words(user, make_job, kind):
    words = HEADLINES[kind]
    states = {"in progress": words.running, "completed": words.completed, "failed": words.failed}
    for state, headline in states.items():
        job = await make_job(state, kind=kind, program_id=f"Prog_{kind}_{state}")
        await user.open(f"/jobs/{job.id}")
        await user.should_see(headline)


async def test_a_word_that_nobody_knows_is_shown(user, make_job, move):
    job = await make_job("in progress")
    word = evidence.Reported(status=JobStatus.IN_PROGRESS, partner_status="REVIEWING")
    await move(job, word)
    await user.open(f"/jobs/{job.id}")
    await user.should_see("The partner says: REVIEWING")


async def test_mixed_results_are_never_plain_green(user, make_job, move):
    body = (
        '{"status": "COMPLETED", "business_results": ['
        '{"status": "COMPLETED", "identifier": "a", "identifier_type": "BUSINESS"},'
        '{"status": "COMPLETED", "identifier": "b", "identifier_type": "BUSINESS"},'
        '{"status": "REJECTED", "identifier": "c", "identifier_type": "BUSINESS",'
        ' "error": {"code": "NO_CATEGORIES", "message": "none"}}]}'
    )
    job = await make_job("in progress")
    error = {"code": "NO_CATEGORIES", "message": "none", "field": None, "all": []}
    await move(job, evidence.Reported(status=JobStatus.FAILED, receipt=body, error=error))
    await user.open(f"/jobs/{job.id}")
    await user.should_see("2 of 3 done")
    assert card_of(user).props["data-status"] == "FAILED"
    for business in ("a", "b", "c"):
        await user.should_see(f"{business}: ")


PARTLY = (
    '{"status": "COMPLETED", "business_results": [{"status": "COMPLETED", "identifier": "a",'
    ' "identifier_type": "BUSINESS", "update_results": {"program_added": {'
    ' "program_id": {"status": "COMPLETED", "requested_value": "ProgActiveManualBid000"},'
    ' "program_name": {"status": "COMPLETED", "requested_value": "CPC"},'
    ' "budget": {"status": "REJECTED", "requested_value": "10000",'
    ' "error": {"code": "INVALID_PRICE", "message": "No."}}}}}]}'
)


@pytest.mark.parametrize("kind", [JobKind.CREATE, JobKind.EDIT])
async def test_what_was_partly_applied_is_not_called_undone(user, make_job, move, kind):
    job = await make_job("in progress", kind=kind)
    await move(
        job,
        evidence.Reported(
            status=JobStatus.FAILED,
            receipt=PARTLY,
            program_id="ProgActiveManualBid000",
            error={"code": "INVALID_PRICE", "message": "No.", "field": "budget", "all": []},
        ),
    )
    await user.open(f"/jobs/{job.id}")
    assert card_of(user).props["data-status"] == "FAILED"
    await user.should_see("Only partly done")
    await user.should_not_see(HEADLINES[kind].failed)
    await user.should_see("Went through: Program type")


async def test_a_program_that_exists_is_changed_and_not_bought_again(user, make_job, move, link):
    job = await make_job("in progress")
    program = "ProgActiveManualBid000"
    error = {"code": "INVALID_PRICE", "message": "No.", "field": "budget", "all": []}
    await move(
        job,
        evidence.Reported(status=JobStatus.FAILED, receipt=PARTLY, program_id=program, error=error),
    )
    await user.open(f"/jobs/{job.id}")
    assert link("Edit the program") == f"/edit/{program}"
    await user.should_not_see("Edit and resubmit")
    await user.open(f"/create-program?again={job.id}")
    await user.should_see("The program exists")
    await user.should_not_see("An amount is not a whole number of cents. Enter")


async def test_an_unknown_code_falls_back_honestly(user, make_job, move):
    job = await make_job("in progress")
    error = {"code": "BRAND_NEW_CODE", "message": "Something new.", "field": None, "all": []}
    await move(job, evidence.Reported(status=JobStatus.FAILED, receipt="{}", error=error))
    await user.open(f"/jobs/{job.id}")
    await user.should_see("Refused with code BRAND_NEW_CODE")
    await user.should_see("Keep the job number and contact partner support")


async def test_a_person_links_the_program(user, make_job, eventually):
    job = await make_job("asking")
    await user.open(f"/jobs/{job.id}")
    user.find("It exists: link it").click()
    await user.should_see("Which program is it?")
    user.find("Program ID").type("ProgLinkedByHand000000")
    user.find("Link program").click()
    await eventually(lambda: card_of(user).props["data-status"] == "COMPLETED")
    await user.should_see("Program ID: ProgLinkedByHand000000")


async def test_check_again_looks_at_the_partner(user, adtrail, make_job, monkeypatch, eventually):
    program = "ProgActiveManualBid000"
    shown = (await adtrail.catalog.program(program)).budget
    job = await make_job("asking", kind=JobKind.EDIT, program_id=program, order={"budget": shown})
    await user.open(f"/jobs/{job.id}")
    await user.should_see("Check again")
    monkeypatch.undo()  # the engine works again, and has no reason of its own to look
    user.find("Check again").click()
    await eventually(lambda: card_of(user).props["data-status"] == "COMPLETED")
    await user.should_see("The partner shows the wanted values.")


async def answer_submit_again(user, words):
    user.find("Submit again").click()
    await user.should_see("If the partner did get the first request")
    (dialog,) = user.find(kind=ui.dialog).elements
    buttons = [b for b in dialog.descendants() if isinstance(b, ui.button)]
    UserInteraction(user, {b for b in buttons if b.text == words}, None).click()


async def test_submit_again_makes_one_new_job(user, adtrail, make_job):
    job = await make_job("asking")
    await user.open(f"/jobs/{job.id}")
    await answer_submit_again(user, "Submit again")
    await user.should_see("Creating program...")
    old = adtrail.store.get(job.id)
    new = adtrail.store.get(old.retried_by)
    await user.should_see(f"Job ID: {new.id}")
    assert (old.status, old.error["code"]) == (JobStatus.FAILED, "NOT_CONFIRMED")
    assert (new.retry_of, new.order) == (job.id, job.order)


async def test_submit_again_can_be_thought_over(user, adtrail, make_job, eventually):
    job = await make_job("asking")
    await user.open(f"/jobs/{job.id}")
    await answer_submit_again(user, "Cancel")
    (dialog,) = user.find(kind=ui.dialog).elements
    await eventually(lambda: not dialog.value)
    assert adtrail.store.get(job.id).version == job.version


def took(adtrail, durations, kind=JobKind.CREATE):
    for seconds in durations:
        adtrail.tracking.history.ended(kind, seconds)


async def test_the_time_stands_against_what_is_usual(user, adtrail, make_job):
    job = await make_job("in progress")
    took(adtrail, [float(40 + n % 36) for n in range(23)])
    await user.open(f"/jobs/{job.id}")
    await user.should_see(" s, usually 4")
    await user.should_see(" s (23 jobs)")
    await user.should_see("about 5")


async def test_below_eight_jobs_nothing_is_said_of_the_usual(user, adtrail, make_job):
    job = await make_job("in progress")
    took(adtrail, [40.0] * 7)
    await user.open(f"/jobs/{job.id}")
    await user.should_see("Processing your request...")
    await user.should_not_see("usually")
    await user.should_not_see("left")


async def test_longer_than_usual_is_said(user, adtrail, make_job, monkeypatch):
    job = await make_job("in progress")
    took(adtrail, [2.0] * 20)
    later = adtrail.clock.now() + timedelta(seconds=20)
    monkeypatch.setattr(adtrail.clock, "now", lambda: later)
    await user.open(f"/jobs/{job.id}")
    await user.should_see("20 s, usually 2 s (20 jobs)")
    await user.should_see("longer than usual; 9 of 10 finish within 2 s")
    await user.should_not_see(" left")


async def test_what_is_left_is_not_guessed_while_nobody_can_look(user, adtrail, make_job):
    job = await make_job("delayed")
    took(adtrail, [60.0] * 20)
    await user.open(f"/jobs/{job.id}")
    await user.should_see("usually 60 s")
    await user.should_not_see(" left")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (40.2, 74.1, "40-75 s"),
        (2.0, 2.0, "2 s"),
        (75.0, 75.0, "75 s"),
        (8.0, 130.0, "8 s - 2 min 10 s"),
        (130.0, 130.0, "2 min 10 s"),
    ],
)
def test_a_range_reads_well(low, high, words):
    assert range_words(low, high) == words


async def test_the_timeline_opens_in_place(user, make_job):
    await make_job("pending")
    await user.open("/create-program")
    await user.should_not_see("Taken by the partner")
    user.find("Timeline").click()
    await user.should_see("Taken by the partner")


@pytest.mark.parametrize(
    ("kind", "words"), [(JobKind.EDIT, "changed"), (JobKind.TERMINATE, "ended")]
)
async def test_a_person_settles_a_change_in_doubt(user, make_job, eventually, kind, words):
    job = await make_job("asking", kind=kind)
    await user.open(f"/jobs/{job.id}")
    user.find(f"It was {words}").click()
    await eventually(lambda: card_of(user).props["data-status"] == "COMPLETED")


def test_every_member_has_its_row():
    assert set(LOOKS) == set(JobStatus)
    assert {kind.value for kind in JobKind} <= set(HEADLINES)
    assert all(kind_name(kind) for kind in JobKind)
    known = [*vars(evidence).values(), *vars(duplicate_evidence).values()]
    names = {c.name for c in known if isinstance(c, type) and hasattr(c, "name")}
    assert names | {"recorded"} <= set(EVENT_NAMES)
