"""Jobs in any state, and a partner that fails."""

import asyncio
from functools import partial

import pytest
from job_states import hold, put
from nicegui import ui

from services.errors import PartnerProblem


@pytest.fixture
def make_job(adtrail, monkeypatch):
    """A job in any of STATES, or "completed", which stays as it was put (see `put`)."""
    hold(monkeypatch, adtrail.engine)
    return partial(put, adtrail)


@pytest.fixture
def move(adtrail):
    """Let something happen to a job."""

    async def go(job, *evidence):
        for step in evidence:
            moved = await adtrail.store.move(job.id, step)
        return moved.job

    return go


@pytest.fixture
def partner_down(adtrail, monkeypatch):
    """From now on the partner answers no question; `partner_down.undo()` repairs it."""

    async def fail(*_arguments, **_more):
        raise PartnerProblem("The partner has a problem.")

    for name in ("program", "programs", "program_info"):
        monkeypatch.setattr(adtrail.catalog, name, fail)
    return monkeypatch


@pytest.fixture
def link(user):
    """Where the link with these words leads."""

    def target(words):
        found = [e for made in user.find(words).elements for e in (made, *made.ancestors())]
        return next(e.props["href"] for e in found if isinstance(e, ui.link))

    return target


@pytest.fixture
def eventually():
    """Wait until a page shows, or stops to show, something."""

    async def wait(condition, seconds=5.0):
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - what a page shows has no event
                await asyncio.sleep(0.02)

    return wait
