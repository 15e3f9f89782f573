"""How much is made before a person sees something: counted, a clock tells of the machine."""

from contextlib import contextmanager

from nicegui import ui

from components.job_table import JobTable
from components.job_tracker import JobTracker, NewTracker


@contextmanager
def made(user):
    """How many elements come into being meanwhile."""
    counted = []
    before = user.client.next_element_id
    with user.client:
        yield counted
    counted.append(user.client.next_element_id - before)


def buttons_of(card):
    return [e for e in card.descendants() if isinstance(e, ui.button)]


async def test_what_answers_a_press_is_made_alone_and_the_rest_follows(user, make_job, eventually):
    job = await make_job("recorded")
    await user.open("/jobs")
    with made(user) as first:
        card = NewTracker(job.id, "create")
    assert first[0] <= 16, "two thirds of a card can wait for the first picture of it"
    assert card.props["data-status"] == "PENDING"
    words = {e.text for e in card.descendants() if getattr(e, "text", None)}
    assert {"Creating program...", "Status: PENDING", "Processing your request..."} <= words
    assert not buttons_of(card)
    await eventually(lambda: buttons_of(card))
    await user.should_see("Notify me when this finishes")
    await user.should_see(f"Job ID: {job.id}")
    with made(user) as whole:
        JobTracker(job.id, "create")
    assert whole[0] == len(list(card.descendants(include_self=True)))


async def test_a_card_that_goes_before_its_rest_leaves_nothing(user, make_job, eventually):
    job = await make_job("recorded")
    await user.open("/jobs")
    with made(user):
        card = NewTracker(job.id, "create")
        after = NewTracker(job.id, "create")
        card.delete()
    await eventually(lambda: buttons_of(after))
    assert not list(card.descendants())


async def test_a_page_is_not_made_of_what_never_changes(user):
    """Each element costs every picture of the page, and memory for everybody who looks."""
    await user.open("/create-program")
    assert len(user.client.elements) <= 110
    await user.should_see("Read this page anew")


async def test_a_row_of_a_long_list_is_made_of_few_elements(user, make_job):
    """Fifty of them are most of the page, and the browser draws all of it at each change."""
    jobs = [await make_job(state) for state in ("completed", "failed", "delayed")]
    await user.open("/jobs")
    with made(user) as empty:
        JobTable()
    with made(user) as whole:
        table = JobTable()
        await table.show(jobs)
    assert whole[0] - empty[0] <= 13 * len(jobs), "a row had 22"


async def test_a_row_of_programs_is_made_of_few_elements(user, adtrail):
    raw = {"program_id": "Many000", "program_type": "CPC", "business_id": "Bz", "start_date": "?"}
    await adtrail.program_list.rows.put([raw], adtrail.clock.now())
    await user.open("/programs")
    await user.should_see("Many000")
    elements = user.current_layout.descendants()
    row = next(e for e in elements if e.props.get("data-program") == "Many000")
    assert len(list(row.descendants(include_self=True))) <= 18, "a row had 28"
