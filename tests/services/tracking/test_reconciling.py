"""Whose program is it? What is adopted after a lost answer, and what is left to a person."""

import asyncio

import pytest
from test_tracking import START, House, completed, program

from models.evidence import Absent
from models.job import Phase
from models.job_status import JobStatus
from services.errors import NotAllowed
from services.upstream import errors


@pytest.fixture
async def house(tmp_path):
    made = House(tmp_path)
    yield made
    made.store.close()


async def accepted(house, **values):
    """A create that the partner answered for; its program is not known yet."""
    house.partner.answers["create"] = "Jb_rival"
    job_id = await house.create(**values)
    await house.step(job_id)
    return job_id


async def test_the_list_may_lag_behind(house):
    job_id = await house.doubtful()
    for _ in range(4):
        job, _ = await house.step(job_id, 10)
        assert (job.phase, job.asks) == (Phase.UNCONFIRMED, False)
    house.partner.listed = [program("Pg_late")]
    job, _ = await house.step(job_id, 10)
    assert (job.status, job.program_id) == (JobStatus.COMPLETED, "Pg_late")


async def test_what_appears_after_the_question_still_answers_it(house):
    job_id = await house.doubtful()
    job, delay = await house.step(job_id, 61)
    assert job.asks
    house.partner.listed = [program("Pg_very_late")]
    job, _ = await house.step(job_id, delay)
    assert (job.status, job.asks) == (JobStatus.COMPLETED, False)


async def test_equal_creates_in_doubt_share_out_what_there_is(house):
    first, second = await house.doubtful(), await house.doubtful()
    house.partner.listed = [program("Pg_only")]
    one, _ = await house.step(first, 5)
    other, _ = await house.step(second, 56)
    assert (one.status, one.program_id) == (JobStatus.COMPLETED, "Pg_only")
    assert (other.phase, other.asks) == (Phase.UNCONFIRMED, True)
    house.partner.listed.append(program("Pg_second"))
    other, _ = await house.step(second, 60)
    assert (other.status, other.program_id) == (JobStatus.COMPLETED, "Pg_second")


@pytest.mark.parametrize(
    "difference",
    [
        {"ad_categories": ["plumbing"]},
        {"promotion_code": "SPRING"},
        {"fee_period": "ROLLING_MONTH"},
        {"pacing_method": "unpaced"},
    ],
)
async def test_a_rival_whose_program_looks_the_same_is_not_robbed(house, difference):
    """The list shows none of these values as they were ordered: money, type and dates are equal."""
    rival = await accepted(house, **difference)
    mine = await house.doubtful()
    house.partner.listed = [program("Pg_rival")]
    job, _ = await house.step(mine, 5)
    assert job.phase is Phase.UNCONFIRMED, "it may be the rival's"
    house.partner.answers["status"] = completed("Pg_rival")
    await house.step(rival, 5)
    job, _ = await house.step(mine, 60)
    assert (job.phase, job.asks) == (Phase.UNCONFIRMED, True)


async def test_between_different_orders_in_doubt_a_person_decides(house):
    first = await house.doubtful(ad_categories=["hvac"])
    second = await house.doubtful(ad_categories=["plumbing"])
    house.partner.listed = [program("Pg_of_whom")]
    for job_id in (first, second):
        job, _ = await house.step(job_id, 61)
        assert (job.phase, job.asks) == (Phase.UNCONFIRMED, True)


async def test_a_rival_that_is_known_to_have_failed_is_none(house):
    rival, mine = await house.doubtful(promotion_code="SPRING"), await house.doubtful()
    await house.store.move(rival, Absent(reason="A person looked."))
    house.partner.listed = [program("Pg_mine")]
    job, _ = await house.step(mine, 5)
    assert (job.status, job.program_id) == (JobStatus.COMPLETED, "Pg_mine")


async def test_a_program_that_was_there_before_the_rival_is_not_the_rivals(house):
    mine = await house.doubtful()
    house.partner.listed = [program("Pg_mine")]
    await accepted(house, promotion_code="SPRING")
    job, _ = await house.step(mine, 5)
    assert (job.status, job.program_id) == (JobStatus.COMPLETED, "Pg_mine")


@pytest.mark.parametrize("nameless", [{"program_id": None}, {"program_id": ""}])
async def test_a_program_without_an_id_is_nobodys(house, nameless):
    job_id = await house.doubtful()
    house.partner.listed = [program(**nameless)]
    job, _ = await house.step(job_id, 61)
    assert (job.phase, job.asks) == (Phase.UNCONFIRMED, True)


async def test_an_outage_that_answers_500_is_not_taken_for_forgotten_jobs(house):
    """Contract 6: a 500 is what an expired job gets, and what everybody gets in an outage."""
    house.partner.answers = {"create": "Jb1"}
    job_id = await house.create()
    await house.step(job_id)
    down = errors.Unavailable("Down.", http=500)
    house.partner.answers = {"status": down, "list": down}
    delay = 2.0
    for _ in range(12):
        job, delay = await house.step(job_id, delay)
    assert (job.trouble["kind"], job.asks) == ("no_answer", False)
    house.partner.answers = {"status": completed()}
    job, _ = await house.step(job_id, delay)
    assert job.status is JobStatus.COMPLETED


async def test_a_500_for_one_job_alone_is_a_forgotten_job(house):
    house.partner.answers = {"create": "Jb1"}
    job_id = await house.create()
    await house.step(job_id)
    house.partner.answers = {"status": errors.Unavailable("Gone.", http=500)}
    delay = 2.0
    for _ in range(12):
        job, delay = await house.step(job_id, delay)
    assert (job.trouble["kind"], job.asks) == ("unknown_job", True)


@pytest.mark.expect_errors
async def test_an_answer_that_cannot_be_written_down_at_once_is_not_lost(house, monkeypatch):
    """The job number exists in this answer only: a full disk for a moment must not cost it."""
    monkeypatch.setattr("services.tracking.submission._REWRITE", 0.001)
    house.partner.answers["create"] = "Jb_precious"
    job_id = await house.create()
    write, failures = house.store.move, iter([OSError("disk full")] * 3)

    async def move(moved_id, evidence, seen=None):
        if evidence.name == "accepted" and (failure := next(failures, None)):
            raise failure
        return await write(moved_id, evidence, seen)

    monkeypatch.setattr(house.store, "move", move)
    job, _ = await house.step(job_id)
    assert (job.phase, job.partner_job_id) == (Phase.ACCEPTED, "Jb_precious")


async def test_a_clock_a_day_ahead_does_not_keep_a_submission_waiting_for_a_day(house):
    named = errors.Throttled("Slow down.", http=429, retry_after=86_400)
    house.partner.answers["create"] = named
    _, delay = await house.step(await house.create())
    assert delay <= 3600
    assert house.clock.now() == START


async def test_of_several_decisions_at_once_only_one_is_said_to_count(house):
    job_id = await house.doubtful()
    decisions = [house.programs.resolve_absent(job_id) for _ in range(3)]
    decisions += [house.programs.resolve_linked(job_id, f"Pg{n:020}") for n in range(3)]
    done = await asyncio.gather(*decisions, return_exceptions=True)
    refused = [one for one in done if isinstance(one, NotAllowed)]
    assert len(refused) == 5


async def test_a_card_that_several_put_away_at_once_is_put_away_once(house):
    job_id = await house.create()
    done = await asyncio.gather(*(house.programs.dismiss(job_id) for _ in range(5)))
    assert {job.dismissed_at for job in done} == {START}
    assert [event.kind for event in house.store.events(job_id)] == ["recorded", "dismissed"]
