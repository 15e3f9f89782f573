"""A partner that refuses, lastingly, to tell how a job stands: a 4xx that nobody has foreseen.

It says nothing about the job, so the status stays; but nobody is left waiting for ever either.
"""

import pytest
from test_tracking import House, completed, program

from models.job import Freshness, JobKind, Phase, freshness_of
from models.job_status import JobStatus
from models.transition import replay
from services.errors import NotAllowed
from services.i18n import speaking
from services.jobs import Jobs
from services.retelling import retold
from services.upstream import errors
from services.upstream.port import StatusAnswer

DAY = 86_400


@pytest.fixture
async def house(tmp_path):
    made = House(tmp_path)
    yield made
    made.store.close()


def conflict(http=409, said="Come to the counter."):
    return errors.Declined(said, http=http)


async def accepted(house):
    house.partner.answers["create"] = "Jb1"
    job_id = await house.create()
    await house.step(job_id)
    return job_id


async def after(house, job_id, seconds):
    """Looked at as often as it asks for, for so long; all the pauses, too."""
    pauses, begun = [2.0], house.clock.now()
    while pauses[-1] is not None and (house.clock.now() - begun).total_seconds() < seconds:
        job, delay = await house.step(job_id, pauses[-1])
        pauses.append(delay)
    return job, pauses


def seen(house, job_id):
    jobs = Jobs(
        house.store,
        house.tracking.observations,
        lambda _job: house.tracking.circuit,
        house.tracking.history,
    )
    return jobs.get(job_id)


@pytest.mark.parametrize("http", [402, 405, 406, 409, 410, 415, 418, 422, 423, 451])
async def test_one_that_lasts_becomes_a_question_and_leaves_the_status(house, http):
    job_id = await accepted(house)
    house.partner.answers["status"] = conflict(http)
    job, _ = await after(house, job_id, 300)
    assert (job.status, job.asks) == (JobStatus.PENDING, False)
    job, _ = await after(house, job_id, 500)
    assert (job.status, job.phase, job.asks) == (JobStatus.PENDING, Phase.ACCEPTED, True)
    assert job.doubtful
    assert freshness_of(job) is Freshness.DELAYED
    assert str(http) in job.note
    assert house.tracking.circuit.open is False
    assert replay(house.store.events(job_id)).model_dump() == job.model_dump()


async def test_the_card_says_what_the_partner_answers_in_both_languages(house):
    job_id = await accepted(house)
    house.partner.answers["status"] = conflict()
    job, _ = await after(house, job_id, 5)
    words = seen(house, job_id).trouble_words
    assert words.title == (
        "The partner answers HTTP 409 instead of how this job stands: Come to the counter"
    )
    with speaking("uk"):
        assert seen(house, job_id).trouble_words.title.startswith("Замість стану завдання партнер")
    job, _ = await after(house, job_id, 800)
    with speaking("uk"):
        assert "(HTTP 409)" in retold(job.note)
        assert retold(job.note) != job.note


async def test_it_is_asked_ever_more_seldom(house):
    job_id = await accepted(house)
    house.partner.answers["status"] = conflict()
    _, pauses = await after(house, job_id, 2 * DAY)
    assert max(pauses[:40]) < 70
    assert min(pauses[-20:]) > 800
    assert house.store.get(job_id).asks
    assert len(house.store.events(job_id)) < 10


async def test_a_program_that_shows_up_meanwhile_is_its_outcome(house):
    job_id = await accepted(house)
    house.partner.answers["status"] = conflict()
    await after(house, job_id, 100)
    house.partner.listed = [program("Pg_new")]
    job, _ = await after(house, job_id, 120)
    assert (job.status, job.program_id) == (JobStatus.COMPLETED, "Pg_new")
    assert "does not say how this job stands" in job.note


@pytest.mark.parametrize("asked_already", [False, True])
async def test_a_partner_that_thinks_better_of_it_is_believed(house, asked_already):
    job_id = await accepted(house)
    house.partner.answers["status"] = conflict()
    await after(house, job_id, 1000 if asked_already else 60)
    house.partner.answers["status"] = completed()
    job, _ = await house.step(job_id, 60)
    assert (job.status, job.asks, job.trouble) == (JobStatus.COMPLETED, False, None)


async def test_a_passing_one_after_another_is_no_lasting_one(house):
    job_id = await accepted(house)
    works = StatusAnswer(200, {"status": "PROCESSING"}, "{}")
    for _ in range(12):
        for answer in (conflict(), conflict(), works):
            house.partner.answers["status"] = answer
            job, _ = await house.step(job_id, 60)
    assert (job.status, job.asks) == (JobStatus.IN_PROGRESS, False)


@pytest.mark.parametrize("list_says", [conflict(), errors.Unknown("No list.", http=404)])
async def test_a_list_that_is_refused_as_well_is_asked_about_too(house, list_says):
    job_id = await accepted(house)
    house.partner.answers |= {"status": conflict(), "list": list_says}
    job, _ = await after(house, job_id, 1000)
    assert (job.status, job.asks) == (JobStatus.PENDING, True)


async def test_an_outage_meanwhile_asks_nobody(house):
    job_id = await accepted(house)
    down = errors.Unavailable("Down.", http=503)
    house.partner.answers |= {"status": conflict(), "list": down}
    job, _ = await after(house, job_id, 1000)
    assert (job.asks, job.trouble["http"]) == (False, 503)


async def test_a_person_settles_it(house):
    job_id = await accepted(house)
    house.partner.answers["status"] = conflict()
    await after(house, job_id, 100)
    with pytest.raises(NotAllowed):
        await house.programs.resolve_absent(job_id)
    await after(house, job_id, 1000)
    settled = await house.programs.resolve_linked(job_id, "Pg0000000000000000bbbB")
    assert (settled.status, settled.program_id) == (JobStatus.COMPLETED, "Pg0000000000000000bbbB")


@pytest.mark.parametrize("refusal", [conflict(), errors.Unknown("No program.", http=404)])
async def test_a_pause_whose_program_may_not_be_read_is_a_question(house, refusal):
    async def taken(_program_id):
        pass

    async def refuses(_ids):
        raise refusal

    house.partner.pause, house.partner.program_info = taken, refuses
    job = await house.programs.switch("Pg0000000000000000bbbB", pause=True)
    assert job.kind is JobKind.PAUSE
    await house.step(job.id)
    row, pauses = await after(house, job.id, 1000)
    assert (row.status, row.asks) == (JobStatus.IN_PROGRESS, True)
    assert str(refusal.http) in row.note
    assert min(pauses[-3:]) > 50


async def test_a_doubtful_create_whose_list_is_refused_is_a_question(house):
    job_id = await house.doubtful()
    house.partner.answers["list"] = conflict(410)
    job, _ = await after(house, job_id, 1000)
    assert (job.phase, job.asks) == (Phase.UNCONFIRMED, True)
    assert "410" in job.note
