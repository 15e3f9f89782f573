"""One job on the pages of several people: told to all of them first, and read once for all."""

from types import SimpleNamespace

import pytest
from job_states import STATES

from components import job_look, job_tracker
from components.job_tracker import JobTracker
from components.tracker_error import Details

FAILS = STATES["failed"][-1]


@pytest.fixture
async def watched(user, new_user, make_job, monkeypatch):
    """A running job, and three people whose cards of it draw each change at once."""
    job = await make_job("in progress")
    people = [user, new_user(), new_user()]
    for person in people:
        await person.open(f"/jobs/{job.id}")
    monkeypatch.setattr(job_tracker, "_REDRAW", 0)
    return job, people


async def test_a_change_is_pushed_to_every_open_page(watched, move, eventually):
    job, people = watched
    await move(job, FAILS)
    for person in people:
        (card,) = person.find(JobTracker).elements
        await eventually(lambda shown=card: shown.props["data-status"] == "FAILED")


async def test_every_page_is_told_the_state_before_any_is_given_what_takes_longer(
    watched, move, monkeypatch
):
    job, people = watched
    drawn = []
    for name in ("_draw", "_draw_rest"):
        draw = getattr(JobTracker, name)
        noted = lambda card, view, name=name, draw=draw: (drawn.append(name), draw(card, view))  # noqa: E731
        monkeypatch.setattr(JobTracker, name, noted)
    await move(job, FAILS)
    for person in people:
        await person.should_see("Edit and resubmit")
    assert drawn == ["_draw"] * 3 + ["_draw_rest"] * 3


async def test_a_change_is_read_once_for_all_cards(watched, adtrail, move, monkeypatch):
    job, people = watched
    reads = []
    jobs = SimpleNamespace(get=lambda name: (reads.append(name), adtrail.jobs.get(name))[1])
    monkeypatch.setattr(job_look, "parts", lambda: SimpleNamespace(jobs=jobs))
    await move(job, FAILS)
    for person in people:
        await person.should_see("Program was not created")
    assert reads == [job.id]


async def test_the_partner_s_words_are_made_when_they_are_asked_for(user, make_job):
    await user.open(f"/jobs/{(await make_job('failed')).id}")
    await user.should_not_see("None left.")
    for _press in range(3):  # open, closed, open again
        user.find(kind=Details).trigger("toggle")
    await user.should_see("Code: NO_CATEGORIES")
    assert len(user.find("None left.").elements) == 1
