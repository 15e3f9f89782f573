"""A feature of a copy that gets no usable answer: how often it is tried, and what is said then.

The clock stands still until a test turns it; `advance` is called as an engine would.
"""

from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from feature_wire import FEATURES, SOURCE, FeatureWire, said

from models.duplication import Plan
from models.job import Phase
from models.job_status import JobStatus
from models.transition import replay
from services.clock import ManualClock
from services.container import bootstrap
from services.i18n import speaking
from services.retelling import retold
from services.tracking.tracker import Tracker

START = datetime(2026, 5, 4, 18, 0, 0, tzinfo=UTC)
LINKS, GOAL = "LINK_TRACKING", "AD_GOAL"


class House:
    """Adtrail without its engine."""

    def __init__(self, settings):
        self.settings = settings
        self.clock = ManualClock(START)
        self.wire = FeatureWire(self.clock)
        self.start()

    def start(self):
        self.adtrail = bootstrap(self.settings, clock=self.clock, transport=self.wire)
        self.tracker = Tracker(self.adtrail.tracking)

    async def restart(self):
        await self.adtrail.stop()
        self.start()

    def row(self, job):
        return self.adtrail.store.get(job.id)

    def plan(self, job):
        return Plan.of(self.row(job).plan)

    async def duplicate(self, **changes):
        return await self.adtrail.programs.duplicate(SOURCE, changes)

    async def step(self, job):
        """Once, and as much later as it was asked for."""
        delay = await self.tracker.advance(job.id)
        self.clock.advance(delay or 0)
        return delay

    async def until(self, job, condition, *, steps=100):
        for _ in range(steps):
            if condition(self.row(job)):
                return self.row(job)
            await self.step(job)
        raise AssertionError(f"still {self.row(job).phase} after {steps} steps")

    async def ended(self, job, *, steps=100):
        return await self.until(job, lambda row: row.terminal, steps=steps)

    async def after_tries(self, job, tries):
        return await self.until(job, lambda _row: self.wire.tried.count(LINKS) >= tries)

    def told(self, job):
        return [event.detail for event in self.adtrail.store.events(job.id) if event.detail]


@pytest.fixture
async def house(settings):
    made = House(settings)
    yield made
    await made.adtrail.stop()


LASTING = {
    "500": said(500, "Something broke."),
    "503 and a time": httpx.Response(503, headers={"retry-after": "20"}),
    "408": said(408),
    "unreadable": httpx.Response(200, text="<html>"),
    "no answer": httpx.ReadTimeout("slow"),
}


@pytest.mark.parametrize("answer", LASTING.values(), ids=LASTING)
async def test_one_that_lasts_is_given_up_after_six_tries_and_the_next_follows(house, answer):
    house.wire.answers[LINKS] = answer
    job = await house.duplicate()
    await house.until(job, lambda row: row.phase is Phase.COPYING)
    begun = house.clock.now()
    job = await house.ended(job)
    assert job.status is JobStatus.COMPLETED
    assert house.wire.tried.count(LINKS) == 6
    assert 8 < (house.clock.now() - begun).total_seconds() / 60 < 12
    assert job.note == f"2 of 3 features copied. No usable answer from the partner about: {LINKS}."
    assert house.wire.tried[-1] == GOAL
    assert (job.trouble, house.adtrail.tracking.circuit.open) == (None, False)
    assert replay(house.adtrail.store.events(job.id)).model_dump() == job.model_dump()


async def test_what_became_of_it_is_told_in_both_languages(house):
    house.wire.answers[LINKS] = said(500, "Something broke.")
    house.wire.answers[GOAL] = said(422, "No such goal.")
    job = await house.ended(await house.duplicate())
    assert job.note == (
        f"1 of 3 features copied. Not copied: {GOAL}. "
        f"No usable answer from the partner about: {LINKS}."
    )
    told = "\n".join(house.told(job))
    assert "Feature NEGATIVE_KEYWORD_TARGETING was copied." in told
    assert f"No usable answer about feature {LINKS} in try 1. Something broke." in told
    assert f"Feature {LINKS} was not copied: no usable answer in 6 tries. Something broke." in told
    assert f"Feature {GOAL} was refused by the partner. No such goal." in told
    with speaking("uk"):
        for words in [*house.told(job), job.note]:
            assert retold(words) != words, words
        assert retold(job.note).startswith("Скопійовано функцій: 1 з 3.")


async def test_while_it_is_tried_the_job_says_what_keeps_it(house):
    house.wire.answers[LINKS] = said(500, "Something broke.")
    job = await house.after_tries(await house.duplicate(), 2)
    view = house.adtrail.jobs.get(job.id)
    assert (view.freshness.value, view.trouble["http"]) == ("delayed", 500)
    assert view.next_check_at is not None
    assert house.plan(job).tries == 2


async def test_a_restart_does_not_begin_the_patience_anew(house):
    house.wire.answers[LINKS] = said(500)
    job = await house.after_tries(await house.duplicate(), 4)
    await house.restart()
    job = await house.ended(job)
    assert house.wire.tried.count(LINKS) == 6
    assert house.wire.sandbox.state.counts["create"] == 1
    assert "No usable answer" in job.note


async def test_each_feature_has_its_own_patience(house):
    house.wire.answers[LINKS] = house.wire.answers[GOAL] = said(500)
    job = await house.ended(await house.duplicate())
    assert (house.wire.tried.count(LINKS), house.wire.tried.count(GOAL)) == (6, 6)
    assert f"about: {LINKS}, {GOAL}." in job.note


MANY = {
    "STRICT_CATEGORY_TARGETING": {"enabled": True},
    "LINK_TRACKING": {"website": "https://a.example/", "menu": None, "call_to_action": None},
    "CALL_TRACKING": {"enabled": True},
    "NEGATIVE_KEYWORD_TARGETING": {"blocked_keywords": ["diy", "free"]},
    "CUSTOM_AD_TEXT": {"custom_text": "Fast and friendly since 1982.", "custom_review_id": None},
    "AD_GOAL": {"ad_goal": "WEBSITE_CLICKS"},
}


async def test_where_none_is_answered_about_the_others_do_not_wait_as_long(house):
    """Thirteen times ten minutes of waiting for features that are broken as a whole."""
    house.wire.sandbox.state.programs[SOURCE].features.update(MANY)
    house.wire.answers = dict.fromkeys(MANY, said(500, "Something broke."))
    job = await house.until(await house.duplicate(), lambda row: row.phase is Phase.COPYING)
    begun, order = house.clock.now(), [name for name, _values in house.plan(job).left]
    assert sorted(order) == sorted(MANY)
    job = await house.ended(job)
    tries = [house.wire.tried.count(name) for name in order]
    assert tries == [6, 6, 2, 2, 2, 2]
    assert (house.clock.now() - begun).total_seconds() / 60 < 25
    assert job.note.startswith("0 of 6 features copied. No usable answer")
    assert replay(house.adtrail.store.events(job.id)).model_dump() == job.model_dump()


@pytest.mark.parametrize("answer", [None, said(422, "Not with this website.")])
async def test_an_answer_about_one_gives_the_next_their_patience_back(house, answer):
    house.wire.sandbox.state.programs[SOURCE].features.update(MANY)
    job = await house.until(await house.duplicate(), lambda row: row.phase is Phase.COPYING)
    order = [name for name, _values in house.plan(job).left]
    house.wire.answers = dict.fromkeys(MANY, said(500)) | {order[3]: answer}
    await house.ended(job)
    assert [house.wire.tried.count(name) for name in order] == [6, 6, 2, 1, 6, 6]


async def test_a_short_patience_is_not_used_up_by_an_impatient_person(house):
    house.wire.sandbox.state.programs[SOURCE].features.update(MANY)
    house.wire.answers = dict.fromkeys(MANY, said(500))
    job = await house.duplicate()
    await house.until(job, lambda row: len(Plan.of(row.plan).unanswered) == 2)
    for _ in range(10):
        await house.tracker.advance(job.id)
    assert len(house.plan(job).unanswered) == 2


async def test_one_that_recovers_is_copied(house):
    house.wire.answers[LINKS] = said(500)
    job = await house.after_tries(await house.duplicate(), 5)
    house.wire.answers.clear()
    assert (await house.ended(job)).note == "3 of 3 features copied."


async def test_one_whose_answer_cannot_be_read_is_looked_for_before_it_is_given_up(house):
    async def garbled(request):
        await house.wire.inside.handle_async_request(request)
        return httpx.Response(200, text="<html>")

    house.wire.answers[LINKS] = garbled
    job = await house.ended(await house.duplicate())
    assert job.note == "3 of 3 features copied."
    features = await house.adtrail.catalog.features(job.program_id)
    assert features[LINKS].items() >= FEATURES[LINKS].items()


async def test_looks_of_an_impatient_person_do_not_use_up_the_patience(house):
    house.wire.answers[LINKS] = said(500)
    job = await house.after_tries(await house.duplicate(), 1)
    for _ in range(10):
        await house.tracker.advance(job.id)
    assert house.plan(job).left[0][0] == LINKS
    assert (await house.ended(job)).status is JobStatus.COMPLETED


OUTAGES = {
    "no connection": httpx.ConnectError("refused"),
    "401": said(401),
    "429": said(429),
    "500": said(500),
    "no answer": httpx.ReadTimeout("slow"),
}


@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES)
async def test_a_partner_that_is_away_altogether_uses_up_no_patience(house, outage):
    job = await house.until(await house.duplicate(), lambda row: row.phase is Phase.COPYING)
    house.wire.cut = outage
    for _ in range(30):
        await house.step(job)
    plan = house.plan(job)
    assert (plan.tries, plan.unanswered, len(plan.left)) == (0, [], 3)
    house.wire.cut = None
    assert (await house.ended(job)).note == "3 of 3 features copied."


@pytest.mark.parametrize("http", [401, 429])
async def test_what_the_partner_says_of_everything_uses_up_no_patience(house, http):
    house.wire.answers[LINKS] = said(http)
    job = await house.after_tries(await house.duplicate(), 20)
    assert house.plan(job).tries == 0
    house.wire.answers.clear()
    assert (await house.ended(job)).note == "3 of 3 features copied."


async def test_several_copies_with_the_same_fault_do_not_hold_each_other_up(house):
    house.wire.answers[LINKS] = said(500)
    jobs = [await house.duplicate(budget=f"{300 + more}.00") for more in range(4)]
    for _ in range(40):
        delays = [await house.tracker.advance(job.id) for job in jobs]
        house.clock.advance(max(delay or 0 for delay in delays))
        assert not house.adtrail.tracking.circuit.open
    assert {house.row(job).status for job in jobs} == {JobStatus.COMPLETED}


async def ending(house):
    """A copy that gets its features, and the job that ends it, which has not begun."""
    copying = await house.until(await house.duplicate(), lambda row: row.phase is Phase.COPYING)
    return copying, await house.adtrail.programs.end(copying.program_id)


async def test_nothing_is_written_to_a_program_that_is_being_ended(house):
    copying, _end = await ending(house)
    for _ in range(10):
        assert 0 < await house.step(copying) < 60
    assert (house.wire.tried, house.row(copying).phase) == ([], Phase.COPYING)


async def test_an_end_that_is_refused_lets_the_copying_go_on(house):
    copying, end = await ending(house)
    house.wire.refused = said(422, "Not now.")
    assert (await house.ended(end)).status is JobStatus.FAILED
    assert (await house.ended(copying)).note == "3 of 3 features copied."


async def test_an_end_in_doubt_lets_the_copying_go_on(house):
    copying, end = await ending(house)
    house.wire.refused = said(500)
    await house.until(end, lambda row: row.phase is Phase.UNCONFIRMED)
    assert (await house.ended(copying)).note == "3 of 3 features copied."


async def test_whoever_waits_with_a_feature_hears_at_once_that_the_program_was_ended(house):
    nudged = []
    house.tracker = Tracker(replace(house.adtrail.tracking, nudge=nudged.append))
    house.wire.answers[LINKS] = said(500)
    copying = await house.after_tries(await house.duplicate(), 1)
    end = await house.adtrail.programs.end(copying.program_id)
    while await house.step(end) is not None:
        pass
    assert house.row(end).status is JobStatus.COMPLETED
    assert nudged == [copying.id]


@pytest.mark.parametrize("lists", [said(500), httpx.Response(200, text="<html>")])
async def test_a_list_that_fails_as_well_is_no_outage_while_the_program_can_be_read(house, lists):
    house.wire.answers[LINKS] = said(500)
    inside = house.wire.inside.handle_async_request

    async def but_the_list(request):
        return lists if request.url.path == "/programs/v1" else await inside(request)

    house.wire.inside.handle_async_request = but_the_list
    ended = await house.ended(await house.duplicate())
    assert ended.status is JobStatus.COMPLETED
    assert "2 of 3 features copied" in ended.note


async def test_reads_that_are_refused_are_no_outage_either(house):
    house.wire.answers[LINKS] = said(500)
    inside, refused = house.wire.inside.handle_async_request, []

    async def but_no_reads(request):
        reads = request.url.path == "/programs/v1" or "/programs/info/" in request.url.path
        if not (reads and house.wire.tried):
            return await inside(request)
        refused.append(request.url.path)
        return said(409)

    house.wire.inside.handle_async_request = but_no_reads
    ended = await house.ended(await house.duplicate())
    assert refused
    assert ended.status is JobStatus.COMPLETED
    assert "2 of 3 features copied" in ended.note
